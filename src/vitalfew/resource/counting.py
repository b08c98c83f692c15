"""The count: every customer looked at once, kept row by row, and summed by owner and department.

It goes by the rules and rights of nobody: it is read through the policies. What it writes is whole in one transaction,
and rows that are as they were are not written again, so that it may be run at any time, and again from its start.
"""

import time
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.api import Customer, Source
from vitalfew.jobs.api import Job, JobState, Kind, Progress, register, start
from vitalfew.kernel.wanted import Fact
from vitalfew.resource.findings import FINDINGS, PERIODS, since
from vitalfew.resource.looking import counted_facts, look
from vitalfew.resource.models import Count as Counted
from vitalfew.resource.models import State, Tally
from vitalfew.value.api import last_two_runs

COUNT = "resource.count"
KEPT_COUNTS = 30
OF_BITS = ("wanted", "missing", "absent")
AMOUNTS = {"net": "net_sales", "expected": "expected", "profit": "profit"}


@transaction.atomic
def count_when_due() -> Job | None:
    """Start the day's count; of two schedulers one starts it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('resource count', 0))")
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Job.objects.filter(kind=COUNT)
    if mine.filter(Q(created_at__gte=midnight) | Q(finished_at__isnull=True)).exists():
        return None
    return start(actor=None, kind=COUNT) if Customer.objects.exists() else None


def count_under_way() -> Job | None:
    """A count that waits already."""
    return Job.objects.filter(kind=COUNT, state=JobState.WAITING).first()


def count_work(job: Job, report: Progress) -> dict[str, object]:
    """Count, and say how many customers there were."""
    report("look")
    counted = count()
    return {"customers": counted.customers}


@transaction.atomic
def count() -> Counted:
    """Look at every customer, and put down what was found."""
    began, moment = time.monotonic(), timezone.now()
    day = timezone.localdate(moment)
    run, before = last_two_runs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('resource counting', 0))")
    found = list(counted_facts())
    look(found, day, run, before)
    _sum(day, found)
    old = Counted.objects.order_by("-pk").values_list("pk", flat=True)[KEPT_COUNTS:]
    Counted.objects.filter(pk__in=list(old)).delete()
    return Counted.objects.create(
        counted_at=moment, day=day, seconds=time.monotonic() - began, customers=State.objects.count(),
        facts=[fact.key for fact in found], run=run,
    )  # fmt: skip


def sums(day: date, found: list[str]) -> dict[str, Any]:
    """What is summed, by its key: for any set of counted customers."""
    asked: dict[str, Any] = {}
    for one in FINDINGS.values():
        for days in PERIODS if one.is_of_a_period else (0,):
            asked[one.at(days)] = Count("pk", filter=one.condition(since(day, days)))
    for bit, key in enumerate(found):
        for what in OF_BITS:
            asked[f"{what}:{key}"] = Count("pk", filter=Q((f"{what}_{bit}__gt", 0)))
    for source in ("", *Source.values):
        here = Q(source=source)
        asked[f"source:{source}"] = Count("pk", filter=here)
        asked[f"sold:{source}"] = Count("pk", filter=here & Q(first_on__isnull=False))
        asked[f"profit:{source}"] = Sum("profit", filter=here)
    return asked | {f"sum:{name}": Sum(column) for name, column in AMOUNTS.items()}


def with_bits(rows: QuerySet[State], found: list[str]) -> QuerySet[State]:
    """The rows with each bit of their masks as a column of its own."""
    return rows.alias(
        **{
            f"{what}_{bit}": F(what).bitand(1 << bit)
            for bit in range(len(found))
            for what in OF_BITS
        }
    )


def _sum(day: date, facts_found: list[Fact]) -> None:
    found = [fact.key for fact in facts_found]
    asked = sums(day, found)
    names = {f"n{place}": key for place, key in enumerate(asked)}
    groups = with_bits(State.objects.order_by(), found).values("owner_id", "department_id")
    summed = groups.annotate(**{name: asked[key] for name, key in names.items()})
    rows = cast(Iterable[dict[str, Any]], summed)
    tallies = [
        Tally(
            key=key, owner_id=row["owner_id"], department_id=row["department_id"],
            number=0 if is_amount(key) else row[name], amount=row[name] if is_amount(key) else None,
        )
        for row in rows
        for name, key in names.items()
        if row[name]
    ]  # fmt: skip
    Tally.objects.all().delete()
    Tally.objects.bulk_create(tallies, 5000)


def is_amount(key: str) -> bool:
    """Whether the sum under this key is money."""
    return key.startswith(("sum:", "profit:"))


register(
    Kind(
        COUNT, _("Count the customer resource"), count_work, {"look": _("Looking at every customer")},
        page=lambda job: reverse("resource:management"),
    )
)  # fmt: skip

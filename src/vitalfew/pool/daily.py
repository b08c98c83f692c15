"""Rules that run by themselves: every day they warn owners of what will go, and recycle what they were warned of.

Nobody goes of whom the owner has not known for the rule's days of warning. What is not due any more - it bought, it has
another owner, somebody asked - is not about to go any more. Each step is whole in small transactions and asks anew, so
that the job may be run again from its start, and by two at once, and recycles nobody twice.
"""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, Kind, Progress, register, start
from vitalfew.outbox.api import send_mail
from vitalfew.ownership.api import How
from vitalfew.pool.actions import put
from vitalfew.pool.models import Notice, Pooled, Rule
from vitalfew.pool.recycling import due

DAILY = "pool.daily"
AT_ONCE = 200


@transaction.atomic
def recycle_when_due() -> Job | None:
    """Start the day's work where a rule runs by itself; of two schedulers one starts it."""
    rules = Rule.objects.filter(runs_daily=True, pool__is_open=True)
    if not rules.exists():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('pool daily', 0))")
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Job.objects.filter(kind=DAILY)
    if (
        mine.filter(created_at__gte=midnight).exists()
        or mine.filter(finished_at__isnull=True).exists()
    ):
        return None
    return start(actor=None, kind=DAILY)


def daily_work(job: Job, report: Progress) -> dict[str, object]:
    """Warn and recycle, rule by rule."""
    warned, gone = 0, 0
    for rule in Rule.objects.filter(runs_daily=True, pool__is_open=True).order_by("pk"):
        report("rules", gone)
        forget_notices(rule)
        warned += warn(rule)
        gone += recycle(rule)
    return {"warned": warned, "recycled": gone}


@transaction.atomic
def forget_notices(rule: Rule) -> None:
    """Drop the warnings of what will not go any more, or is somebody else's now."""
    notices = Notice.objects.filter(rule=rule)
    will_go = due(rule, Customer.objects.all(), ahead=rule.warn_days).order_by().values("pk")
    notices.exclude(customer__in=will_go).delete()
    notices.exclude(owner=F("customer__owner")).delete()


@transaction.atomic
def warn(rule: Rule) -> int:
    """Warn the owners of what will go, each in one mail; how many customers."""
    known = Notice.objects.filter(rule=rule).values("customer")
    rows = due(rule, Customer.objects.all(), ahead=rule.warn_days).exclude(pk__in=known)
    owned = rows.filter(owner__isnull=False).order_by("pk").values_list("pk", "owner")
    now = timezone.now()
    goes_on = timezone.localdate(now + timedelta(days=rule.warn_days))
    notices = [
        Notice(rule=rule, customer_id=pk, owner_id=owner, warned_at=now, goes_on=goes_on)
        for pk, owner in owned
    ]
    Notice.objects.bulk_create(notices, 1000, ignore_conflicts=True)
    _tell_owners(rule, Counter(one.owner_id for one in notices))
    return len(notices)


def _tell_owners(rule: Rule, numbers: Counter[int]) -> None:
    """How many, and where to look: a mail is read by more than its reader, so it names nobody."""
    owners = Member.objects.filter(pk__in=numbers, is_active=True, mails_notices=True)
    for owner in owners.exclude(email="").order_by("pk"):
        with translation.override(owner.language or settings.LANGUAGE_CODE):
            number = numbers[owner.pk]
            body = ngettext(
                "In %(days)s days, %(number)s customer of yours goes into the pool “%(pool)s”: nothing happened"
                " with it for long. Vital Few shows it under “Today”.",
                "In %(days)s days, %(number)s customers of yours go into the pool “%(pool)s”: nothing happened"
                " with them for long. Vital Few shows them under “Today”.",
                number,
            ) % {"days": rule.warn_days, "number": f"{number:,}", "pool": rule.pool}
            send_mail(
                to=[owner.email], subject=_("Customers of yours are about to go into a pool"), body=body
            )  # fmt: skip


def recycle(rule: Rule) -> int:
    """Put into the pool what is due and was warned of long enough ago; how many."""
    limit = timezone.now() - timedelta(days=rule.warn_days)
    gone = 0
    while True:
        number, went = _recycle_some(rule, Notice.objects.filter(rule=rule, warned_at__lte=limit))
        gone += went
        if not number:
            return gone


@transaction.atomic
def _recycle_some(rule: Rule, ripe: QuerySet[Notice]) -> tuple[int, int]:
    """A batch: how many warnings were settled, and how many customers went."""
    batch = list(ripe.select_for_update(of=("self",)).order_by("customer")[:AT_ONCE])
    owner_of = {one.customer_id: one.owner_id for one in batch}
    rows = Customer.objects.filter(pk__in=owner_of).select_for_update(of=("self",)).order_by("pk")
    there = {one.pk: one for one in rows}
    still = set(due(rule, Customer.objects.filter(pk__in=there)).values_list("pk", flat=True))
    still -= set(Pooled.objects.filter(customer__in=there).values_list("customer", flat=True))
    went = [one for pk, one in there.items() if pk in still and one.owner_id == owner_of[pk]]
    for customer in went:
        put(customer, rule.pool, actor=None, how=How.RECYCLED, reason=str(rule))
    Notice.objects.filter(pk__in=[one.pk for one in batch]).delete()
    return len(batch), len(went)


register(
    Kind(
        DAILY, gettext_lazy("Recycle customers by the rules of every day"), daily_work,
        {"rules": gettext_lazy("Rules")}, page=lambda job: reverse("pool:rules"),
    )
)  # fmt: skip

"""Pools that give their customers out by themselves, as soon as these may be claimed.

Caps hold, and who is full is passed over; when all are full the rest lies in the pool, where anybody may claim it. Each
batch is whole in one small transaction and asks anew, so that the job may be run again from its start, and by two at
once, and gives nobody away twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Value
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, Kind, Progress, register, start
from vitalfew.outbox.api import send_mail
from vitalfew.ownership.api import How, gave_up_lately
from vitalfew.pool.actions import hand
from vitalfew.pool.models import Pool, Pooled, Way
from vitalfew.pool.queries import takers_of
from vitalfew.pool.turns import Turns

ALLOT = "pool.allot"
AT_ONCE = 100
PAUSE = timedelta(minutes=10)  # between two looks at a pool all of whose takers are full
A_DAY = timedelta(days=1)


@transaction.atomic
def allot_when_due() -> Job | None:
    """Start the work where something waits in a pool that gives out; of two schedulers one starts it."""
    if not ripe().exists():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('pool allotting', 0))")
    mine = Job.objects.filter(kind=ALLOT)
    lately = mine.filter(finished_at__gte=timezone.now() - PAUSE)
    if mine.filter(finished_at__isnull=True).exists() or lately.exists():
        return None
    return start(actor=None, kind=ALLOT)


def ripe(pool: Pool | None = None) -> QuerySet[Pooled]:
    """What may be given out now, of all pools that do so or of one: who has rested as long as the pool says."""
    rested = ExpressionWrapper(
        F("since") + F("pool__rest_days") * Value(A_DAY, output_field=DurationField()),
        output_field=Pooled._meta.get_field("since").__class__(),
    )
    rows = Pooled.objects.filter(pool__is_open=True, customer__deleted_at__isnull=True)
    rows = rows.exclude(pool__deals="").annotate(free_at=rested)
    rows = rows.filter(free_at__lte=timezone.now())
    return rows if pool is None else rows.filter(pool=pool)


def allot(job: Job, report: Progress) -> dict[str, object]:
    """Pool by pool, those that lie longest first."""
    given = 0
    for pool in Pool.objects.filter(is_open=True).exclude(deals="").order_by("pk"):
        report("pools", given)
        takers: Counter[int] = Counter()
        left: set[int] = set()
        while (some := allot_some(pool.pk, left)) is not None:
            takers += some
        given += takers.total()
        _tell(pool, takers)
    return {"given": given}


@transaction.atomic
def allot_some(pool_id: int, left: set[int]) -> Counter[int] | None:
    """Give a batch out; how many each member got, or None when nothing waits.

    Whom nobody has room for, or nobody may get, is put into ``left`` and not looked at again.
    """
    rows = Pool.objects.select_for_update().filter(pk=pool_id, is_open=True)
    pool = rows.exclude(deals="").first()
    if pool is None:
        return None
    waiting = ripe(pool).exclude(customer__in=left).order_by("since", "pk")
    keys = list(waiting.values_list("customer", flat=True)[:AT_ONCE])
    if not keys:
        return None
    turns = Turns(pool, Way(pool.deals), takers_of(list(pool.seats.all())))
    had_it = _had_it(pool, keys)
    given: Counter[int] = Counter()
    for customer in _waiting(pool, keys):
        taker = turns.next(had_it[customer.pk])
        if taker is None:
            left.add(customer.pk)
            continue
        hand(
            customer,
            pool,
            to=taker,
            actor=None,
            how=How.DEALT,
            reason=str(pool.get_deals_display()),
        )
        turns.took(taker)
        given[taker.pk] += 1
    return given


def _had_it(pool: Pool, keys: list[int]) -> defaultdict[int, set[int]]:
    """To whom each of these is not given: from whom it came, and who had it within the pool's waiting time."""
    found = defaultdict(set)
    since = timezone.now() - timedelta(days=pool.wait_days)
    for customer, member in gave_up_lately(keys, since):
        found[customer].add(member)
    came_from = Pooled.objects.filter(customer__in=keys, former_owner__isnull=False)
    for customer, member in came_from.values_list("customer", "former_owner"):
        found[customer].add(member)
    return found


def _waiting(pool: Pool, keys: list[int]) -> Iterable[Customer]:
    """Locked in the order of their keys, given out in the order of ``keys``; who was claimed meanwhile is left out."""
    rows = Customer.objects.filter(pk__in=keys, owner__isnull=True).order_by("pk")
    there = {one.pk: one for one in rows.select_for_update(of=("self",))}
    lying = Pooled.objects.filter(pool=pool, customer__in=there)
    still = set(lying.values_list("customer", flat=True))
    return [there[key] for key in keys if key in still]


def _tell(pool: Pool, numbers: Counter[int]) -> None:
    """How many, and where to look: a mail is read by more than its reader, so it names nobody."""
    members = Member.objects.filter(pk__in=numbers, is_active=True, mails_notices=True)
    for member in members.exclude(email="").order_by("pk"):
        with translation.override(member.language or settings.LANGUAGE_CODE):
            number = numbers[member.pk]
            body = ngettext(
                "%(number)s customer of the pool “%(pool)s” is yours now. Vital Few shows it among your customers.",
                "%(number)s customers of the pool “%(pool)s” are yours now. Vital Few shows them among your customers.",
                number,
            ) % {"number": f"{number:,}", "pool": pool}
            send_mail(to=[member.email], subject=_("You have new customers"), body=body)


register(
    Kind(
        ALLOT, gettext_lazy("Give customers of pools out"), allot, {"pools": gettext_lazy("Pools")},
        page=lambda job: reverse("pool:list"),
    )
)  # fmt: skip

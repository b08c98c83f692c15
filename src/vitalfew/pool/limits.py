"""What a claim is measured against: rest, waiting time, the day's quota, and caps. Each refusal says when it ends.

Everything here is asked under locks that make two claims of one member, or two into one capped department, wait for
each other: no race gets past a limit.
"""

from datetime import datetime, time, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vitalfew.access.api import members_of, seats_of, with_those_below
from vitalfew.customers.api import Customer, Stage
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict
from vitalfew.ownership.api import How, gave_up
from vitalfew.pool.models import Cap, Pool, Pooled, Taking

BOUGHT = (Stage.ORDER, Stage.ACTIVE, Stage.REPEAT)


def wait_for_turn(member: Member) -> list[Cap]:
    """From here on, until the transaction ends, nobody else takes a customer for this member; the caps that hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"pool taking {member.pk}"]
        )
    return list(caps_for(member).select_for_update(of=("self",)).order_by("pk"))


def caps_for(member: Member) -> QuerySet[Cap]:
    """Everybody's cap, and those of the departments above a member."""
    own = Q(department_id__in=seats_of(member.pk))
    return Cap.objects.filter(Q(department__isnull=True) | own)


def owned(members: Q, *, spares_buyers: bool) -> int:
    """How many customers these members own, as a cap counts them."""
    rows = Customer.objects.filter(members)
    if spares_buyers:
        rows = rows.exclude(stage__in=BOUGHT)
    return rows.count()


def refuse_over_cap(member: Member, caps: list[Cap], more: int = 1) -> None:
    """Conflict when a member, or the department, would own more than a cap allows."""
    for cap in caps:
        if cap.most_each is not None:
            now = owned(Q(owner=member), spares_buyers=cap.spares_buyers)
            if now + more > cap.most_each:
                raise _full(member, now, cap.most_each)
        if cap.most_together is not None:
            now = owned(_of(cap), spares_buyers=cap.spares_buyers)
            if now + more > cap.most_together:
                raise _full(cap, now, cap.most_together)


def _of(cap: Cap) -> Q:
    if cap.department_id is None:
        return Q(owner__isnull=False)
    return Q(owner_id__in=members_of(with_those_below([cap.department_id])))


def _full(who: object, now: int, most: int) -> Conflict:
    return Conflict(
        "cap_reached",
        _(
            "%(who)s owns %(now)s customers, and %(most)s is the most. Return some to a pool first."
        ) % {"who": who, "now": now, "most": most},
    )  # fmt: skip


def today_began() -> datetime:
    """The midnight from which a day's claims and looks count."""
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))


def claimed_today(member: Member, pool: Pool) -> int:
    """How many a member has claimed from a pool today: acts, whatever became of the customers since."""
    rows = Taking.objects.filter(member=member, pool=pool, how=How.CLAIMED, at__gte=today_began())
    return rows.count()


def refuse_over_quota(member: Member, pool: Pool) -> None:
    """Conflict when the day's claims are used up."""
    if pool.claims_a_day is not None and claimed_today(member, pool) >= pool.claims_a_day:
        raise Conflict(
            "quota_used_up",
            _(
                "You have claimed %(most)s customers from this pool today, which is the most. Go on tomorrow."
            )
            % {"most": pool.claims_a_day},
        )


def refuse_too_early(member: Member, pool: Pool, entry: Pooled) -> None:
    """Conflict while a newcomer rests, and while a former owner waits."""
    free_at = entry.since + timedelta(days=pool.rest_days)
    if free_at > timezone.now():
        raise Conflict(
            "newcomer_rests",
            _("This customer can be claimed from %(day)s on.") % {"day": _moment(free_at)},
        )
    waits_until = _waits_until(member, pool, entry)
    if waits_until is not None:
        raise Conflict(
            "former_owner_waits",
            _(
                "You owned this customer lately. You can claim it again from %(day)s on; others can before."
            )
            % {"day": _moment(waits_until)},
        )


def _waits_until(member: Member, pool: Pool, entry: Pooled) -> datetime | None:
    """When a former owner may claim again; None for anybody else."""
    waiting = timedelta(days=pool.wait_days)
    gave = gave_up(member, entry.customer_id, timezone.now() - waiting) if waiting else None
    return gave + waiting if gave is not None else None


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def room_for(member: Member) -> int | None:
    """How many more customers a member may own; None without a cap."""
    rooms = [
        cap.most_each - owned(Q(owner=member), spares_buyers=cap.spares_buyers)
        for cap in caps_for(member)
        if cap.most_each is not None
    ]
    return max(min(rooms), 0) if rooms else None

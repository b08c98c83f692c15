"""Reading pools for a member."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from vitalfew.access.api import Answer, Department, Verb, members_of, require, with_those_below
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound
from vitalfew.pool.limits import claimed_today, room_for
from vitalfew.pool.looking import looked_today
from vitalfew.pool.models import Cap, Notice, Pool, Pooled, Rule, Seat
from vitalfew.pool.policies import (
    POOL,
    caps_visible_to,
    entries_visible_to,
    may_claim,
    may_give,
    notices_visible_to,
    pools_visible_to,
    rules_visible_to,
    seats_visible_to,
)
from vitalfew.value.api import ValueRun

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True)
class PoolShown:
    """A pool as its page begins: how much is in it, and what the reader may still take."""

    pool: Pool
    claim: Answer
    give: Answer
    claims_left: int | None  # none: as many as one likes
    looks_left: int | None  # the same of customers to open
    room: int | None  # how many more the reader may own; none: without a cap


def pools(actor: Member) -> list[Pool]:
    """The pools that ``actor`` sees, with the number of customers in each (``waiting``)."""
    lying = Q(entries__customer__deleted_at__isnull=True)
    rows = pools_visible_to(actor).annotate(waiting=Count("entries", filter=lying))
    return list(rows.order_by("-is_open", "name", "pk"))


def pool_for(actor: Member, pk: int) -> Pool:
    """One pool; NotFound when there is none to be seen."""
    found = pools_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "no_such_pool", _("There is no such pool, or you have no seat at it. Look at the list.")
        )
    return found


def shown(actor: Member, pool: Pool) -> PoolShown:
    """What stands above a pool's customers."""
    left = None
    if pool.claims_a_day is not None:
        left = max(pool.claims_a_day - claimed_today(actor, pool), 0)
    looks = None
    if pool.looks_a_day is not None:
        looks = max(pool.looks_a_day - looked_today(actor, pool), 0)
    return PoolShown(
        pool, may_claim(actor, pool), may_give(actor, pool), left, looks, room_for(actor)
    )


class TierColumn(TypedDict):
    """The tier beside a customer of a pool; None for one who is not valued yet."""

    tier: str | None


type Waiting = WithAnnotations[Pooled, TierColumn]


def entries_of(actor: Member, pool: Pool, run: ValueRun | None) -> QuerySet[Waiting]:
    """What lies in a pool, each with its tier in ``run``."""
    here = Q(customer__scores__run_id=run.pk if run else None)
    rows = entries_visible_to(actor).filter(pool=pool)
    joined = rows.annotate(standing=FilteredRelation("customer__scores", condition=here))
    return cast("QuerySet[Waiting]", joined.annotate(tier=F("standing__tier")))


def entry_of(actor: Member, pool: Pool, customer_id: int) -> Pooled:
    """One customer of a pool; NotFound when it lies there no more."""
    rows = entries_visible_to(actor).select_related("customer", "former_owner")
    found = rows.filter(pool=pool, customer_id=customer_id).first()
    if found is None:
        raise NotFound(
            "not_in_the_pool", _("This customer is not in the pool any more. Choose another one.")
        )
    return found


def open_pools(actor: Member) -> QuerySet[Pool]:
    """The pools into which ``actor`` may return customers."""
    return pools_visible_to(actor).filter(is_open=True).order_by("name", "pk")


def takers(actor: Member, pool: Pool) -> QuerySet[Member]:
    """Who may be given a customer of a pool: everybody with a seat who may sign in."""
    seats = list(seats_visible_to(actor).filter(pool=pool))
    return takers_of(seats)


def takers_of(seats: list[Seat]) -> QuerySet[Member]:
    """The members behind some seats."""
    departments = with_those_below(seat.department_id for seat in seats if seat.department_id)
    members = {seat.member_id for seat in seats if seat.member_id} | members_of(departments)
    return Member.objects.filter(is_active=True, pk__in=members).order_by("name", "username", "pk")


def departments_to_seat(actor: Member) -> QuerySet[Department]:
    """The departments that may be given seats and caps, in reading order."""
    require(actor, POOL, Verb.CONFIGURE)
    return Department.objects.order_by("path")


def caps(actor: Member) -> list[Cap]:
    """Every cap, everybody's first."""
    rows = caps_visible_to(actor).select_related("department")
    return list(rows.order_by(F("department__path").asc(nulls_first=True)))


def cap_for(actor: Member, pk: int) -> Cap:
    """One cap; NotFound when there is none."""
    found = caps_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("no_such_cap", _("There is no such limit any more. Look at the list."))
    return found


def about_to_go(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Notice]:
    """What the rules will take soon, of the customers that ``actor`` sees; the next to go first."""
    rows = notices_visible_to(actor, verb).select_related("customer", "rule__pool", "owner")
    return rows.order_by("goes_on", "pk")


def rules(actor: Member) -> list[Rule]:
    """Every rule, pool by pool."""
    return list(rules_visible_to(actor).select_related("pool").order_by("pool__name", "name", "pk"))


def rule_for(actor: Member, pk: int) -> Rule:
    """One rule; NotFound when there is none."""
    found = rules_visible_to(actor).select_related("pool").filter(pk=pk).first()
    if found is None:
        raise NotFound("no_such_rule", _("There is no such rule any more. Look at the list."))
    return found

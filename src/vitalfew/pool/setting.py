"""Setting pools up: what each is for, who sits at it, what it tells, and how many customers anybody may own."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import Department, Verb, require
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.pool.models import Cap, Pool, Rule, Seat
from vitalfew.pool.policies import (
    POOL,
    caps_visible_to,
    check_may_allot,
    check_may_ask,
    check_may_run_daily,
    pools_visible_to,
    rules_visible_to,
)

FACTS = (
    "name", "note", "is_open", "masks_names", "facts", "claims_a_day", "looks_a_day", "wait_days",
    "rest_days", "deals",
)  # fmt: skip


@dataclass(frozen=True)
class Seating:
    """Who may see a pool and claim, and who of the members also gives what is in it."""

    departments: Iterable[Department]
    members: Iterable[Member]
    keepers: Iterable[Member]


@transaction.atomic
def set_pool(
    *, actor: Member, pool_id: int | None, version: int, seating: Seating, **facts: object
) -> Pool:
    """Add a pool, or change one; Conflict when somebody else was faster."""
    require(actor, POOL, Verb.CONFIGURE)
    pool = _locked(actor, pool_id, version) if pool_id else Pool(version=0)
    for name in FACTS:
        setattr(pool, name, facts[name])
    if pool.deals:
        check_may_allot(actor)
    pool.version += 1
    try:
        with transaction.atomic():
            pool.save()
    except IntegrityError as error:
        if "pool_name_unique" not in str(error):
            raise
        raise BadInput(
            "pool_name_taken", _("Another pool has this name. Choose another one."), field="name"
        ) from error
    _seat(pool, seating)
    record(actor=actor, verb="pool.set", subject=f"pool:{pool.pk}", name=pool.name)
    return pool


def _locked(actor: Member, pk: int, version: int) -> Pool:
    pool = pools_visible_to(actor).select_for_update().filter(pk=pk).first()
    if pool is None or pool.version != version:
        raise changed()
    return pool


def changed() -> Conflict:
    """Somebody else was faster."""
    return Conflict(
        "pool_changed_meanwhile",
        _("Somebody changed this while you were typing. Compare both texts and choose."),
    )


def _seat(pool: Pool, seating: Seating) -> None:
    """Seats as they are wanted now; those that stay are not written anew."""
    keepers = {member.pk for member in seating.keepers}
    members = {member.pk for member in seating.members} | keepers
    wanted = {(None, one.pk, False) for one in seating.departments} | {
        (key, None, key in keepers) for key in members
    }
    there = {(seat.member_id, seat.department_id, seat.may_give): seat for seat in pool.seats.all()}
    for key in there.keys() - wanted:
        there[key].delete()
    Seat.objects.bulk_create(
        Seat(pool=pool, member_id=member, department_id=department, may_give=may_give)
        for member, department, may_give in wanted - there.keys()
    )


@transaction.atomic
def set_cap(*, actor: Member, cap_id: int | None, version: int, **facts: object) -> Cap:
    """Add a cap, or change one; Conflict when somebody else was faster."""
    require(actor, POOL, Verb.CONFIGURE)
    cap = Cap(version=0)
    if cap_id:
        found = caps_visible_to(actor).select_for_update().filter(pk=cap_id).first()
        if found is None or found.version != version:
            raise changed()
        cap = found
    for name, value in facts.items():
        setattr(cap, name, value)
    cap.version += 1
    try:
        with transaction.atomic():
            cap.save()
    except IntegrityError as error:
        if "department" not in str(error):
            raise
        raise BadInput(
            "cap_twice",
            _("This department has its limit already. Change that one."),
            field="department",
        ) from error
    record(actor=actor, verb="pool.cap", subject=f"cap:{cap.pk}", most_each=cap.most_each)
    return cap


@transaction.atomic
def remove_cap(*, actor: Member, cap_id: int) -> None:
    """Lift a cap."""
    require(actor, POOL, Verb.CONFIGURE)
    caps_visible_to(actor).filter(pk=cap_id).delete()
    record(actor=actor, verb="pool.uncap", subject=f"cap:{cap_id}")


@transaction.atomic
def set_rule(*, actor: Member, rule_id: int | None, version: int, **facts: object) -> Rule:
    """Add a rule, or change one; Conflict when somebody else was faster."""
    require(actor, POOL, Verb.CONFIGURE)
    rule = Rule(version=0)
    if rule_id:
        found = rules_visible_to(actor).select_for_update().filter(pk=rule_id).first()
        if found is None or found.version != version:
            raise changed()
        rule = found
    for name, value in facts.items():
        setattr(rule, name, value)
    if rule.runs_daily:
        check_may_run_daily(actor)
        check_may_ask(actor, rule)
    rule.version += 1
    rule.save()
    record(actor=actor, verb="pool.rule", subject=f"rule:{rule.pk}", name=rule.name, days=rule.days)
    return rule


@transaction.atomic
def remove_rule(*, actor: Member, rule_id: int) -> None:
    """Drop a rule; what it recycled stays where it is."""
    require(actor, POOL, Verb.CONFIGURE)
    rules_visible_to(actor).filter(pk=rule_id).delete()
    record(actor=actor, verb="pool.unrule", subject=f"rule:{rule_id}")

"""Customers go into a pool and leave it for an owner: returned, claimed, given.

Whoever takes a customer waits for their own turn first, then for the customer: of many at once one wins, and the others
are told so. No limit is passed by a race.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import department_of, insist
from vitalfew.audit.api import record
from vitalfew.customers.api import Customer, customer_not_found, visible_to
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.ownership.api import How, owning
from vitalfew.pool.following import pooled
from vitalfew.pool.limits import (
    refuse_over_cap,
    refuse_over_quota,
    refuse_too_early,
    wait_for_turn,
)
from vitalfew.pool.models import Pool, Pooled, Taking
from vitalfew.pool.policies import (
    check_may_release,
    entries_visible_to,
    has_seat,
    may_claim,
    may_give,
)
from vitalfew.pool.queries import pool_for


@transaction.atomic
def claim(*, actor: Member, pool_id: int, customer_id: int) -> Customer:
    """Take a customer out of a pool for oneself. Conflict when somebody was faster, or a limit stands against it."""
    pool = pool_for(actor, pool_id)
    insist(may_claim(actor, pool))
    refuse_closed(pool)
    caps = wait_for_turn(actor)
    customer, entry = _waiting(actor, pool, customer_id)
    refuse_too_early(actor, pool, entry)
    refuse_over_quota(actor, pool)
    refuse_over_cap(actor, caps)
    hand(customer, pool, to=actor, actor=actor, how=How.CLAIMED)
    return customer


@transaction.atomic
def give(*, actor: Member, pool_id: int, customer_id: int, member: Member, reason: str) -> Customer:
    """Give a customer of a pool to somebody with a seat at it, with the reason. Caps hold, the day's quota does not."""
    pool = pool_for(actor, pool_id)
    insist(may_give(actor, pool))
    need(reason)
    if not member.is_active or not has_seat(member, pool):
        raise no_seat()
    caps = wait_for_turn(member)
    customer, _entry = _waiting(actor, pool, customer_id)
    refuse_over_cap(member, caps)
    hand(customer, pool, to=member, actor=actor, how=How.POOLED, reason=reason.strip())
    return customer


@transaction.atomic
def release(*, actor: Member, customer_id: int, pool_id: int, reason: str) -> Customer:
    """Return a customer to a pool, with the reason."""
    pool = pool_for(actor, pool_id)
    refuse_closed(pool)
    customer = visible_to(actor).select_for_update(of=("self",)).filter(pk=customer_id).first()
    if customer is None:
        raise customer_not_found()
    check_may_release(actor, customer)
    need(reason)
    if Pooled.objects.filter(customer=customer).exists():
        raise Conflict("in_a_pool", _("This customer is in a pool already."))
    put(customer, pool, actor=actor, how=How.RELEASED, reason=reason.strip())
    return customer


def put(
    customer: Customer, pool: Pool, *, actor: Member | None, how: How, reason: str, plan: str = ""
) -> Pooled:
    """Take the owner off a locked customer, and lay it into a pool."""
    former = customer.owner_id
    with owning(how, reason):
        customer.owner = None
        customer.version += 1
        customer.save(update_fields=["owner", "version", "updated_at"])
    entry = Pooled.objects.create(
        customer=customer, pool=pool, since=timezone.now(), how=how, reason=reason, put_by=actor,
        former_owner_id=former,
    )  # fmt: skip
    more = {"plan": plan} if plan else {}
    record(
        actor=actor, verb=f"pool.{how}", subject=f"customer:{customer.pk}", pool=pool.pk,
        owner=[former, None], reason=reason, **more,
    )  # fmt: skip
    pooled(actor, customer.pk, reason)
    return entry


def hand(
    customer: Customer, pool: Pool, *, to: Member, actor: Member | None, how: How, reason: str = ""
) -> None:
    """Give a locked customer of a pool its owner; a trigger takes it out of the pool."""
    with owning(how, reason):
        customer.owner = to
        customer.department_id = department_of(to.pk)
        customer.version += 1
        customer.save(update_fields=["owner", "department", "version", "updated_at"])
    Taking.objects.create(pool=pool, customer=customer, member=to, how=how)
    record(
        actor=actor, verb=f"pool.{how}", subject=f"customer:{customer.pk}", pool=pool.pk,
        owner=[None, to.pk], reason=reason,
    )  # fmt: skip


def _waiting(actor: Member, pool: Pool, customer_id: int) -> tuple[Customer, Pooled]:
    """A customer of the pool, locked; Conflict in the same words whether somebody was faster or it never lay there."""
    customer = (
        Customer.objects.select_for_update(of=("self",))
        .filter(pk=customer_id, owner__isnull=True)
        .first()
    )
    entry = entries_visible_to(actor).filter(pool=pool, customer_id=customer_id).first()
    if customer is None or entry is None:
        raise Conflict(
            "taken_meanwhile",
            _(
                "Somebody was faster: this customer is not in the pool any more. Choose another one."
            ),
        )
    return customer, entry


def refuse_closed(pool: Pool) -> None:
    """Conflict while a pool is closed."""
    if not pool.is_open:
        raise Conflict("pool_closed", _("This pool is closed just now. Choose another one."))


def need(reason: str) -> None:
    """BadInput without a reason."""
    if not reason.strip():
        raise BadInput(
            "reason_missing",
            _("Say why, in a few words: it stands in the customer's history."),
            field="reason",
        )


def no_seat() -> BadInput:
    """The same words whether there is no such member or the member has no seat."""
    return BadInput(
        "no_seat",
        _("This member has no seat at the pool. Choose one from the list."),
        field="member",
    )

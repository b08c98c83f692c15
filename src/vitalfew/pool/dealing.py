"""Customers of a pool given to many members at once: in turn, or to whoever has fewest; planned and looked at first.

Caps hold as they do for a single gift, and who is full is passed over. The turns of all takers are waited for before
any customer is locked, in the same order as a claim does it: of many at once one gets a customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Department, insist, insist_reads, members_of, with_those_below
from vitalfew.customers.api import COUNTRY, Customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Plan, PlanKind, PlanRow, make_plan, register_plan
from vitalfew.kernel.errors import BadInput
from vitalfew.ownership.api import How
from vitalfew.pool.actions import hand, need, put, refuse_closed
from vitalfew.pool.bulk import names
from vitalfew.pool.lists import name_in
from vitalfew.pool.models import Pool, Pooled, Way
from vitalfew.pool.policies import entries_visible_to, may_give
from vitalfew.pool.queries import pool_for, takers
from vitalfew.pool.turns import Turns

DEAL = "pool.deal"
Outcome = PlanRow.Outcome


@dataclass(frozen=True)
class Deal:
    """What is dealt to whom: a region and a department where they are named, and how many at most."""

    way: Way
    reason: str
    department: Department | None = None
    country: str = ""
    most: int | None = None


def plan_deal(*, actor: Member, pool_id: int, deal: Deal) -> Plan:
    """Plan to give customers of a pool to those who have a seat at it, those that lie longest first."""
    pool = pool_for(actor, pool_id)
    insist(may_give(actor, pool))
    refuse_closed(pool)
    need(deal.reason)
    if deal.country:
        insist_reads(actor, COUNTRY)
    members = _takers(actor, pool, deal.department)
    if not members:
        raise BadInput(
            "nobody_to_take",
            _("Nobody there has a seat at this pool. Choose another department."),
        )
    entries = entries_visible_to(actor).filter(pool=pool, customer__owner__isnull=True)
    if deal.country:
        entries = entries.filter(customer__country__iexact=deal.country)
    keys = list(entries.order_by("since", "pk").values_list("customer", flat=True)[: deal.most])
    return make_plan(
        actor=actor, kind=DEAL, outcomes={Outcome.PLANNED: Customer.objects.filter(pk__in=keys)},
        pool=pool.pk, way=deal.way, members=members, reason=deal.reason.strip(),
    )  # fmt: skip


def _takers(actor: Member, pool: Pool, department: Department | None) -> list[int]:
    rows = takers(actor, pool)
    if department is not None:
        rows = rows.filter(pk__in=members_of(with_those_below([department.pk])))
    return list(rows.values_list("pk", flat=True))


def _do(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """One batch: whose turn it is, again and again; who is full is passed over."""
    pool = pool_for(plan.actor, plan.parameters["pool"])
    insist(may_give(plan.actor, pool))
    refuse_closed(pool)
    seated = takers(plan.actor, pool).filter(pk__in=plan.parameters["members"])
    turns = Turns(pool, Way(plan.parameters["way"]), seated)
    keys = [row.record for row in rows]
    there = Customer.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in there}
    lying = set(
        Pooled.objects.filter(pool=pool, customer__in=keys).values_list("customer", flat=True)
    )
    for row in rows:
        customer = found.get(row.record)
        row.outcome = _outcome(row, customer, lying)
        taker = turns.next() if row.outcome == Outcome.DONE else None
        if taker is None or customer is None:
            row.outcome = Outcome.REFUSED if row.outcome == Outcome.DONE else row.outcome
            continue
        reason = plan.parameters["reason"]
        hand(customer, pool, to=taker, actor=plan.actor, how=How.DEALT, reason=reason)
        row.before = {"taker": taker.pk}
        turns.took(taker)


def _outcome(row: PlanRow, customer: Customer | None, lying: set[int]) -> PlanRow.Outcome:
    if customer is None:
        return Outcome.GONE
    if customer.version != row.version or row.record not in lying:
        return Outcome.CHANGED
    return Outcome.DONE


def _undo(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Whoever was not changed since goes back into the pool."""
    pool = pool_for(plan.actor, plan.parameters["pool"])
    keys = [row.record for row in rows]
    there = Customer.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in there}
    for row in rows:
        customer = found.get(row.record)
        if customer is None:
            row.outcome = Outcome.GONE
        elif customer.version != row.version + 1 or customer.owner_id != row.before["taker"]:
            row.outcome = Outcome.CHANGED
        else:
            put(customer, pool, actor=plan.actor, how=How.RELEASED, reason=_("Taken back"))
            row.outcome = Outcome.UNDONE


def _names(actor: Member, keys: Sequence[int]) -> dict[int, str]:
    """As the pool tells them; whoever is somebody's now is told as the plan's maker sees them."""
    rows = entries_visible_to(actor).filter(customer__in=keys).select_related("pool", "customer")
    lying = {one.customer_id: name_in(one.pool, one.customer) for one in rows}
    return {**names(actor, keys), **lying}


def _say(plan: Plan) -> str:
    people = Member.objects.filter(pk__in=plan.parameters["members"]).order_by("name", "username")
    return _("%(way)s: %(members)s. Who has reached a limit is passed over. Reason: %(reason)s") % {
        "way": Way(plan.parameters["way"]).label,
        "members": ", ".join(str(one) for one in people[:20]),
        "reason": plan.parameters["reason"],
    }


def _back(plan: Plan) -> str:
    return reverse("pool:show", args=[plan.parameters["pool"]])


register_plan(
    PlanKind(DEAL, gettext_lazy("Deal out customers of a pool"), _say, _do, _undo, _names, _back)
)

"""Many customers into a pool at once, planned and looked at first (``jobs.planning``)."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, require
from vitalfew.customers.api import CUSTOMERS, Customer, customer_policy
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Plan, PlanKind, PlanRow, make_plan, register_plan
from vitalfew.ownership.api import How
from vitalfew.pool.actions import need, put, refuse_closed
from vitalfew.pool.models import Pool, Pooled
from vitalfew.pool.queries import pool_for
from vitalfew.pool.taking_back import put_back

RELEASE = "pool.release"
Outcome = PlanRow.Outcome


def plan_release(
    *, actor: Member, rows: QuerySet[Customer], pool: Pool, reason: str, asked: int = 0
) -> Plan:
    """Plan to put ``rows`` (those the actor sees) into a pool; what lies in one already stays there."""
    require(actor, CUSTOMERS, Verb.TRANSFER)
    need(reason)
    pool = pool_for(actor, pool.pk)
    refuse_closed(pool)
    may = customer_policy.condition(actor, Verb.TRANSFER)
    mine = rows if may is None else rows.filter(may) if may else rows.none()
    lying = Pooled.objects.values("customer")
    return make_plan(
        actor=actor,
        kind=RELEASE,
        outcomes={
            Outcome.PLANNED: mine.exclude(pk__in=lying),
            Outcome.SAME: mine.filter(pk__in=lying),
            Outcome.REFUSED: rows.exclude(pk__in=mine.order_by().values("pk")),
        },
        asked=asked,
        pool=pool.pk,
        reason=reason.strip(),
    )


def _do(plan: Plan, rows: Sequence[PlanRow]) -> None:
    lay_all(plan, rows, how=How.RELEASED, fit={row.record for row in rows})


def lay_all(plan: Plan, rows: Sequence[PlanRow], *, how: How, fit: set[int]) -> None:
    """Put each into the plan's pool that is as it was planned, still the actor's to give, and in ``fit``."""
    pool = pool_for(plan.actor, plan.parameters["pool"])
    refuse_closed(pool)
    keys = [row.record for row in rows]
    there = Customer.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in there}
    mine = customer_policy.rows(plan.actor, Verb.TRANSFER).filter(pk__in=keys)
    allowed = set(mine.values_list("pk", flat=True))
    lying = Pooled.objects.filter(customer_id__in=keys).values_list("customer_id", flat=True)
    fit = fit - set(lying)
    for row in rows:
        customer = found.get(row.record)
        row.outcome = _outcome(row, customer, allowed, fit)
        if customer is not None and row.outcome == Outcome.DONE:
            row.before = {"owner": customer.owner_id, "department": customer.department_id}
            reason = plan.parameters["reason"]
            put(customer, pool, actor=plan.actor, how=how, reason=reason, plan=str(plan.pk))


def _outcome(
    row: PlanRow, customer: Customer | None, allowed: set[int], fit: set[int]
) -> PlanRow.Outcome:
    if customer is None:
        return Outcome.GONE
    if row.record not in allowed:
        return Outcome.REFUSED
    if customer.version != row.version or row.record not in fit:
        return Outcome.CHANGED
    return Outcome.DONE


def names(actor: Member, keys: Sequence[int]) -> dict[int, str]:
    """The names of those that the actor may see."""
    return dict(customer_policy.rows(actor).filter(pk__in=keys).values_list("pk", "name"))


def _say(plan: Plan) -> str:
    pool = Pool.objects.filter(pk=plan.parameters["pool"]).first()
    return _("They go into “%(pool)s” and are nobody's until claimed. Reason: %(reason)s") % {
        "pool": pool or "–",
        "reason": plan.parameters["reason"],
    }


def _back(plan: Plan) -> str:
    return reverse("pool:show", args=[plan.parameters["pool"]])


register_plan(
    PlanKind(RELEASE, gettext_lazy("Put customers into a pool"), _say, _do, put_back, names, _back)
)

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
    """Put each into the pool that is still as it was planned, and still the actor's to give."""
    pool = pool_for(plan.actor, plan.parameters["pool"])
    refuse_closed(pool)
    keys = [row.record for row in rows]
    there = Customer.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in there}
    allowed = set(
        customer_policy.rows(plan.actor, Verb.TRANSFER)
        .filter(pk__in=keys)
        .values_list("pk", flat=True)
    )
    lying = set(Pooled.objects.filter(customer_id__in=keys).values_list("customer_id", flat=True))
    for row in rows:
        customer = found.get(row.record)
        if customer is None:
            row.outcome = Outcome.GONE
        elif row.record not in allowed:
            row.outcome = Outcome.REFUSED
        elif customer.version != row.version or row.record in lying:
            row.outcome = Outcome.CHANGED
        else:
            row.before = {"owner": customer.owner_id, "department": customer.department_id}
            row.outcome = Outcome.DONE
            put(
                customer, pool, actor=plan.actor, how=How.RELEASED,
                reason=plan.parameters["reason"], plan=str(plan.pk),
            )  # fmt: skip


def _names(actor: Member, keys: Sequence[int]) -> dict[int, str]:
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
    PlanKind(RELEASE, gettext_lazy("Put customers into a pool"), _say, _do, put_back, _names, _back)
)

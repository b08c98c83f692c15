"""Taking a plan back: whoever is still in the pool goes to the former owner again."""

from collections.abc import Sequence

from vitalfew.audit.api import record
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Plan, PlanRow
from vitalfew.ownership.api import How, owning
from vitalfew.pool.models import Pooled

Outcome = PlanRow.Outcome


def put_back(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Give each back to whom it belonged; what somebody claimed or changed since stays theirs."""
    keys = [row.record for row in rows]
    there = Customer.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in there}
    owners = {row.before.get("owner") for row in rows} - {None}
    active = set(Member.objects.filter(pk__in=owners, is_active=True).values_list("pk", flat=True))
    for row in rows:
        customer = found.get(row.record)
        if customer is None:
            row.outcome = Outcome.GONE
        elif customer.version != row.version + 1 or row.before["owner"] not in {None, *active}:
            row.outcome = Outcome.CHANGED
        else:
            _give_back(plan, customer, row)
            row.outcome = Outcome.UNDONE


def _give_back(plan: Plan, customer: Customer, row: PlanRow) -> None:
    with owning(How.ASSIGNED, ""):
        customer.owner_id, customer.department_id = row.before["owner"], row.before["department"]
        customer.version += 1
        customer.save(update_fields=["owner", "department", "version", "updated_at"])
    Pooled.objects.filter(
        customer=customer
    ).delete()  # whoever was nobody's before leaves the pool too
    record(
        actor=plan.actor, verb="pool.taken_back", subject=f"customer:{customer.pk}",
        owner=[None, customer.owner_id], plan=str(plan.pk),
    )  # fmt: skip

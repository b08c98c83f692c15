"""The same thing for many customers at once: give them an owner, put them into the bin, take them out of it.

Each is planned and looked at first (``jobs.planning``). What one customer's own verb asks is asked here of every row,
again at the moment it is changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, require
from vitalfew.audit.api import because, record
from vitalfew.customers.models import Customer
from vitalfew.customers.owners import home_of, no_such_owner, possible_owners
from vitalfew.customers.policies import CUSTOMERS, customer_policy
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Plan, PlanKind, PlanRow, make_plan, register_plan
from vitalfew.kernel.errors import BadInput
from vitalfew.kernel.rewriting import update_rows

ASSIGN, DELETE, RESTORE = "customers.assign", "customers.delete", "customers.restore"
Outcome = PlanRow.Outcome


def plan_assign(
    *, actor: Member, rows: QuerySet[Customer], owner: Member | None, reason: str, asked: int = 0
) -> Plan:
    """Plan to give ``rows`` (those the actor sees) to ``owner``, or to nobody."""
    require(actor, CUSTOMERS, Verb.TRANSFER)
    _need(reason)
    if owner is not None and not possible_owners(actor).filter(pk=owner.pk).exists():
        raise no_such_owner()
    mine, others = _split(actor, Verb.TRANSFER, rows)
    same = Q(owner=owner) if owner else Q(owner__isnull=True)
    outcomes = {
        Outcome.PLANNED: mine.exclude(same),
        Outcome.SAME: mine.filter(same),
        Outcome.REFUSED: others,
    }
    return make_plan(
        actor=actor, kind=ASSIGN, outcomes=outcomes, asked=asked, reason=reason.strip(),
        owner=owner.pk if owner else None,
    )  # fmt: skip


def plan_delete(*, actor: Member, rows: QuerySet[Customer], reason: str, asked: int = 0) -> Plan:
    """Plan to put ``rows`` into the bin."""
    require(actor, CUSTOMERS, Verb.DELETE)
    _need(reason)
    mine, others = _split(actor, Verb.DELETE, rows)
    outcomes = {Outcome.PLANNED: mine, Outcome.REFUSED: others}
    return make_plan(
        actor=actor, kind=DELETE, outcomes=outcomes, asked=asked, reason=reason.strip()
    )


def plan_restore(*, actor: Member, rows: QuerySet[Customer], asked: int = 0) -> Plan:
    """Plan to take ``rows`` (of the bin, as far as the actor sees it) out of the bin."""
    require(actor, CUSTOMERS, Verb.DELETE)
    return make_plan(actor=actor, kind=RESTORE, outcomes={Outcome.PLANNED: rows}, asked=asked)


def _need(reason: str) -> None:
    if not reason.strip():
        raise BadInput("reason_missing", _("Say why, in a few words."), field="reason")


def _split(
    actor: Member, verb: Verb, rows: QuerySet[Customer]
) -> tuple[QuerySet[Customer], QuerySet[Customer]]:
    """Those that the actor may, and those that the actor only sees."""
    may = customer_policy.condition(actor, verb)
    if may is None:
        return rows, rows.none()
    allowed = rows.filter(may) if may else rows.none()
    return allowed, rows.exclude(pk__in=allowed.order_by().values("pk"))


def _settle(
    plan: Plan, rows: Sequence[PlanRow], *, in_bin: bool, later: int = 0
) -> dict[int, Customer]:
    """The customers, locked, that are as they were planned; the outcome of the others is set.

    ``later`` is how many versions on they must be.
    """
    found = Customer.everything.filter(pk__in=[row.record for row in rows])
    there = {one.pk: one for one in found.select_for_update(of=("self",)).order_by("pk")}
    allowed = _allowed(plan, there)
    fit = {}
    for row in rows:
        customer = there.get(row.record)
        if customer is None:
            row.outcome = Outcome.GONE
        elif row.record not in allowed:
            row.outcome = Outcome.REFUSED
        elif customer.version != row.version + later or (customer.deleted_at is not None) != in_bin:
            row.outcome = Outcome.CHANGED
        else:
            fit[row.record] = customer
    return fit


VERBS = {ASSIGN: Verb.TRANSFER, DELETE: Verb.DELETE, RESTORE: Verb.DELETE}


def _allowed(plan: Plan, keys: Iterable[int]) -> set[int]:
    """Those that the actor may still, in the bin or not."""
    condition = customer_policy.condition(plan.actor, VERBS[plan.kind])
    rows = Customer.everything.filter(pk__in=list(keys))
    if condition is not None:
        rows = rows.filter(condition) if condition else rows.none()
    return set(rows.values_list("pk", flat=True))


def _change(
    plan: Plan,
    rows: Sequence[PlanRow],
    fit: Mapping[int, Customer],
    outcome: PlanRow.Outcome,
    write: Callable[[Customer, PlanRow], dict[str, object]],
) -> None:
    """Change each customer that fits, with its entry; ``write`` gives what the entry says."""
    verb = plan.kind.replace("customers.", "customer.")
    for row in rows:
        customer = fit.get(row.record)
        if customer is not None:
            said = write(customer, row)
            customer.version, customer.updated_at = customer.version + 1, timezone.now()
            row.outcome = outcome
            record(
                actor=plan.actor,
                verb=verb,
                subject=f"customer:{customer.pk}",
                plan=str(plan.pk),
                **said,
            )
    update_rows(fit.values(), WRITTEN)


WRITTEN = [
    "owner", "department", "deleted_at", "deleted_by", "deleted_reason", "version", "updated_at",
]  # fmt: skip


def _assign(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Give each to the new owner."""
    key = plan.parameters["owner"]
    owner = possible_owners(plan.actor).filter(pk=key).first() if key else None
    if key and owner is None:
        raise no_such_owner()
    home = home_of(owner)

    def write(customer: Customer, row: PlanRow) -> dict[str, object]:
        row.before = {"owner": customer.owner_id, "department": customer.department_id}
        customer.owner = owner
        customer.department_id = home if owner else customer.department_id
        return {"owner": [row.before["owner"], key], "reason": plan.parameters["reason"]}

    because(plan.parameters["reason"])
    _change(plan, rows, _settle(plan, rows, in_bin=False), Outcome.DONE, write)


def _unassign(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Give each back to whoever owned it."""

    def write(customer: Customer, row: PlanRow) -> dict[str, object]:
        now = customer.owner_id
        customer.owner_id, customer.department_id = row.before["owner"], row.before["department"]
        return {"owner": [now, customer.owner_id], "taken_back": True}

    _change(plan, rows, _settle(plan, rows, in_bin=False, later=1), Outcome.UNDONE, write)


def _delete(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Put each into the bin."""
    now, reason = timezone.now(), plan.parameters["reason"]

    def write(customer: Customer, row: PlanRow) -> dict[str, object]:
        customer.deleted_at, customer.deleted_by, customer.deleted_reason = now, plan.actor, reason
        return {"reason": reason}

    because(reason)
    _change(plan, rows, _settle(plan, rows, in_bin=False), Outcome.DONE, write)


def _take_out(plan: Plan, rows: Sequence[PlanRow], *, later: int, outcome: PlanRow.Outcome) -> None:
    def write(customer: Customer, row: PlanRow) -> dict[str, object]:
        row.before = {
            "at": customer.deleted_at, "by": customer.deleted_by_id, "reason": customer.deleted_reason,
        }  # fmt: skip
        customer.deleted_at, customer.deleted_by, customer.deleted_reason = None, None, ""
        return {"taken_back": True} if later else {}

    _change(plan, rows, _settle(plan, rows, in_bin=True, later=later), outcome, write)


def _undelete(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Take each out of the bin again."""
    _take_out(plan, rows, later=1, outcome=Outcome.UNDONE)


def _restore(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Take each out of the bin."""
    _take_out(plan, rows, later=0, outcome=Outcome.DONE)


def _unrestore(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Put each back into the bin, as it lay there."""

    def write(customer: Customer, row: PlanRow) -> dict[str, object]:
        was = row.before
        customer.deleted_at = datetime.fromisoformat(was["at"])
        customer.deleted_by_id, customer.deleted_reason = was["by"], was["reason"]
        return {"taken_back": True}

    _change(plan, rows, _settle(plan, rows, in_bin=False, later=1), Outcome.UNDONE, write)


def _names(actor: Member, keys: Sequence[int]) -> dict[int, str]:
    """The names of those that the actor may see, in the bin or not."""
    rows = Customer.everything.filter(pk__in=keys)
    condition = customer_policy.condition(actor)
    if condition is not None:
        rows = rows.filter(condition) if condition else rows.none()
    return dict(rows.values_list("pk", "name"))


def _say_assign(plan: Plan) -> str:
    owner = Member.objects.filter(pk=plan.parameters["owner"]).first()
    name = str(owner) if owner else _("Nobody yet")
    return _("New owner: %(owner)s. Reason: %(reason)s") % {
        "owner": name,
        "reason": plan.parameters["reason"],
    }


def _say_delete(plan: Plan) -> str:
    return str(
        _("They go into the bin with everything attached, for 30 days. Reason: %(reason)s")
        % plan.parameters
    )


def _say_restore(plan: Plan) -> str:
    return _("They come out of the bin with everything attached.")


def _to_list(plan: Plan) -> str:
    return reverse("site:customers")


def _to_bin(plan: Plan) -> str:
    return reverse("site:bin")


GIVE = gettext_lazy("Give customers to another owner")
KINDS = (
    PlanKind(ASSIGN, GIVE, _say_assign, _assign, _unassign, _names, _to_list),
    PlanKind(
        DELETE, gettext_lazy("Delete customers"), _say_delete, _delete, _undelete, _names, _to_list
    ),
    PlanKind(
        RESTORE,
        gettext_lazy("Restore customers"),
        _say_restore,
        _restore,
        _unrestore,
        _names,
        _to_bin,
    ),
)
for _kind in KINDS:
    register_plan(_kind)

"""The answer to a hand-over: accepted - only now the owner changes - or sent back with a reason.

Whatever is attached to a customer goes along by itself, for it belongs to the customer: contacts, orders, history. Open
inquiries are a member's and are passed on in the same transaction. More than fit one transaction are accepted as a
plan, batch by batch.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import department_of, insist
from vitalfew.audit.api import because, record
from vitalfew.customers.api import Customer, customer_policy, lend
from vitalfew.funnel.api import pass_opportunities_on
from vitalfew.handover.actions import locked, move, refuse_stale, stop_looking
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.policies import items_visible_to, may_answer
from vitalfew.handover.queries import no_such_handover
from vitalfew.handover.rules import UNDECIDED, Answer, State
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import pass_on
from vitalfew.jobs.api import Job, Plan, PlanKind, PlanRow, confirm, make_plan, register_plan
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.ownership.api import How, owning

ACCEPT = "handover.accept"
AT_ONCE = 200
Outcome = PlanRow.Outcome


@transaction.atomic
def accept(
    *, actor: Member, handover_id: int, version: int, item_id: int | None = None
) -> Handover:
    """Take over every customer that waits, or one: from here on they are the successor's."""
    handover = _to_answer(actor, handover_id, version)
    items = _meant(handover, item_id)
    if items.count() > AT_ONCE:
        raise BadInput(
            "handover_is_planned", _("These are many customers: look at the plan, and confirm it.")
        )
    _pass_on(actor, handover, list(items))
    settle(actor, handover)
    return handover


@transaction.atomic
def accept_all(*, actor: Member, handover_id: int, version: int) -> Job | None:
    """Take over all that waits: at once, or, where they are many, by a job; asked again, by the same one."""
    handover = _to_answer(actor, handover_id, version)
    if not is_large(handover):
        accept(actor=actor, handover_id=handover_id, version=version)
        return None
    plan = _under_way(actor, handover) or _plan(actor, handover)
    return confirm(actor=actor, plan_id=plan.pk)


def _under_way(actor: Member, handover: Handover) -> Plan | None:
    plans = Plan.objects.filter(kind=ACCEPT, actor=actor, parameters__handover=handover.pk)
    return plans.filter(job__finished_at=None, job__isnull=False).first()


@transaction.atomic
def send_back(
    *, actor: Member, handover_id: int, version: int, reason: str, item_id: int | None = None
) -> Handover:
    """Not like this: back to whoever asked, with the reason; all that waits, or one customer."""
    handover = _to_answer(actor, handover_id, version)
    if not reason.strip():
        raise BadInput(
            "reason_missing", _("Say in a few words what is missing or wrong."), field="reason"
        )
    items = _meant(handover, item_id)
    because(reason.strip())
    handover.sent_back_because = reason.strip()
    stop_looking(actor, handover, items)
    items.update(answer=Answer.SENT_BACK)
    record(
        actor=actor, verb="handover.send_back", subject=f"handover:{handover.pk}",
        reason=handover.sent_back_because,
    )  # fmt: skip
    settle(actor, handover)
    return handover


@transaction.atomic
def plan_acceptance(*, actor: Member, handover_id: int, version: int) -> Plan:
    """Plan to take over all that waits, for more customers than one transaction takes."""
    return _plan(actor, _to_answer(actor, handover_id, version))


def _plan(actor: Member, handover: Handover) -> Plan:
    keys = _waiting(handover, None).values("customer")
    rows = Customer.objects.filter(pk__in=keys)
    theirs = rows.filter(owner=handover.giver_id)
    return make_plan(
        actor=actor,
        kind=ACCEPT,
        outcomes={
            Outcome.PLANNED: theirs,
            Outcome.CHANGED: rows.exclude(pk__in=theirs.values("pk")),
        },
        handover=handover.pk,
    )


def is_large(handover: Handover) -> bool:
    """Whether it is accepted as a plan."""
    return _waiting(handover, None).count() > AT_ONCE


def _to_answer(actor: Member, handover_id: int, version: int) -> Handover:
    handover = locked(actor, handover_id)
    insist(may_answer(actor, handover))
    refuse_stale(handover, version)
    if handover.state != State.OFFERED:
        raise Conflict(
            "handover_elsewhere",
            _("This cannot be done now: the hand-over is “%(state)s”. Look at it once more.")
            % {"state": handover.get_state_display()},
        )
    if not handover.successor.is_active:
        raise Conflict(
            "successor_gone",
            _("%(successor)s may not sign in any more. Offer it to somebody else.")
            % {"successor": handover.successor},
        )
    return handover


def _waiting(handover: Handover, item_id: int | None) -> QuerySet[Item]:
    rows = handover.items.filter(answer=Answer.WAITING)
    return rows.filter(pk=item_id) if item_id else rows


def _meant(handover: Handover, item_id: int | None) -> QuerySet[Item]:
    """What an answer is about; Conflict for a customer about whom it was given already."""
    items = _waiting(handover, item_id)
    if item_id is not None and not items.exists():
        found = handover.items.select_related("customer").filter(pk=item_id).first()
        if found is None:
            raise no_such_handover()
        raise Conflict(
            "item_answered",
            _("%(customer)s is answered already: “%(answer)s”. Nothing was changed.")
            % {"customer": found.customer, "answer": found.get_answer_display()},
        )
    return items


def _pass_on(actor: Member, handover: Handover, items: Sequence[Item]) -> set[int]:
    """Make the successor the owner of those that are the giver's still; the customers that changed hands."""
    keys = [item.customer_id for item in items]
    rows = Customer.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    theirs = [one for one in rows if one.owner_id == handover.giver_id]
    home = department_of(handover.successor_id)
    with owning(How.HANDED_OVER, handover.reason):
        for customer in theirs:
            _hand(actor, handover, customer, home)
    passed = {one.pk for one in theirs}
    for item in items:
        item.answer = Answer.ACCEPTED if item.customer_id in passed else Answer.DROPPED
        item.version += 1
    Item.objects.bulk_update(items, ["answer", "version"])
    _see_to_the_rest(actor, handover, passed)
    return passed


def _hand(actor: Member, handover: Handover, customer: Customer, home: int | None) -> None:
    customer.owner_id, customer.department_id = handover.successor_id, home
    customer.version += 1
    customer.save(update_fields=["owner", "department", "version", "updated_at"])
    record(
        actor=actor, verb="handover.accept", subject=f"customer:{customer.pk}", handover=handover.pk,
        owner=[handover.giver_id, handover.successor_id], reason=handover.reason,
    )  # fmt: skip


def _see_to_the_rest(actor: Member, handover: Handover, passed: Iterable[int]) -> None:
    """Opportunities and open inquiries go along; the giver reads on where that was asked.

    The successor needs no place on the team any more.
    """
    keys = sorted(passed)
    pass_on(actor=actor, giver=handover.giver, to=handover.successor, customers=keys)
    pass_opportunities_on(actor=actor, giver=handover.giver, to=handover.successor, customers=keys)
    stop_looking(actor, handover, handover.items.filter(customer_id__in=keys))
    if handover.keep_days and handover.giver.is_active:
        until = timezone.localdate() + timedelta(days=handover.keep_days)
        reason = _("Handed over to %(successor)s") % {"successor": handover.successor}
        lend(actor=actor, customers=keys, member=handover.giver, until=until, reason=reason)


def settle(actor: Member, handover: Handover) -> None:
    """Once nothing waits any more: done, or back where something was sent back."""
    left = dict.fromkeys(handover.items.values_list("answer", flat=True).distinct(), True)
    handover.version += 1
    if Answer.WAITING not in left:
        if Answer.SENT_BACK in left or handover.sent_back_because:
            move(handover, State.SENT_BACK)
        else:
            _end(actor, handover)
    handover.save()


def _end(actor: Member, handover: Handover) -> None:
    move(handover, State.DONE)
    handover.ended_at, handover.decided_by = timezone.now(), actor
    inquiries = 0
    if handover.with_inquiries:
        inquiries = pass_on(actor=actor, giver=handover.giver, to=handover.successor)
    record(
        actor=actor, verb="handover.done", subject=f"handover:{handover.pk}",
        customers=handover.items.filter(answer=Answer.ACCEPTED).count(), inquiries=inquiries,
    )  # fmt: skip


def _do(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """One batch of a plan, under the lock of its hand-over; whoever may not answer any more changes nothing."""
    handover = locked(plan.actor, plan.parameters["handover"])
    keys = [row.record for row in rows]
    items = list(handover.items.filter(customer_id__in=keys, answer=Answer.WAITING))
    passed: set[int] = set()
    if handover.state == State.OFFERED and may_answer(plan.actor, handover):
        _remember(handover, rows, keys)
        passed = _pass_on(plan.actor, handover, items)
        _drop_what_is_gone(handover)
        settle(plan.actor, handover)
    for row in rows:
        row.outcome = Outcome.DONE if row.record in passed else Outcome.CHANGED


def _drop_what_is_gone(handover: Handover) -> None:
    """What is not the giver's any more, or lies in the bin, waits no longer."""
    waiting = handover.items.filter(answer=Answer.WAITING)
    waiting.exclude(
        customer__owner=handover.giver_id, customer__deleted_at__isnull=True
    ).update(answer=Answer.DROPPED)  # fmt: skip


def _remember(handover: Handover, rows: Sequence[PlanRow], keys: Sequence[int]) -> None:
    """What stood there before, and in which version it will be left."""
    before = {one.pk: one for one in Customer.objects.filter(pk__in=keys)}
    for row in rows:
        customer = before.get(row.record)
        if customer is not None:
            row.before = {
                "owner": customer.owner_id, "department": customer.department_id, "version": customer.version,
            }  # fmt: skip


def _undo(plan: Plan, rows: Sequence[PlanRow]) -> None:
    """Whoever was not changed since goes back to the giver, and their items are sent back."""
    handover = locked(plan.actor, plan.parameters["handover"])
    keys = [row.record for row in rows]
    there = Customer.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in there}
    may = bool(may_answer(plan.actor, handover)) and handover.giver.is_active
    for row in rows:
        customer = found.get(row.record)
        if customer is None:
            row.outcome = Outcome.GONE
        elif not may or customer.version != row.before["version"] + 1:
            row.outcome = Outcome.CHANGED
        else:
            _give_back(plan, customer, row)
            row.outcome = Outcome.UNDONE
    back = [row.record for row in rows if row.outcome == Outcome.UNDONE]
    pass_on(actor=plan.actor, giver=handover.successor, to=handover.giver, customers=back)
    pass_opportunities_on(
        actor=plan.actor, giver=handover.successor, to=handover.giver, customers=back
    )
    handover.items.filter(customer_id__in=back).update(answer=Answer.DROPPED)


def _give_back(plan: Plan, customer: Customer, row: PlanRow) -> None:
    with owning(How.ASSIGNED, ""):
        customer.owner_id, customer.department_id = row.before["owner"], row.before["department"]
        customer.version += 1
        customer.save(update_fields=["owner", "department", "version", "updated_at"])
    record(
        actor=plan.actor, verb="handover.taken_back", subject=f"customer:{customer.pk}",
        plan=str(plan.pk),
    )  # fmt: skip


def _names(actor: Member, keys: Sequence[int]) -> dict[int, str]:
    """The names that the actor may know, also of what is only offered to them."""
    rows = items_visible_to(actor).filter(customer_id__in=keys, answer__in=UNDECIDED)
    offered = dict(rows.values_list("customer_id", "customer__name"))
    seen = customer_policy.rows(actor).filter(pk__in=keys).values_list("pk", "name")
    return offered | dict(seen)


def _say(plan: Plan) -> str:
    found = Handover.objects.select_related("giver", "successor").get(
        pk=plan.parameters["handover"]
    )
    return _("They go from %(giver)s to %(successor)s, with their opportunities and open inquiries.") % {
        "giver": found.giver, "successor": found.successor,
    }  # fmt: skip


def _back(plan: Plan) -> str:
    return reverse("handover:show", args=[plan.parameters["handover"]])


register_plan(PlanKind(ACCEPT, gettext_lazy("Accept a hand-over"), _say, _do, _undo, _names, _back))

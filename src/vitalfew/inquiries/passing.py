"""Open inquiries change hands with a hand-over: with their customer, or those of no customer."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.routing import give
from vitalfew.inquiries.rules import OPEN


def open_states() -> list[str]:
    """The states in which something is still to be done."""
    return [state.value for state in OPEN]


def with_open_inquiry() -> QuerySet[Inquiry, int | None]:
    """The customers who wait for an answer: for rules, not for members."""
    rows = Inquiry.objects.filter(state__in=OPEN, customer__isnull=False)
    return rows.order_by().values_list("customer", flat=True)


def number_open(customer_id: int) -> int:
    """How many open inquiries a customer has, whoever has them: a number, for who takes the customer over."""
    return Inquiry.objects.filter(customer=customer_id, state__in=OPEN).count()


def open_of(giver: Member, customers: Iterable[int] | None) -> QuerySet[Inquiry]:
    """What waits for a member at these customers; None: at none that the member owns."""
    rows = Inquiry.objects.filter(owner=giver, state__in=OPEN)
    if customers is not None:
        return rows.filter(customer__in=list(customers))
    return rows.filter(Q(customer__isnull=True) | ~Q(customer__owner=giver))


@transaction.atomic
def pass_on(
    *, actor: Member, giver: Member, to: Member, customers: Iterable[int] | None = None
) -> int:
    """Give a member's open inquiries to somebody else, for a verb that has asked for its own right; how many."""
    rows = open_of(giver, customers).select_for_update(of=("self",)).order_by("pk")
    passed = list(rows)
    for inquiry in passed:
        inquiry.version += 1
        give(inquiry, to, by=actor)
        record(actor=actor, verb="inquiry.assign", subject=f"inquiry:{inquiry.pk}", owner=to.pk)
    return len(passed)

"""What a successor must be told about a customer: what the system knows by itself, and what the owner adds."""

from dataclasses import dataclass

from django.utils.functional import Promise

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import customer_policy
from vitalfew.funnel.api import OPPORTUNITIES, Opportunity, open_opportunities_of
from vitalfew.handover.models import Item
from vitalfew.handover.rules import Point
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import INQUIRIES, Inquiry, inquiry_policy, number_open, open_states
from vitalfew.people.api import CONTACTS, Position, people_tab
from vitalfew.trade.api import ORDERS, OrdersTab, orders_tab

LAST_ORDERS = 5


@dataclass(frozen=True)
class Line:
    """One point of the checklist: whether it was told, and what the owner wrote."""

    point: str
    label: str | Promise
    is_told: bool
    text: str


@dataclass(frozen=True)
class Checklist:
    """The points, and what the reader may see of the facts; None where the facts are not theirs to see."""

    lines: list[Line]
    sees: bool
    people: list[Position] | None
    inquiries: list[Inquiry] | None
    orders: OrdersTab | None
    opportunities: list[Opportunity] | None
    unseen_inquiries: int = 0  # open ones that go along, and that the reader does not see yet

    @property
    def told(self) -> int:
        """How many points were told."""
        return sum(line.is_told for line in self.lines)


def checklist(actor: Member, item: Item) -> Checklist:
    """The checklist of one customer for one reader, by the reader's own rights."""
    inquiries = _inquiries(actor, item)
    sees = customer_policy.rows(actor).filter(pk=item.customer_id).exists()
    return Checklist(
        lines_of(item),
        sees,
        people_tab(actor, item.customer).current if sees and may(actor, CONTACTS, Verb.VIEW) else None,
        inquiries if sees else None,
        orders_tab(actor, item.customer) if sees and may(actor, ORDERS, Verb.VIEW) else None,
        _opportunities(actor, item) if sees else None,
        number_open(item.customer_id) - len(inquiries or []),
    )  # fmt: skip


def lines_of(item: Item) -> list[Line]:
    """The points in their order."""
    return [
        Line(point.value, point.label, point.value in item.told, getattr(item, point.value, ""))
        for point in Point
    ]


def _opportunities(actor: Member, item: Item) -> list[Opportunity] | None:
    """The open opportunities of a customer; None without the right to any."""
    if not may(actor, OPPORTUNITIES, Verb.VIEW):
        return None
    return list(open_opportunities_of(actor, item.customer_id))


def _inquiries(actor: Member, item: Item) -> list[Inquiry] | None:
    """The open inquiries of a customer that the reader may see, the oldest first; None without the right to any."""
    if not may(actor, INQUIRIES, Verb.VIEW):
        return None
    rows = inquiry_policy.rows(actor).filter(customer=item.customer_id, state__in=open_states())
    return list(rows.select_related("owner").order_by("received_at", "pk"))

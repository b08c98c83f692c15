"""The pack on paper: one page for each customer, as far as its reader may see."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils import timezone

from vitalfew.access.api import Verb, may
from vitalfew.handover.checklist import LAST_ORDERS, Checklist, checklist
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.queries import items_of
from vitalfew.identity.api import Member
from vitalfew.trade.api import Order
from vitalfew.value.api import VALUE, Standing, ValueTab, standing_of, value_tab

ON_A_PAGE = 50


@dataclass(frozen=True)
class Sheet:
    """One customer on one sheet of paper."""

    item: Item
    checklist: Checklist
    standing: Standing | None
    value: ValueTab | None

    @property
    def latest(self) -> list[Order]:
        """The last orders."""
        return self.checklist.orders.orders[:LAST_ORDERS] if self.checklist.orders else []


@dataclass(frozen=True)
class Pack:
    """The sheets, fifty at a time."""

    handover: Handover
    sheets: list[Sheet]
    page: Page[Item]
    printed_at: datetime
    printed_for: Member


def pack_of(actor: Member, handover: Handover, number: int) -> Pack:
    """The sheets of one part of a hand-over."""
    page = Paginator(items_of(actor, handover), ON_A_PAGE).get_page(number)
    sheets = [_sheet(actor, item) for item in page]
    return Pack(handover, sheets, page, timezone.now(), actor)


def _sheet(actor: Member, item: Item) -> Sheet:
    told = checklist(actor, item)
    sees_value = told.sees and may(actor, VALUE, Verb.VIEW)
    return Sheet(
        item,
        told,
        standing_of(actor, item.customer_id) if sees_value else None,
        value_tab(actor, item.customer) if sees_value else None,
    )

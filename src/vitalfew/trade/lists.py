"""The list of orders."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import search
from vitalfew.identity.api import Member
from vitalfew.trade.models import Order
from vitalfew.trade.policies import ORDERS
from vitalfew.trade.queries import currencies
from vitalfew.web.listing import (
    Choice,
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Filter,
    Listing,
    NumberFilter,
    Sort,
)

SEARCH_LIMIT = 200


def orders_list(actor: Member) -> Listing[Order]:
    """The list as ``actor`` searches it."""

    def by_words(rows: QuerySet[Order], words: str) -> QuerySet[Order]:
        customers = [c.pk for c in search(actor, words, limit=SEARCH_LIMIT)]
        numbered = rows.filter(number=words).exclude(number="").order_by()
        # Keys first: with two lists of keys the planner joins two indexes, with two conditions it reads every order.
        orders = list(numbered.values_list("pk", flat=True)[:SEARCH_LIMIT])
        return rows.filter(Q(pk__in=orders) | Q(customer_id__in=customers))

    return Listing(
        key="orders",
        columns=COLUMNS,
        sorts=SORTS,
        filters=_filters(actor),
        search=by_words,
        search_hint=_("Customer or order number"),
        empty=Empty(
            _("No orders yet"),
            _(
                "Orders come from a sales ledger: one file with what was sold to whom, when and for how much."
            ),
            icon="orders",
            url_name="importing:list",
            button=_("Import a sales ledger"),
        ),
        row_url=lambda order: reverse("trade:order", args=[order.pk]),
        panel_url=lambda order: reverse("trade:order", args=[order.pk]),
        prepare=lambda rows: rows.select_related("customer"),
        may_export=bool(may(actor, ORDERS, Verb.EXPORT)),
    )


def _assigned(chosen: list[str]) -> Q:
    condition = Q()
    if chosen == ["yes"]:
        condition = Q(customer__isnull=False)
    if chosen == ["no"]:
        condition = Q(customer__isnull=True)
    return condition


def _customer_name(order: Order) -> str:
    return order.customer.name if order.customer else ""


ASSIGNED = [Choice("yes", _("Yes")), Choice("no", _("No customer named"))]
COLUMNS = [
    Column[Order]("placed_on", _("Day"), kind="date", sort="placed_on"),
    Column[Order]("number", _("Order number"), on_phone=False, when_filled=True),
    Column[Order]("customer", _("Customer"), value=_customer_name, template="trade/customer_cell.html"),
    Column[Order]("lines", _("Lines"), value="line_count", kind="number", on_phone=False),
    Column[Order]("net_amount", _("Net amount"), kind="money", currency=lambda o: o.currency, sort="net_amount"),
]  # fmt: skip
SORTS = [
    Sort("placed_on", _("Day"), "placed_on"),
    Sort("net_amount", _("Net amount"), "net_amount"),
]


def _filters(actor: Member) -> list[Filter]:
    return [
        DateFilter("placed_on", _("Day")),
        NumberFilter("net_amount", _("Net amount")),
        ChoiceFilter("assigned", _("Customer known"), ASSIGNED, _assigned),
        ChoiceFilter("currency", _("Currency"), lambda: [Choice(c, c) for c in currencies(actor)]),
    ]

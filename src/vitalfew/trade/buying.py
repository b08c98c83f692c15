"""What one customer bought, and how they buy: as far as the reader may know."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Max, Sum
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from vitalfew.access.api import reads
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.trade.policies import AMOUNTS
from vitalfew.trade.queries import lines_visible_to, orders_of
from vitalfew.trade.traits import Priced, Purchase, Traits, traits
from vitalfew.web.api import Chart, Series

MOST_ORDERS, MOST_LINES, MOST_PRODUCTS = 1000, 2000, 10


@dataclass(frozen=True)
class Bought:
    """A product that the customer bought: how much in all, in how many orders, and when last."""

    name: str
    code: str
    quantity: Decimal
    orders: int
    amount: Decimal
    last_on: date


@dataclass(frozen=True)
class Buying:
    """What is told of a customer's purchases; amounts in the currency of the newest."""

    traits: Traits
    months: Chart | None
    products: list[Bought]
    has_more: bool
    currency: str
    sees_amounts: bool


def buying(actor: Member, customer: Customer) -> Buying:
    """The traits of one customer, and the products bought most."""
    newest = list(orders_of(actor, customer.pk)[:MOST_ORDERS])
    currency = newest[0].currency if newest else ""
    sees_amounts = reads(actor, AMOUNTS)
    purchases = [
        Purchase(one.placed_on, one.net_amount)
        for one in newest
        if one.net_amount > 0 and one.currency == currency
    ]
    priced = _priced(actor, customer, currency) if sees_amounts else []
    found = traits(purchases, priced, timezone.localdate())
    products = _products(actor, customer, currency)
    return Buying(
        found,
        _months(customer, found.months),
        products[:MOST_PRODUCTS],
        len(products) > MOST_PRODUCTS,
        currency,
        sees_amounts,
    )


def _products(actor: Member, customer: Customer, currency: str) -> list[Bought]:
    """What was bought for most money; one more than is shown, to know whether there are more."""
    rows = (
        lines_visible_to(actor)
        .filter(order__customer_id=customer.pk, order__currency=currency, product__isnull=False)
        .values("product_id", name=F("product__name"), code=F("product__code"))
        .annotate(
            bought=Sum("quantity"),
            orders=Count("order_id", distinct=True),
            total=Sum("amount"),
            last_on=Max("order__placed_on"),
        )
        .filter(bought__gt=0)
        .order_by("-total", "product_id")[: MOST_PRODUCTS + 1]
    )
    return [
        Bought(r["name"], r["code"], r["bought"], r["orders"], r["total"], r["last_on"])
        for r in rows
    ]


def _priced(actor: Member, customer: Customer, currency: str) -> list[Priced]:
    """The newest lines with product and price."""
    rows = (
        lines_visible_to(actor)
        .filter(order__customer_id=customer.pk, order__currency=currency, product__isnull=False, quantity__gt=0)
        .order_by("-order__placed_on", "-pk")
        .values_list("product_id", "unit_price", "quantity")[:MOST_LINES]
    )  # fmt: skip
    return [Priced(*row) for row in rows]


def _months(customer: Customer, counts: tuple[int, ...]) -> Chart | None:
    if not counts:
        return None
    return Chart(
        kind="bar",
        title=_("Purchases by month of the year"),
        categories=[MONTHS_3[month] for month in range(1, 13)],
        series=[Series(_("Purchases"), list(counts))],
        first_column=_("Month"),
        size="short",
        key=f"season-{customer.pk}",
    )

"""The orders tab of a customer's page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.trade.models import Order
from vitalfew.trade.queries import monthly_sales, orders_of
from vitalfew.web.api import Chart, Series

LATEST = 20


@dataclass(frozen=True)
class OrdersTab:
    """What the tab shows."""

    orders: list[Order]
    count: int
    chart: Chart | None
    net: Decimal
    currency: str

    @property
    def are_numbered(self) -> bool:
        """Whether any of the orders has a number; a ledger without numbers leaves no empty column."""
        return any(order.number for order in self.orders)


def orders_tab(actor: Member, customer: Customer) -> OrdersTab:
    """One customer's sales by month and newest orders."""
    months = monthly_sales(actor, customer.pk)
    newest = list(orders_of(actor, customer.pk)[:LATEST])
    currency = newest[0].currency if newest else ""
    return OrdersTab(
        newest,
        sum(count for _month, _net, count in months),
        _by_month(customer, months, currency) if months else None,
        sum((net for _month, net, _count in months), Decimal(0)),
        currency,
    )


def _by_month(customer: Customer, months: list[tuple[date, Decimal, int]], currency: str) -> Chart:
    """Every month from the first to the last, also those without an order."""
    known = {month: net for month, net, _count in months}
    spread = _every_month(months[0][0], months[-1][0])
    here = f"{reverse('trade:orders')}?customer={customer.pk}"
    return Chart(
        kind="bar",
        title=_("Net sales by month"),
        categories=[date_format(month, "YEAR_MONTH_FORMAT") for month in spread],
        series=[
            Series(
                _("Net sales"),
                [known.get(month, Decimal(0)) for month in spread],
                urls=[f"{here}&placed_on_from={m}&placed_on_to={_last_day(m)}" for m in spread],
                roles=["bad" if known.get(month, 0) < 0 else "act" for month in spread],
            )
        ],
        unit="money",
        currency=currency,
        first_column=_("Month"),
        key=f"months-{customer.pk}",
    )


def _every_month(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = (first.year * 12 + first.month - 1 + step for step in range(count))
    return [date(number // 12, number % 12 + 1, 1) for number in starts]


def _last_day(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)

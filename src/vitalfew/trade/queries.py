"""Reading orders for a member."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound
from vitalfew.trade.models import Order, OrderLine
from vitalfew.trade.policies import line_policy, order_policy


def orders_visible_to(actor: Member) -> QuerySet[Order]:
    """Every read of orders starts here."""
    return order_policy.rows(actor)


def lines_visible_to(actor: Member) -> QuerySet[OrderLine]:
    """Every read of order lines starts here."""
    return line_policy.rows(actor)


def orders_of(actor: Member, customer_id: int) -> QuerySet[Order]:
    """One customer's orders, newest first."""
    return orders_visible_to(actor).filter(customer_id=customer_id).order_by("-placed_on", "-pk")


def orders_since(day: date) -> QuerySet[Order]:
    """Everybody's purchases from a day on: for rules that ask whether a customer still buys, not for members."""
    return Order.objects.filter(placed_on__gte=day, net_amount__gt=0)


def monthly_sales(actor: Member, customer_id: int) -> list[tuple[date, Decimal, int]]:
    """One customer's net sales by month: (first of the month, amount, orders), oldest first."""
    months = (
        orders_of(actor, customer_id)
        .annotate(month=TruncMonth("placed_on"))
        .values("month")
        .annotate(net=Sum("net_amount"), orders=Count("pk"))
        .order_by("month")
    )
    return [(row["month"], row["net"], row["orders"]) for row in months]


def purchase_days(actor: Member, customer_id: int) -> tuple[date | None, date | None]:
    """The first and the second day on which the customer bought, among the orders ``actor`` may see."""
    days = (
        orders_visible_to(actor)
        .filter(customer_id=customer_id, net_amount__gt=0)
        .order_by("placed_on")
        .values_list("placed_on", flat=True)
        .distinct()[:2]
    )
    first, second, *_ = [*days, None, None]
    return first, second


def unassigned_lines(actor: Member) -> int:
    """How many order lines name no customer."""
    sums = orders_visible_to(actor).filter(customer=None).aggregate(lines=Sum("line_count"))
    return sums["lines"] or 0


def currencies(actor: Member) -> list[str]:
    """The currencies of the orders that ``actor`` may see."""
    known = _currencies_of_all()
    if order_policy.sees_all(actor):
        return known
    # Whether there is one order is answered at the first; a currency nobody here uses costs the rows in reach.
    rows = orders_visible_to(actor)
    return [currency for currency in known if rows.filter(currency=currency).exists()]


def _currencies_of_all() -> list[str]:
    """Each found by one step through the index, never by reading all orders."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE c AS (SELECT min(currency) AS currency FROM trade_order"
            " UNION ALL SELECT (SELECT min(currency) FROM trade_order WHERE currency > c.currency)"
            " FROM c WHERE c.currency IS NOT NULL)"
            " SELECT currency FROM c WHERE currency IS NOT NULL"
        )
        return [currency for (currency,) in cursor.fetchall()]


def order_for(actor: Member, pk: int) -> Order:
    """One order that ``actor`` may see; NotFound otherwise."""
    found = orders_visible_to(actor).select_related("customer").filter(pk=pk).first()
    if found is None:
        raise NotFound("order_not_found", _("There is no such order, or it is not yours to see."))
    return found


def lines_of(actor: Member, order: Order) -> QuerySet[OrderLine]:
    """The lines of one order, as the ledger had them."""
    rows = lines_visible_to(actor).filter(order=order)
    return rows.select_related("product").order_by("position", "pk")

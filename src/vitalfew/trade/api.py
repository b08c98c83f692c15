"""The door of trade."""

from vitalfew.trade.actions import (
    add_from_staging,
    count_of_customer,
    remove_of_customers,
    remove_of_origin,
)
from vitalfew.trade.models import Order, OrderLine
from vitalfew.trade.panels import OrdersTab, orders_tab
from vitalfew.trade.policies import AMOUNTS, ORDERS, order_policy
from vitalfew.trade.queries import (
    lines_of,
    order_for,
    orders_since,
    orders_visible_to,
    purchase_days,
    unassigned_lines,
)

__all__ = [
    "AMOUNTS",
    "ORDERS",
    "Order",
    "OrderLine",
    "OrdersTab",
    "add_from_staging",
    "count_of_customer",
    "lines_of",
    "order_for",
    "order_policy",
    "orders_since",
    "orders_tab",
    "orders_visible_to",
    "purchase_days",
    "remove_of_customers",
    "remove_of_origin",
    "unassigned_lines",
]

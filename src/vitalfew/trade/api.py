"""The door of trade."""

from vitalfew.trade.actions import (
    add_from_staging,
    count_of_customer,
    remove_of_customers,
    remove_of_origin,
)
from vitalfew.trade.models import Order, OrderLine
from vitalfew.trade.panels import orders_tab
from vitalfew.trade.policies import ORDERS, order_policy
from vitalfew.trade.queries import (
    purchase_days,
    unassigned_lines,
)

__all__ = [
    "ORDERS",
    "Order",
    "OrderLine",
    "add_from_staging",
    "count_of_customer",
    "order_policy",
    "orders_tab",
    "purchase_days",
    "remove_of_customers",
    "remove_of_origin",
    "unassigned_lines",
]

"""The door of trade."""

from vitalfew.trade.actions import Added, add_from_staging, remove_of_origin
from vitalfew.trade.models import Order, OrderLine
from vitalfew.trade.panels import OrdersTab, orders_tab
from vitalfew.trade.queries import (
    currencies,
    lines_visible_to,
    monthly_sales,
    orders_of,
    orders_visible_to,
    purchase_days,
    unassigned_lines,
)

__all__ = [
    "Added",
    "Order",
    "OrderLine",
    "OrdersTab",
    "add_from_staging",
    "currencies",
    "lines_visible_to",
    "monthly_sales",
    "orders_of",
    "orders_tab",
    "orders_visible_to",
    "purchase_days",
    "remove_of_origin",
    "unassigned_lines",
]

"""Addresses of customers behind a figure: the one place that knows how the customer list is asked."""

from urllib.parse import urlencode

from django.urls import reverse


def customers_url(**asked: object) -> str:
    """The customer list, narrowed by ``tier``, ``rank_from``, ``rank_to``, ``net_sales_from``, ``net_sales_to``."""
    query = urlencode({name: value for name, value in asked.items() if value not in {None, ""}})
    return reverse("site:customers") + (f"?{query}" if query else "")


def customer_url(customer_id: int) -> str:
    """The customer's page, at its value tab."""
    return reverse("site:customer", args=[customer_id]) + "?tab=value"


def unassigned_url() -> str:
    """The orders that name no customer."""
    return reverse("trade:orders") + "?assigned=no"

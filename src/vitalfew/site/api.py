"""The door of site, for the worker, and for lists of the same customers."""

from vitalfew.site.binned import purge_when_due
from vitalfew.site.customer_list import (
    SORTS,
    StandingCustomer,
    customer_list,
    customers_with_standing,
    listed_customers,
)

__all__ = [
    "SORTS",
    "StandingCustomer",
    "customer_list",
    "customers_with_standing",
    "listed_customers",
    "purge_when_due",
]

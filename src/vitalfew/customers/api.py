"""The door of customers."""

from vitalfew.customers.actions import add_from_staging, create, remove_of_origin, set_stages
from vitalfew.customers.bin import (
    KEEP,
    delete,
    gone_on,
    overdue,
    purge,
    restore,
    take_out_of_bin,
)
from vitalfew.customers.models import Customer, Stage
from vitalfew.customers.policies import binned_visible_to, may_delete, visible_to
from vitalfew.customers.queries import countries, customer_for, matching, search
from vitalfew.customers.rules import spelling

__all__ = [
    "KEEP",
    "Customer",
    "Stage",
    "add_from_staging",
    "binned_visible_to",
    "countries",
    "create",
    "customer_for",
    "delete",
    "gone_on",
    "matching",
    "may_delete",
    "overdue",
    "purge",
    "remove_of_origin",
    "restore",
    "search",
    "set_stages",
    "spelling",
    "take_out_of_bin",
    "visible_to",
]

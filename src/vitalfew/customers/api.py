"""The door of customers."""

from vitalfew.customers.actions import add_from_staging, create, remove_of_origin, set_stages
from vitalfew.customers.models import Customer, Stage
from vitalfew.customers.policies import visible_to
from vitalfew.customers.queries import countries, customer_for, matching, search
from vitalfew.customers.rules import spelling

__all__ = [
    "Customer",
    "Stage",
    "add_from_staging",
    "countries",
    "create",
    "customer_for",
    "matching",
    "remove_of_origin",
    "search",
    "set_stages",
    "spelling",
    "visible_to",
]

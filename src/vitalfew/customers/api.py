"""The door of customers."""

from vitalfew.customers.actions import (
    add_from_staging,
    assign,
    create,
    remove_of_origin,
    set_stages,
)
from vitalfew.customers.forms import OwnerField
from vitalfew.customers.models import Customer, Stage
from vitalfew.customers.owners import no_such_owner, possible_owners
from vitalfew.customers.policies import CUSTOMERS, customer_policy, visible_to, where
from vitalfew.customers.queries import countries, customer_for, matching, search
from vitalfew.customers.rules import spelling

__all__ = [
    "CUSTOMERS",
    "Customer",
    "OwnerField",
    "Stage",
    "add_from_staging",
    "assign",
    "countries",
    "create",
    "customer_for",
    "customer_policy",
    "matching",
    "no_such_owner",
    "possible_owners",
    "remove_of_origin",
    "search",
    "set_stages",
    "spelling",
    "visible_to",
    "where",
]

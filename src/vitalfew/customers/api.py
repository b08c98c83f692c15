"""The door of customers."""

from vitalfew.customers.actions import (
    add_from_staging,
    assign,
    create,
    remove_of_origin,
    set_stages,
)
from vitalfew.customers.arrivals import ask_before_adding
from vitalfew.customers.bin import (
    KEEP,
    delete,
    gone_on,
    overdue,
    purge,
    restore,
    take_out_of_bin,
)
from vitalfew.customers.forms import OwnerField
from vitalfew.customers.models import Customer, Stage
from vitalfew.customers.owners import no_such_owner, possible_owners
from vitalfew.customers.policies import (
    CUSTOMERS,
    binned_visible_to,
    customer_policy,
    in_the_bin,
    once_visible_to,
    visible_to,
    where,
)
from vitalfew.customers.queries import countries, customer_for, matching, search, seen_by
from vitalfew.customers.rules import spelling

__all__ = [
    "CUSTOMERS",
    "KEEP",
    "Customer",
    "OwnerField",
    "Stage",
    "add_from_staging",
    "ask_before_adding",
    "assign",
    "binned_visible_to",
    "countries",
    "create",
    "customer_for",
    "customer_policy",
    "delete",
    "gone_on",
    "in_the_bin",
    "matching",
    "no_such_owner",
    "once_visible_to",
    "overdue",
    "possible_owners",
    "purge",
    "remove_of_origin",
    "restore",
    "search",
    "seen_by",
    "set_stages",
    "spelling",
    "take_out_of_bin",
    "visible_to",
    "where",
]

"""The door of customers."""

from vitalfew.customers.actions import (
    add_from_staging,
    assign,
    change,
    create,
    remove_of_origin,
    set_stages,
)
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
    CODE,
    COUNTRY,
    CUSTOMERS,
    binned_visible_to,
    customer_policy,
    in_the_bin,
    visible_to,
    where,
)
from vitalfew.customers.queries import countries, customer_for, matching, search
from vitalfew.customers.rules import spelling
from vitalfew.customers.team import team_size, team_tab

__all__ = [
    "CODE",
    "COUNTRY",
    "CUSTOMERS",
    "KEEP",
    "Customer",
    "OwnerField",
    "Stage",
    "add_from_staging",
    "assign",
    "binned_visible_to",
    "change",
    "countries",
    "create",
    "customer_for",
    "customer_policy",
    "delete",
    "gone_on",
    "in_the_bin",
    "matching",
    "no_such_owner",
    "overdue",
    "possible_owners",
    "purge",
    "remove_of_origin",
    "restore",
    "search",
    "set_stages",
    "spelling",
    "take_out_of_bin",
    "team_size",
    "team_tab",
    "visible_to",
    "where",
]

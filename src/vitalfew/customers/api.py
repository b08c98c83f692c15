"""The door of customers."""

from vitalfew.customers.actions import (
    add_from_staging,
    assign,
    change,
    create,
    remove_of_origin,
    set_stages,
)
from vitalfew.customers.arrivals import Arriving, add, ask_before_adding
from vitalfew.customers.bin import (
    KEEP,
    delete,
    gone_on,
    overdue,
    purge,
    restore,
    take_out_of_bin,
)
from vitalfew.customers.bulk import plan_assign, plan_delete, plan_restore
from vitalfew.customers.finding import find_by_number, number_is_known
from vitalfew.customers.forms import CustomerField, CustomerForm, OwnerField
from vitalfew.customers.many import (
    Changing,
    NewCustomer,
    add_many,
    change_many,
    facts_of_many,
    remove_many,
)
from vitalfew.customers.models import Customer, CustomerHandle, CustomerPhone, Stage
from vitalfew.customers.owners import no_such_owner, possible_owners
from vitalfew.customers.policies import (
    CODE,
    COUNTRY,
    CUSTOMERS,
    MAILS,
    OWN_FIELDS,
    PHONES,
    Columns,
    binned_visible_to,
    covered,
    customer_policy,
    in_the_bin,
    once_visible_to,
    visible_to,
    where,
)
from vitalfew.customers.queries import (
    countries,
    customer_for,
    customer_not_found,
    customer_with_own,
    matching,
    search,
    seen_by,
)
from vitalfew.customers.revealing import register_reader
from vitalfew.customers.rules import is_short_latin, spelling
from vitalfew.customers.team import end_lending, lend, team_size, team_tab
from vitalfew.customers.words import Industry, Source
from vitalfew.kernel.tripling import search_key

__all__ = [
    "CODE",
    "COUNTRY",
    "CUSTOMERS",
    "KEEP",
    "MAILS",
    "OWN_FIELDS",
    "PHONES",
    "Arriving",
    "Changing",
    "Columns",
    "Customer",
    "CustomerField",
    "CustomerForm",
    "CustomerHandle",
    "CustomerPhone",
    "Industry",
    "NewCustomer",
    "OwnerField",
    "Source",
    "Stage",
    "add",
    "add_from_staging",
    "add_many",
    "ask_before_adding",
    "assign",
    "binned_visible_to",
    "change",
    "change_many",
    "countries",
    "covered",
    "create",
    "customer_for",
    "customer_not_found",
    "customer_policy",
    "customer_with_own",
    "delete",
    "end_lending",
    "facts_of_many",
    "find_by_number",
    "gone_on",
    "in_the_bin",
    "is_short_latin",
    "lend",
    "matching",
    "no_such_owner",
    "number_is_known",
    "once_visible_to",
    "overdue",
    "plan_assign",
    "plan_delete",
    "plan_restore",
    "possible_owners",
    "purge",
    "register_reader",
    "remove_many",
    "remove_of_origin",
    "restore",
    "search",
    "search_key",
    "seen_by",
    "set_stages",
    "spelling",
    "take_out_of_bin",
    "team_size",
    "team_tab",
    "visible_to",
    "where",
]

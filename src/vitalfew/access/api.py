"""The door of access."""

from vitalfew.access.errors import Refused
from vitalfew.access.listing import listed_rows, with_right
from vitalfew.access.models import Department
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.moves import follow_moves
from vitalfew.access.organisation import department_of, members_of
from vitalfew.access.policies import (
    Answer,
    ChildPolicy,
    RowPolicy,
    insist,
    may,
    may_all,
    require,
)
from vitalfew.access.ready import (
    ADMINISTRATOR,
    AUDITOR,
    CUSTOMER_OFFICE,
    EXECUTIVE,
    FINANCE,
    KEY_ACCOUNT_MANAGER,
    MARKETING,
    PROPRIETOR,
    READY,
    SALES_MANAGER,
    SALESPERSON,
    SALESPERSON_ALL,
    SERVICE,
)
from vitalfew.access.registry import Module, modules, register
from vitalfew.access.rights import forget, rights_of
from vitalfew.access.roles import RoleRef, give_role, withdraw_role
from vitalfew.access.rules import EVERYTHING, NOTHING, Reach, Scope, Verb

__all__ = [
    "ADMINISTRATOR",
    "AUDITOR",
    "CUSTOMER_OFFICE",
    "EVERYTHING",
    "EXECUTIVE",
    "FINANCE",
    "KEY_ACCOUNT_MANAGER",
    "MARKETING",
    "NOTHING",
    "ORGANISATION",
    "PROPRIETOR",
    "READY",
    "SALESPERSON",
    "SALESPERSON_ALL",
    "SALES_MANAGER",
    "SERVICE",
    "Answer",
    "ChildPolicy",
    "Department",
    "Module",
    "Reach",
    "Refused",
    "RoleRef",
    "RowPolicy",
    "Scope",
    "Verb",
    "department_of",
    "follow_moves",
    "forget",
    "give_role",
    "insist",
    "listed_rows",
    "may",
    "may_all",
    "members_of",
    "modules",
    "register",
    "require",
    "rights_of",
    "with_right",
    "withdraw_role",
]

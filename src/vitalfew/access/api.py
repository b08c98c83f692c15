"""The door of access."""

from vitalfew.access.errors import Refused
from vitalfew.access.fields import (
    Field,
    FieldRule,
    field_in,
    field_of,
    mask_address,
    mask_middle,
    register_field,
)
from vitalfew.access.limits import note_reveal, reveals_of
from vitalfew.access.listing import listed_rows, with_right
from vitalfew.access.models import Department, Reveal
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.moves import follow_moves
from vitalfew.access.organisation import (
    department_of,
    members_of,
    seats_of,
    with_those_below,
)
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
from vitalfew.access.sight import (
    Sight,
    insist_reads,
    insist_writes,
    reads,
    rule_for,
    shown,
    why_limited,
    writes,
)

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
    "Field",
    "FieldRule",
    "Module",
    "Reach",
    "Refused",
    "Reveal",
    "RoleRef",
    "RowPolicy",
    "Scope",
    "Sight",
    "Verb",
    "department_of",
    "field_in",
    "field_of",
    "follow_moves",
    "forget",
    "give_role",
    "insist",
    "insist_reads",
    "insist_writes",
    "listed_rows",
    "mask_address",
    "mask_middle",
    "may",
    "may_all",
    "members_of",
    "modules",
    "note_reveal",
    "reads",
    "register",
    "register_field",
    "require",
    "reveals_of",
    "rights_of",
    "rule_for",
    "seats_of",
    "shown",
    "why_limited",
    "with_right",
    "with_those_below",
    "withdraw_role",
    "writes",
]

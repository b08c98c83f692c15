"""Follow-ups are seen with their customer, as far as the right to them goes: every department writes to one log."""

from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    AUDITOR,
    CUSTOMER_OFFICE,
    EXECUTIVE,
    FINANCE,
    KEY_ACCOUNT_MANAGER,
    MARKETING,
    SALES_MANAGER,
    SALESPERSON,
    SALESPERSON_ALL,
    SERVICE,
    Answer,
    ChildPolicy,
    Module,
    Scope,
    Verb,
    insist,
    register,
    with_right,
)
from vitalfew.activity.models import FollowUp
from vitalfew.customers.api import Customer, customer_policy, in_the_bin
from vitalfew.identity.api import Member
from vitalfew.web.api import NavEntry
from vitalfew.web.api import register as register_in_frame

VERBS = (Verb.VIEW, Verb.CREATE, Verb.EDIT, Verb.DELETE, Verb.EXPORT)
OWN = dict.fromkeys((Verb.VIEW, Verb.CREATE, Verb.EDIT), Scope.SELF)
WRITING = {Verb.VIEW: Scope.ALL, Verb.CREATE: Scope.ALL}
READING = {Verb.VIEW: Scope.ALL}
FOLLOW_UPS = register(
    Module(
        key="activity",
        label=_("Follow-ups"),
        verbs=VERBS,
        ready={
            SALESPERSON: OWN,
            SALESPERSON_ALL: dict.fromkeys(VERBS, Scope.ALL),
            SALES_MANAGER: dict.fromkeys(VERBS, Scope.BELOW),
            KEY_ACCOUNT_MANAGER: {**OWN, Verb.EXPORT: Scope.SELF},
            CUSTOMER_OFFICE: dict.fromkeys(VERBS, Scope.ALL),
            MARKETING: WRITING,
            SERVICE: WRITING,
            FINANCE: WRITING,
            EXECUTIVE: READING,
            AUDITOR: READING,
        },
        order=16,
    )
)
follow_up_policy: ChildPolicy[FollowUp, Customer] = ChildPolicy(
    FollowUp, FOLLOW_UPS, customer_policy, "customer", in_the_bin
)


def may_write_at(actor: Member, customer: Customer) -> Answer:
    """Whether ``actor`` may write down something about a customer they see."""
    return follow_up_policy.may_at(actor, Verb.CREATE, customer)


def check_may_write_at(actor: Member, customer: Customer) -> None:
    """Refused when they may not."""
    insist(may_write_at(actor, customer))


register_in_frame(
    NavEntry(
        "activity",
        _("Follow-ups"),
        "activity:list",
        icon="plan",
        order=27,
        visible=with_right(FOLLOW_UPS, Verb.VIEW),
    )
)

"""Opportunities are seen with their customer, as far as the right to them goes."""

from django.db.models import QuerySet
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
    register,
    with_right,
)
from vitalfew.customers.api import Customer, customer_policy, in_the_bin
from vitalfew.funnel.models import Opportunity
from vitalfew.identity.api import Member
from vitalfew.web.api import NavEntry
from vitalfew.web.api import register as register_in_frame

VERBS = (Verb.VIEW, Verb.CREATE, Verb.EDIT, Verb.DELETE, Verb.EXPORT)
SELLING = dict.fromkeys((Verb.VIEW, Verb.CREATE, Verb.EDIT), Scope.SELF)
READING = {Verb.VIEW: Scope.ALL}
OPPORTUNITIES = register(
    Module(
        key="opportunities",
        label=_("Opportunities"),
        verbs=VERBS,
        ready={
            SALESPERSON: SELLING,
            SALESPERSON_ALL: dict.fromkeys(VERBS, Scope.ALL),
            SALES_MANAGER: dict.fromkeys(VERBS, Scope.BELOW),
            KEY_ACCOUNT_MANAGER: {**SELLING, Verb.EXPORT: Scope.SELF},
            CUSTOMER_OFFICE: dict.fromkeys(VERBS, Scope.ALL),
            MARKETING: READING,
            SERVICE: READING,
            FINANCE: READING,
            EXECUTIVE: {**READING, Verb.EXPORT: Scope.ALL},
            AUDITOR: READING,
        },
        order=17,
    )
)
opportunity_policy: ChildPolicy[Opportunity, Customer] = ChildPolicy(
    Opportunity, OPPORTUNITIES, customer_policy, "customer", in_the_bin
)


def may_open_at(actor: Member, customer: Customer) -> Answer:
    """Whether ``actor`` may open an opportunity of a customer they see."""
    return opportunity_policy.may_at(actor, Verb.CREATE, customer)


def binned(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Opportunity]:
    """What of the bin a member sees, or may ``verb``: what they could put there."""
    rows = Opportunity.everything.filter(deleted_at__isnull=False)
    for needed in dict.fromkeys((Verb.DELETE, verb)):
        customers = opportunity_policy.parents(actor, needed).order_by().values("pk")
        rows = rows.filter(customer__in=customers)
    return rows


register_in_frame(
    NavEntry(
        "funnel",
        _("Funnel"),
        "funnel:list",
        icon="funnel",
        order=25,
        visible=with_right(OPPORTUNITIES, Verb.VIEW),
    )
)

"""Who may see what customers are worth, who may see the totals, and who may change how value is reckoned."""

from functools import partial

from django.db.models import QuerySet
from django.http import HttpRequest
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
    ChildPolicy,
    Field,
    Module,
    RowPolicy,
    Scope,
    Verb,
    insist_reads,
    may,
    reads,
    register,
    register_field,
    require,
)
from vitalfew.customers.api import CUSTOMERS, Columns, Customer, customer_policy, in_the_bin, where
from vitalfew.identity.api import Member
from vitalfew.value.models import CustomerScore, ValueRun
from vitalfew.web.api import NavEntry
from vitalfew.web.api import register as put_into_frame

VALUE = register(
    Module(
        key="value",
        label=_("Value"),
        verbs=(Verb.VIEW, Verb.CONFIGURE),
        ready={
            SALESPERSON: {Verb.VIEW: Scope.SELF},
            SALESPERSON_ALL: {Verb.VIEW: Scope.ALL},
            SALES_MANAGER: {Verb.VIEW: Scope.BELOW},
            KEY_ACCOUNT_MANAGER: {Verb.VIEW: Scope.SELF},
            CUSTOMER_OFFICE: {Verb.VIEW: Scope.ALL, Verb.CONFIGURE: Scope.ALL},
            MARKETING: {Verb.VIEW: Scope.ALL},
            SERVICE: {Verb.VIEW: Scope.ALL},
            FINANCE: {Verb.VIEW: Scope.ALL},
            EXECUTIVE: {Verb.VIEW: Scope.ALL},
            AUDITOR: {Verb.VIEW: Scope.ALL},
        },
        order=30,
    )
)


def _of_scores(*names: str) -> tuple[tuple[type[CustomerScore], str], ...]:
    return tuple((CustomerScore, name) for name in names)


score_policy: ChildPolicy[CustomerScore, Customer] = ChildPolicy(
    CustomerScore, VALUE, customer_policy, "customer"
)
# In the newest run a standing says itself whose customer it is of.
_newest_policy: ChildPolicy[CustomerScore, CustomerScore] = ChildPolicy(
    CustomerScore,
    VALUE,
    RowPolicy(CustomerScore, CUSTOMERS, partial(where, columns=Columns(customer="customer_id"))),
    "customer",
)
SALES = register_field(
    Field(
        "value.sales",
        _("Net sales and sales contribution"),
        VALUE,
        columns=_of_scores("net_sales", "sales_contribution"),
    )
)
EXPECTED = register_field(
    Field(
        "value.expected",
        _("Expected sales and lifetime value"),
        VALUE,
        columns=_of_scores("sales_expectation", "lifetime_value"),
        order=1,
    )
)
PROFIT = register_field(
    Field(
        "value.profit",
        _("Profit contribution and cost"),
        VALUE,
        columns=_of_scores("profit_contribution", "known_profit"),
        order=2,
    )
)


COMPOSITION = (
    SALES,
    EXPECTED,
    PROFIT,
)  # a score is made of all three, and each can be reckoned back from the others


def _sees_overview(request: HttpRequest) -> bool:
    actor = request.user
    if not isinstance(actor, Member) or not may(actor, VALUE, Verb.VIEW):
        return False
    return reads(actor, SALES) and reads(actor, EXPECTED)


put_into_frame(
    NavEntry(
        "value",
        _("Value"),
        "value:overview",
        "value",
        order=100,
        phone=True,
        visible=_sees_overview,
    )
)


def scores_visible_to(actor: Member) -> QuerySet[CustomerScore]:
    """Every read of standings for a member starts here: those of the customers the member may see."""
    return score_policy.rows(actor)


def newest_visible_to(actor: Member, run: ValueRun) -> QuerySet[CustomerScore]:
    """The same of the run in force, read without their customers: for sums over a reach of many."""
    rows = CustomerScore.objects.filter(run=run).exclude(customer_id__in=in_the_bin())
    condition = _newest_policy.condition(actor)
    if condition is None:
        return rows
    return rows.filter(condition) if condition else rows.none()


def sees_totals(actor: Member) -> bool:
    """Whether totals of the whole company are for this member: for those who may see every customer's value."""
    return score_policy.sees_all(actor)


def may_change_value(actor: Member) -> bool:
    """Whether ``actor`` sets weights and starts runs."""
    return bool(may(actor, VALUE, Verb.CONFIGURE)) and all(reads(actor, one) for one in COMPOSITION)


def check_may_read_rules(actor: Member) -> None:
    """The rule is read by who sees value, and by who sets it without seeing it."""
    if not may_change_value(actor):
        require(actor, VALUE, Verb.VIEW)


def check_may_change_value(actor: Member | None) -> None:
    """Refused for a member who may not; None is the command line, whose user owns the installation.

    Whoever sets the weights can weigh one component alone, and so sees them all.
    """
    require(actor, VALUE, Verb.CONFIGURE)
    insist_reads(actor, *COMPOSITION)


def check_may_see_overview(actor: Member) -> None:
    """The overview is made of sums of every amount: for those who see them."""
    require(actor, VALUE, Verb.VIEW)
    insist_reads(actor, SALES, EXPECTED)

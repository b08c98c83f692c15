"""Which customers a member may see, and what they may do with them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
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
    Field,
    Module,
    Reach,
    RowPolicy,
    Scope,
    Verb,
    mask_address,
    mask_middle,
    members_of,
    register,
    register_field,
    rights_of,
)
from vitalfew.channels.api import guard_channels
from vitalfew.customers.models import (
    Customer,
    CustomerHandle,
    CustomerPhone,
    CustomerSheet,
    Stage,
    TeamMember,
)
from vitalfew.fields.api import Record, register_record
from vitalfew.identity.api import Member

VERBS = (Verb.VIEW, Verb.CREATE, Verb.EDIT, Verb.DELETE, Verb.EXPORT, Verb.TRANSFER)
OWN = {
    Verb.VIEW: Scope.SELF,
    Verb.CREATE: Scope.ALL,
    Verb.EDIT: Scope.SELF,
    Verb.DELETE: Scope.SELF,
}
READING = {Verb.VIEW: Scope.ALL, Verb.EXPORT: Scope.ALL}
CUSTOMERS = register(
    Module(
        key="customers",
        label=_("Customers"),
        verbs=VERBS,
        ready={
            SALESPERSON: OWN,
            SALESPERSON_ALL: {
                Verb.VIEW: Scope.ALL,
                Verb.CREATE: Scope.ALL,
                Verb.EDIT: Scope.ALL,
                Verb.DELETE: Scope.ALL,
                Verb.EXPORT: Scope.ALL,
            },
            SALES_MANAGER: {Verb.CREATE: Scope.ALL}
            | dict.fromkeys(
                (Verb.VIEW, Verb.EDIT, Verb.DELETE, Verb.EXPORT, Verb.TRANSFER), Scope.BELOW
            ),
            KEY_ACCOUNT_MANAGER: {**OWN, Verb.EXPORT: Scope.SELF},
            CUSTOMER_OFFICE: dict.fromkeys(VERBS, Scope.ALL),
            MARKETING: READING,
            SERVICE: {Verb.VIEW: Scope.ALL},
            FINANCE: READING,
            EXECUTIVE: READING,
            AUDITOR: {Verb.VIEW: Scope.ALL},
        },
        order=10,
    )
)
CODE = register_field(
    Field(
        "customers.code",
        _("Customer number"),
        CUSTOMERS,
        mask_middle,
        ((Customer, "code"),),
        is_typed=True,
    )
)
COUNTRY = register_field(
    Field(
        "customers.country", _("Country or region"), CUSTOMERS, None, ((Customer, "country"),),
        is_typed=True, order=1,
    )
)  # fmt: skip
PHONES = register_field(
    Field(
        "customers.phones", _("Phone numbers"), CUSTOMERS, mask_middle,
        ((CustomerPhone, "raw"), (CustomerPhone, "e164"), (CustomerPhone, "extension")), is_typed=True, order=2,
    )
)  # fmt: skip
MAILS = register_field(
    Field(
        "customers.mails", _("E-mail and messengers"), CUSTOMERS, mask_address, ((CustomerHandle, "value"),),
        is_typed=True, order=3,
    )
)  # fmt: skip
guard_channels(Customer, phones=PHONES, handles=MAILS, route="customers:reveal")
TEAM_IS_THE_OWNERS = gettext_noop(
    "The account team is set by the customer's owner, and by whoever may transfer the customer."
)
OF_WRITERS = frozenset({Verb.EDIT, Verb.CREATE})  # of a team, those who may write
OF_THE_OWNER = frozenset({Verb.TRANSFER, Verb.DELETE})  # a team helps; it gives nothing away


@dataclass(frozen=True)
class Columns:
    """Where a row says whose customer it is: a customer's own row, or a copy of these columns beside others."""

    owner: str = "owner_id"
    department: str = "department_id"
    customer: str = "pk"


OWN_ROW = Columns()


def where(reach: Reach, verb: Verb, columns: Columns = OWN_ROW) -> Q:
    """The customers a reach covers: by owner, by department, and those on whose account team one is.

    All three are conditions on the row itself, with values, so that the planner may use an index for each.
    """
    condition = Q()
    for column, keys in covered(reach, verb, columns).items():
        condition |= Q((f"{column}__in", keys))
    return condition


def covered(reach: Reach, verb: Verb, columns: Columns = OWN_ROW) -> dict[str, list[int]]:
    """The values of each column that a reach covers; without the columns of which it covers none."""
    # A customer is always in its owner's department: owners whose department is in reach need no condition of their
    # own, and one department alone is a single range of an index that has the names in order.
    owners = reach.owners - members_of(reach.departments) if reach.departments else reach.owners
    keys = {
        columns.owner: sorted(owners),
        columns.department: sorted(reach.departments),
        columns.customer: team_customers(reach.selves, verb),
    }
    return {column: found for column, found in keys.items() if found}


def team_customers(members: frozenset[int], verb: Verb) -> list[int]:
    """The customers on whose account team these members are today, able to do ``verb``."""
    if verb in OF_THE_OWNER:
        return []
    rows = TeamMember.objects.filter(in_force(timezone.localdate()), member_id__in=members)
    if verb in OF_WRITERS:
        rows = rows.filter(may_write=True)
    return sorted(set(rows.values_list("customer_id", flat=True)))


def in_force(today: date) -> Q:
    """Team members who still are: their last day included, the next one not."""
    return Q(removed_at__isnull=True) & (Q(expires_on__isnull=True) | Q(expires_on__gte=today))


customer_policy: RowPolicy[Customer] = RowPolicy(Customer, CUSTOMERS, where)


def visible_to(actor: Member) -> QuerySet[Customer]:
    """Every read of customers starts here."""
    return customer_policy.rows(actor)


OWN_FIELDS = register_record(
    Record(
        key="customer", module=CUSTOMERS, model=Customer, sheets=CustomerSheet, owner="customer",
        visible_to=visible_to, label=_("Customers"), asked_of_all=_("All customers"),
        variants=Customer.Kind.choices, stages=Stage.choices,
    )
)  # fmt: skip


def once_visible_to(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Customer]:
    """Those of ``visible_to`` and, in the same reach, those that are put away: for telling where they went."""
    condition = customer_policy.condition(actor, verb)
    everything = Customer.everything.all()
    if condition is None:
        return everything
    return everything.filter(condition) if condition else everything.none()


# What nobody put into the bin is hidden for another reason: it went into another customer.
BY_SOMEBODY = Q(deleted_at__isnull=False, deleted_by__isnull=False)


def in_the_bin() -> QuerySet[Customer, int]:
    """The keys of all customers in the bin: for what belongs to them."""
    return Customer.everything.filter(deleted_at__isnull=False).values_list("pk", flat=True)


team_policy: ChildPolicy[TeamMember, Customer] = ChildPolicy(
    TeamMember, CUSTOMERS, customer_policy, "customer", in_the_bin
)


def team_visible_to(actor: Member) -> QuerySet[TeamMember]:
    """Every read of account teams starts here: who sees a customer sees who helps with it."""
    return team_policy.rows(actor)


def may_change_team(actor: Member, customer: Customer) -> Answer:
    """The team is set by the owner, and by whoever may give the customer to somebody else."""
    transfer = customer_policy.may(actor, Verb.TRANSFER, customer)
    if transfer:
        return transfer
    edit = customer_policy.may(actor, Verb.EDIT, customer)
    owners = {actor.pk} | rights_of(actor).reach(CUSTOMERS.key, Verb.EDIT).selves
    if not edit or customer.owner_id in owners:
        return edit
    return Answer(False, lambda: f"{gettext(TEAM_IS_THE_OWNERS)} {transfer.rule}")


def binned_visible_to(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Customer]:
    """What of the bin a member sees, or may ``verb``: the customers they could delete, were they not there."""
    return (once_visible_to(actor, Verb.DELETE) & once_visible_to(actor, verb)).filter(BY_SOMEBODY)

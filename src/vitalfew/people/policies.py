"""Who may see which contacts: those of the customers in reach, as far as the right to contacts itself goes."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
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
    Scope,
    Verb,
    insist,
    mask_address,
    mask_middle,
    register,
    register_field,
    with_right,
)
from vitalfew.channels.api import guard_channels
from vitalfew.customers.api import Customer, customer_policy, in_the_bin
from vitalfew.fields.api import Record, register_record
from vitalfew.identity.api import Member
from vitalfew.people.models import Contact, ContactHandle, ContactPhone, ContactSheet, Position
from vitalfew.web.api import NavEntry
from vitalfew.web.api import register as register_in_frame

VERBS = (Verb.VIEW, Verb.CREATE, Verb.EDIT, Verb.DELETE, Verb.EXPORT)
OWN = {Verb.CREATE: Scope.ALL} | dict.fromkeys((Verb.VIEW, Verb.EDIT, Verb.DELETE), Scope.SELF)
READING = {Verb.VIEW: Scope.ALL}
CONTACTS = register(
    Module(
        key="contacts",
        label=_("Contacts"),
        verbs=VERBS,
        ready={
            SALESPERSON: OWN,
            SALESPERSON_ALL: dict.fromkeys(VERBS, Scope.ALL),
            SALES_MANAGER: {Verb.CREATE: Scope.ALL}
            | dict.fromkeys((Verb.VIEW, Verb.EDIT, Verb.DELETE, Verb.EXPORT), Scope.BELOW),
            KEY_ACCOUNT_MANAGER: {**OWN, Verb.EXPORT: Scope.SELF},
            CUSTOMER_OFFICE: dict.fromkeys(VERBS, Scope.ALL),
            MARKETING: {**READING, Verb.EXPORT: Scope.ALL},
            SERVICE: READING,
            FINANCE: READING,
            EXECUTIVE: READING,
            AUDITOR: READING,
        },
        order=15,
    )
)
PHONES = register_field(
    Field(
        "contacts.phones", _("Phone numbers"), CONTACTS, mask_middle,
        ((ContactPhone, "raw"), (ContactPhone, "e164"), (ContactPhone, "extension")), is_typed=True,
    )
)  # fmt: skip
MAILS = register_field(
    Field(
        "contacts.mails", _("E-mail and messengers"), CONTACTS, mask_address, ((ContactHandle, "value"),),
        is_typed=True, order=1,
    )
)  # fmt: skip
guard_channels(Contact, phones=PHONES, handles=MAILS, route="people:reveal")

position_policy: ChildPolicy[Position, Customer] = ChildPolicy(
    Position, CONTACTS, customer_policy, "customer", in_the_bin
)


@dataclass(frozen=True)
class ContactPolicy:
    """A contact is seen with any customer they work or worked at; the same holds for every verb."""

    module: Module = CONTACTS

    def rows(self, actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Contact]:
        """The contacts on whom ``actor`` may do ``verb``."""
        return Contact.objects.filter(self.condition(actor, verb))

    def binned(self, actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Contact]:
        """What of the bin a member sees, or may ``verb``: the contacts they could delete, were they not there."""
        binned = Contact.everybody.filter(deleted_at__isnull=False, merged_into=None)
        return binned.filter(self.condition(actor, Verb.DELETE), self.condition(actor, verb))

    def condition(self, actor: Member, verb: Verb = Verb.VIEW) -> Q:
        """The rows as a condition."""
        return Q(pk__in=position_policy.rows(actor, verb).order_by().values("contact_id"))

    def may(self, actor: Member, verb: Verb, contact: Contact) -> Answer:
        """Whether ``actor`` may do ``verb`` on this contact, by the same condition as ``rows``."""
        here = position_policy.rows(actor, verb).filter(contact_id=contact.pk).first()
        return position_policy.may(actor, verb, here or Position(pk=0))

    def check(self, actor: Member, verb: Verb, contact: Contact) -> None:
        """Refused when they may not."""
        insist(self.may(actor, verb, contact))


contact_policy = ContactPolicy()


OWN_FIELDS = register_record(
    Record(
        key="contact", module=CONTACTS, model=Contact, sheets=ContactSheet, owner="contact",
        visible_to=contact_policy.rows, label=_("Contacts"), asked_of_all=_("All contacts"),
    )
)  # fmt: skip


def may_at(actor: Member, verb: Verb, customer: Customer) -> Answer:
    """Whether ``actor`` may do ``verb`` to the people of a customer they see."""
    return position_policy.may_at(actor, verb, customer)


def check_at(actor: Member, verb: Verb, customer: Customer) -> None:
    """Refused when they may not."""
    insist(may_at(actor, verb, customer))


register_in_frame(
    NavEntry(
        "people",
        _("Contacts"),
        "people:list",
        icon="people",
        order=25,
        visible=with_right(CONTACTS, Verb.VIEW),
    )
)

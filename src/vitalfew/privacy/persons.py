"""Whose data it is: a contact, a customer who is a person, or somebody who once asked."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from vitalfew.channels.api import HandleKind, channels_of
from vitalfew.customers.api import Customer, customer_for
from vitalfew.duplicates.api import merged_into
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import Inquiry, inquiry_for
from vitalfew.kernel.errors import NotFound
from vitalfew.people.api import Contact, contact_for, merged_people

CONTACT, CUSTOMER, INQUIRY = "contact", "customer", "inquiry"
NOTED = "privacy.person"  # how erasures are noted


@dataclass(frozen=True)
class Person:
    """One person: which row, how they are called, and the texts by which they are found elsewhere."""

    kind: str
    key: int
    name: str
    created_at: datetime
    texts: tuple[str, ...]
    mails: tuple[str, ...]
    merged: tuple[int, ...] = ()  # rows that were found to be the same person

    @property
    def keys(self) -> tuple[int, ...]:
        """All rows that are this person."""
        return (self.key, *self.merged)

    @property
    def subjects(self) -> list[str]:
        """As events name them."""
        return [f"{self.kind}:{key}" for key in self.keys]

    @property
    def is_blank(self) -> bool:
        """Whether they were erased already."""
        return self.name == blank_name(self.key)


def person_for(actor: Member, kind: str, key: int) -> Person:
    """A person that ``actor`` may see; NotFound for others, and for companies."""
    if kind == CONTACT:
        return _of_contact(contact_for(actor, key))
    if kind == INQUIRY:
        return _of_inquiry(inquiry_for(actor, key))
    customer = customer_for(actor, key) if kind == CUSTOMER else None
    if customer is None or customer.kind != Customer.Kind.INDIVIDUAL:
        raise NotFound(
            "no_such_person",
            _("Only contacts and individual customers are people. Open one of those."),
        )
    return _of_customer(customer)


def find_person(kind: str, key: int) -> Person | None:
    """A person for the worker, also one in the bin; None when there is none any more."""
    if kind == CONTACT:
        contact = Contact.everybody.filter(pk=key).first()
        return _of_contact(contact) if contact else None
    if kind == INQUIRY:
        inquiry = Inquiry.everything.filter(pk=key).first()
        return _of_inquiry(inquiry) if inquiry else None
    customer = Customer.everything.filter(pk=key, kind=Customer.Kind.INDIVIDUAL).first()
    return _of_customer(customer) if customer else None


def _of_contact(contact: Contact) -> Person:
    merged = tuple(merged_people(contact.pk))
    others = Contact.everybody.filter(pk__in=merged)
    return _together(
        _person(CONTACT, contact, contact.name, ""),
        [_person(CONTACT, other, other.name, "") for other in others],
    )


def _of_inquiry(inquiry: Inquiry) -> Person:
    told = (
        inquiry.name,
        inquiry.company,
        inquiry.phone,
        inquiry.e164,
        inquiry.mail,
        inquiry.messenger,
    )
    texts, mails = tuple(filter(None, told)), (inquiry.mail,) if inquiry.mail else ()
    return Person(INQUIRY, inquiry.pk, str(inquiry), inquiry.created_at, texts, mails)


def _of_customer(customer: Customer) -> Person:
    merged = tuple(merged_into(customer.pk))
    person = _person(CUSTOMER, customer, customer.name, customer.code or "")
    others = [
        _person(CUSTOMER, other, other.name, other.code or "")
        for other in Customer.everything.filter(pk__in=merged)
    ]
    return _together(person, others)


def _together(person: Person, merged: list[Person]) -> Person:
    """Somebody, and whoever was found to be the same."""
    texts = [text for one in (person, *merged) for text in one.texts]
    mails = [mail for one in (person, *merged) for mail in one.mails]
    keys = tuple(one.key for one in merged)
    return replace(person, texts=tuple(texts), mails=tuple(mails), merged=keys)


def _person(kind: str, row: Contact | Customer, name: str, code: str) -> Person:
    channels = channels_of(row)
    texts = [name, code, *(handle.value for handle in channels.handles)]
    texts += [text for phone in channels.phones for text in (phone.raw, phone.e164)]
    mails = tuple(channels.of(HandleKind.MAIL))
    return Person(kind, row.pk, name, row.created_at, tuple(filter(None, texts)), mails)


def blank_name(key: int) -> str:
    """What an erased customer is called: by the number of the row alone."""
    return f"#{key}"

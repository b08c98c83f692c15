"""An inquiry finds its customer, or makes one; its person becomes a contact there."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, may, reads, writes
from vitalfew.audit.api import record
from vitalfew.channels.api import Channels, HandleKind, HandleText, read_phone, region_of
from vitalfew.customers.api import (
    COUNTRY,
    Customer,
    add,
    change,
    customer_for,
    customer_policy,
    possible_owners,
    search,
)
from vitalfew.customers.api import assign as assign_customer
from vitalfew.duplicates.api import (
    Alike,
    Coming,
    Finding,
    alike,
    changeable,
    people_alike,
    record_of,
)
from vitalfew.identity.api import Member
from vitalfew.inquiries.actions import locked, move, save
from vitalfew.inquiries.going_along import give_own_fields
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import MAIL, PHONE
from vitalfew.inquiries.words import State
from vitalfew.people.api import CONTACTS, Contact, ContactPhone, Position, add_contact, place_at

MOST_MATCHES = 5


@dataclass(frozen=True)
class Match:
    """A customer that this inquiry may come from: its name only for who may see it."""

    customer: Customer | None
    owner: str
    is_same: bool


def matches_of(actor: Member, inquiry: Inquiry) -> list[Match]:
    """The customers most like the sender, the best first, across rights; and those where the number is known."""
    kinds = [Customer.Kind.BUSINESS] if inquiry.company else []
    kinds += [Customer.Kind.INDIVIDUAL] if inquiry.name and not inquiry.company else []
    found = [match for kind in kinds for match in _alike(actor, inquiry, kind)]
    known = {match.customer.pk for match in found if match.customer}
    for customer in _with_number(actor, inquiry):
        if customer.pk not in known:
            found.append(Match(customer, str(customer.owner or ""), is_same=False))
    return found[:MOST_MATCHES]


def _alike(actor: Member, inquiry: Inquiry, kind: str) -> list[Match]:
    own = channels_of(actor, inquiry)
    phones = [phone.e164 or phone.raw for phone in own.phones]
    typed = record_of(inquiry.company or inquiry.name, kind, phones, own.of(HandleKind.MAIL))
    return [_match(one) for one in alike(actor, typed)]


def _match(one: Alike) -> Match:
    return Match(one.customer, one.owner, one.is_same)


def _with_number(actor: Member, inquiry: Inquiry) -> list[Customer]:
    """Customers in sight whose number, or whose contact's number, this is."""
    if not inquiry.e164 or not reads(actor, PHONE):
        return []
    return list(search(actor, inquiry.e164, MOST_MATCHES).select_related("owner"))


@transaction.atomic
def choose(*, actor: Member, inquiry_id: int, version: int, customer_id: int) -> Inquiry:
    """It comes from a customer that is here; the source is kept where the customer had none."""
    inquiry = locked(actor, inquiry_id, version)
    customer = customer_for(actor, customer_id)
    if not customer.source and customer_policy.may(actor, Verb.EDIT, customer):
        customer = change(
            actor=actor, customer_id=customer.pk, version=customer.version, source=inquiry.source
        )
    customer = give_own_fields(actor, inquiry, customer)
    return _qualify(actor, inquiry, customer)


@transaction.atomic
def make(*, actor: Member, inquiry_id: int, version: int, because: str = "") -> Inquiry:
    """It becomes a new customer; Conflict when one like it is here and nobody says why this is another one."""
    inquiry = locked(actor, inquiry_id, version)
    is_business = bool(inquiry.company)
    facts: dict[str, Any] = {
        "name": inquiry.company or inquiry.name or str(inquiry),
        "kind": Customer.Kind.BUSINESS if is_business else Customer.Kind.INDIVIDUAL,
        "source": inquiry.source,
    }
    if inquiry.country and writes(actor, COUNTRY):
        facts["country"] = inquiry.country
    own = Channels() if is_business and inquiry.name else channels_of(actor, inquiry)
    customer = add(actor=actor, channels=own, because=because, **facts)
    customer = give_own_fields(actor, inquiry, customer)
    _give_along(actor, inquiry, customer)
    return _qualify(actor, inquiry, customer)


def _give_along(actor: Member, inquiry: Inquiry, customer: Customer) -> None:
    """The new customer goes to whoever has the inquiry, where the actor may give it."""
    owner = inquiry.owner
    if owner is None or customer.owner_id == owner.pk:
        return
    if not customer_policy.may(actor, Verb.TRANSFER, customer):
        return
    if possible_owners(actor).filter(pk=owner.pk).exists():
        assign_customer(
            actor=actor, customer_id=customer.pk, owner=owner, version=customer.version,
            reason=_("The inquiry was theirs."),
        )  # fmt: skip


def _qualify(actor: Member, inquiry: Inquiry, customer: Customer) -> Inquiry:
    move(inquiry, State.QUALIFIED)
    inquiry.customer = customer
    inquiry.contact = _contact(actor, inquiry, customer)
    save(inquiry)
    record(
        actor=actor, verb="inquiry.qualify", subject=f"inquiry:{inquiry.pk}", customer=customer.pk
    )
    return inquiry


def _contact(actor: Member, inquiry: Inquiry, customer: Customer) -> Contact | None:
    """The person at a business: who is there already by name or number, who is known elsewhere by both, else a new
    contact; as far as the actor may.
    """
    if customer.kind != Customer.Kind.BUSINESS or not inquiry.name:
        return None
    known = _known_contact(actor, inquiry, customer)
    if known is not None:
        return known
    if not customer_policy.may(actor, Verb.EDIT, customer):
        return None
    elsewhere = _known_elsewhere(actor, inquiry, customer)
    if elsewhere is not None:
        return _placed(actor, elsewhere, customer)
    if not may(actor, CONTACTS, Verb.CREATE):
        return None
    return add_contact(
        actor=actor, customer_id=customer.pk, facts={"name": inquiry.name},
        channels=channels_of(actor, inquiry), position={},
    )  # fmt: skip


def _known_contact(actor: Member, inquiry: Inquiry, customer: Customer) -> Contact | None:
    here = Position.objects.filter(customer=customer, contact__deleted_at__isnull=True)
    named = here.filter(contact__name=inquiry.name).select_related("contact").first()
    if named is not None:
        return named.contact
    if not inquiry.e164 or not reads(actor, PHONE):
        return None
    with_number = ContactPhone.objects.filter(e164=inquiry.e164).values("contact_id")
    numbered = here.filter(contact_id__in=with_number).select_related("contact").first()
    return numbered.contact if numbered else None


def _known_elsewhere(actor: Member, inquiry: Inquiry, customer: Customer) -> int | None:
    """Who works at another customer and is called so and reached so; only somebody whom the actor may change."""
    own = channels_of(actor, inquiry)
    phones = tuple(phone.e164 or phone.raw for phone in own.phones)
    coming = Coming(inquiry.name, customer.pk, phones, tuple(own.of(HandleKind.MAIL)))
    found = people_alike({inquiry.pk: coming}).get(inquiry.pk)
    if found is None:
        return None
    contact, comparison = found
    equal = {part.name for part in comparison.parts if part.finding == Finding.EQUAL}
    is_reached_so = not equal.isdisjoint({"phone", "mail"})
    return contact if is_reached_so and contact in changeable(actor, [contact]) else None


def _placed(actor: Member, contact_id: int, customer: Customer) -> Contact:
    """The contact, at this customer too."""
    here = Position.objects.filter(customer=customer, contact=contact_id).select_related("contact")
    at = here.first() or place_at(
        actor=actor, contact_id=contact_id, customer_id=customer.pk, facts={}
    )
    return at.contact


def channels_of(actor: Member, inquiry: Inquiry) -> Channels:
    """How the sender is reached, as customers and contacts keep it: as far as the actor may know."""
    phone = inquiry.phone if reads(actor, PHONE) else ""
    mail = inquiry.mail if reads(actor, MAIL) else ""
    phones = (read_phone(phone, region_of(inquiry.country)),) if phone else ()
    handles = (HandleText(HandleKind.MAIL, mail),) if mail else ()
    return Channels(phones, handles)

"""Reading contacts for a member."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from vitalfew.access.api import reads
from vitalfew.channels.api import tail_of
from vitalfew.customers.api import (
    Customer,
    beside_gates,
    find_by_number,
    is_short_latin,
    open_all,
    search_key,
)
from vitalfew.fields.api import OwnFields, with_own_text
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound
from vitalfew.kernel.folding import folded
from vitalfew.people.models import Contact, ContactPhone, Position
from vitalfew.people.policies import MAILS, OWN_FIELDS, PHONES, contact_policy, position_policy

CAP = 2000


def with_positions(actor: Member, rows: QuerySet[Contact]) -> QuerySet[Contact]:
    """Contacts with their numbers, and with those of their positions that ``actor`` may know of."""
    beside = [f"customer__{name}" for name in beside_gates()]
    seen = position_policy.rows(actor).select_related("customer", *beside)
    seen = seen.order_by("left_on", "pk")
    return rows.prefetch_related(
        "phones", "handles", Prefetch("positions", seen, to_attr="seen_positions")
    )


def contact_for(actor: Member, pk: int) -> Contact:
    """One contact that ``actor`` may see; NotFound otherwise."""
    contact = with_positions(actor, contact_policy.rows(actor).filter(pk=pk)).first()
    if contact is None:
        raise contact_not_found()
    seen: list[Position] = contact.seen_positions  # type: ignore[attr-defined]
    open_all(actor, (one.customer for one in seen))
    return contact


def gone_into(actor: Member, pk: int) -> int | None:
    """Where a merged contact went, for who may see that one; None when they are nowhere to be seen."""
    seen = {pk}
    way = Contact.everybody.filter(pk=pk).values_list("merged_into_id", flat=True).first()
    end = None
    while way is not None and way not in seen:
        seen.add(way)
        end = way
        way = Contact.everybody.filter(pk=way).values_list("merged_into_id", flat=True).first()
    return end if contact_policy.rows(actor).filter(pk=end or 0).exists() else None


def merged_people(pk: int) -> list[int]:
    """The contacts that went into this one, also by way of others."""
    found: list[int] = []
    ends = [pk]
    while ends:
        rows = Contact.everybody.filter(merged_into__in=ends).exclude(pk__in=[pk, *found])
        ends = list(rows.order_by("pk").values_list("pk", flat=True))
        found += ends
    return found


def position_for(actor: Member, pk: int) -> Position:
    """One position that ``actor`` may see, with its contact and customer; NotFound otherwise."""
    rows = position_policy.rows(actor).filter(pk=pk, contact__deleted_at__isnull=True)
    beside = [f"customer__{name}" for name in beside_gates()]
    found = rows.select_related("contact", "customer", "reports_to__contact", *beside)
    position = found.first()
    if position is None:
        raise contact_not_found()
    open_all(actor, [position.customer])
    return position


def contact_not_found() -> NotFound:
    """The same words whether there is none or they are not to be seen."""
    return NotFound(
        "contact_not_found",
        _("There is no such contact, or they are not yours to see. Search for them by name."),
    )


def people_of(actor: Member, customer: Customer) -> list[Position]:
    """Who works or worked at a customer: the primary contact first, then by name, who left last."""
    rows = position_policy.rows(actor).filter(customer=customer, contact__deleted_at__isnull=True)
    rows = rows.select_related("contact", "reports_to__contact")
    rows = rows.prefetch_related("contact__phones", "contact__handles")
    return sorted(
        rows, key=lambda one: (one.left_on is not None, not one.is_primary, one.contact.sort_key)
    )


def colleagues_of(actor: Member, position: Position) -> QuerySet[Position]:
    """Who else works at the same customer now: to whom somebody may report."""
    rows = position_policy.rows(actor).filter(customer_id=position.customer_id, left_on=None)
    rows = rows.filter(contact__deleted_at=None).exclude(pk=position.pk)
    return rows.select_related("contact").order_by("contact__sort_key", "pk")


def primary_contact(actor: Member, customer: Customer) -> Position | None:
    """The person to turn to first, where one is named."""
    return next((one for one in people_of(actor, customer) if one.is_primary), None)


def search(actor: Member, rows: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """Those of ``rows`` whose name, pinyin, initials, address or number match ``text``.

    Keys first: each condition walks its own index, and a contact with two numbers stands in the list once.
    """
    found: set[int] = set()
    for condition in ways_to_match(actor, text):
        found.update(rows.filter(condition).order_by().values_list("pk", flat=True)[:CAP])
    return rows.filter(pk__in=found)


def works_at(actor: Member, customer_id: int) -> Q:
    """Contacts who work or worked at a customer, as far as ``actor`` may know of it."""
    there = position_policy.rows(actor).filter(customer_id=customer_id)
    return Q(pk__in=there.order_by().values("contact_id"))


def ways_to_match(actor: Member, text: str) -> Iterable[Q]:
    """What is looked into: of numbers and addresses, those that the actor may read."""
    named = Q()
    for word in text.split():
        named &= _named(word)
    yield named
    if reads(actor, MAILS):
        yield Q(handles__folded=text.strip().lower())
    tail = tail_of(text, settings.HOME_REGION)
    if tail and reads(actor, PHONES):
        yield Q(phones__backwards__startswith=tail)
    if not is_short_latin(text):
        own = OwnFields(OWN_FIELDS, actor)
        yield Q(pk__in=with_own_text(own, contact_policy.rows(actor), text, CAP))


def _named(word: str) -> Q:
    if is_short_latin(word):  # too short for the trigram index
        start = word.lower()
        return Q(initials__startswith=start) | Q(sort_key__startswith=start)
    return Q(search_text__contains=search_key(folded(word) or word))


def customers_with_number(actor: Member, tail: str) -> Iterable[int]:
    """The customers where somebody works whose number ends with these digits."""
    if not reads(actor, PHONES):
        return []
    rows = position_policy.rows(actor).filter(contact__deleted_at__isnull=True)
    rows = rows.filter(left_on__isnull=True, contact__phones__backwards__startswith=tail)
    return rows.order_by().values_list("customer_id", flat=True)[:CAP]


def number_is_a_contacts(e164: str) -> bool:
    """Whether somebody who works at anybody's customer has this number: yes or no, and nothing of who."""
    rows = ContactPhone.objects.filter(e164=e164, contact__deleted_at__isnull=True)
    return rows.filter(contact__positions__left_on__isnull=True).exists()


find_by_number(customers_with_number)

"""Whose number is this: as far as the reader may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import reads
from vitalfew.calls.models import Call
from vitalfew.calls.policies import calls_of
from vitalfew.channels.api import masked, read_phone, tail_of, way_of_phone
from vitalfew.customers.api import PHONES, Customer, number_is_known, visible_to
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import Via
from vitalfew.people.api import PHONES as CONTACT_PHONES
from vitalfew.people.api import Position, number_is_a_contacts, position_policy

MOST = 20
FRESH = timedelta(seconds=60)


@dataclass(frozen=True)
class Match:
    """A customer that is reached by the number, or where somebody works who is."""

    customer: Customer
    contact: Position | None = None

    @property
    def url(self) -> str:
        """The page to have in front of oneself while speaking."""
        return reverse("site:timeline", args=[self.customer.pk])


@dataclass(frozen=True)
class Caller:
    """What the reader is told of a number."""

    asked: str  # as it was written; masked for whoever may not read numbers
    matches: list[Match]
    is_others: bool  # a customer whom the reader does not see is reached by it
    is_looked_up: bool  # false for words that are no number, and for whoever may not read numbers

    @property
    def lookup_url(self) -> str:
        """The page that says all of it; the number stands in its address for whoever may read it."""
        query = f"?{urlencode({'q': self.asked})}" if self.is_looked_up else ""
        return reverse("calls:lookup") + query

    @property
    def note_url(self) -> str:
        """Where an inquiry is noted, with the number filled in."""
        phone = {"phone": self.asked} if self.is_looked_up else {}
        return f"{reverse('inquiries:add')}?{urlencode({'via': Via.PHONE.value} | phone)}"

    @property
    def is_unknown(self) -> bool:
        """Whether nobody is known to have it."""
        return self.is_looked_up and not self.matches and not self.is_others


def caller(actor: Member, text: str) -> Caller:
    """Whose number this is, in whatever writing; several where several have it or its end."""
    text = text.strip().removeprefix("tel:")
    number = read_phone(text, settings.HOME_REGION)
    may_read = reads(actor, PHONES), reads(actor, CONTACT_PHONES)
    shown = way_of_phone(number).text if all(may_read) else masked(number.e164, number.raw)
    tail = tail_of(text, settings.HOME_REGION)
    if not tail or not any(may_read):
        return Caller(shown, [], is_others=False, is_looked_up=False)
    matches = list(_matches(actor, tail, of_customers=may_read[0], of_contacts=may_read[1]))
    # Only a whole number is asked about across rights: its end would find out numbers by trying.
    is_others = not matches and bool(number.e164) and all(may_read) and _is_anybodys(number.e164)
    return Caller(shown, matches[:MOST], is_others=is_others, is_looked_up=True)


def _matches(actor: Member, tail: str, *, of_customers: bool, of_contacts: bool) -> Iterable[Match]:
    found: dict[int, Match] = {}
    if of_contacts:
        for position in _positions(actor, tail):
            found.setdefault(position.customer_id, Match(position.customer, position))
    if of_customers:
        own = visible_to(actor).filter(phones__backwards__startswith=tail).distinct()
        for customer in own.select_related("owner").order_by("sort_key", "pk")[:MOST]:
            found.setdefault(customer.pk, Match(customer))
    return found.values()


def _positions(actor: Member, tail: str) -> QuerySet[Position]:
    rows = position_policy.rows(actor).filter(
        left_on__isnull=True,
        contact__deleted_at__isnull=True,
        contact__phones__backwards__startswith=tail,
    )
    rows = rows.select_related("contact", "customer__owner").distinct()
    return rows.order_by("customer__sort_key", "pk")[:MOST]


def _is_anybodys(e164: str) -> bool:
    return number_is_known(e164) or number_is_a_contacts(e164)


def calls_after(member: Member, last: int | None) -> list[Call]:
    """The calls that a screen has not seen: after the last one it knows, or of the last minute."""
    rows = calls_of(member).order_by("pk")
    unseen = Q(at__gte=timezone.now() - FRESH) if last is None else Q(pk__gt=last)
    return list(rows.filter(unseen)[:MOST])


def latest_calls(member: Member) -> list[Call]:
    """The calls of the last day, the newest first."""
    return list(calls_of(member).order_by("-pk")[:MOST])

"""Before a file is added: which of its new contacts look like somebody who is known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb
from vitalfew.customers.api import Customer
from vitalfew.duplicates.alike_people import person
from vitalfew.duplicates.comparing_people import LIMITED
from vitalfew.duplicates.describing_people import most_alike, people_of
from vitalfew.duplicates.matching import Comparison, Record
from vitalfew.duplicates.matching.contacts import mail_key, phone_key
from vitalfew.duplicates.matching.pairing import LARGEST_BLOCK
from vitalfew.duplicates.matching.persons import named
from vitalfew.duplicates.queries import Told, told
from vitalfew.identity.api import Member
from vitalfew.kernel.rewriting import among, among_texts
from vitalfew.people.api import Contact, ContactHandle, Position, contact_policy, position_policy

# The colon is what follows the nine: all numbers with this end lie between, in the order of their index.
BY_END_SQL = """
SELECT t.tail, p.contact_id FROM unnest(%s::text[]) t(tail)
  JOIN people_contactphone p ON p.backwards ~>=~ t.tail AND p.backwards ~<~ (t.tail || ':')
"""


@dataclass(frozen=True)
class Coming:
    """Somebody in a file: what they are called, at which customer, and how they are reached."""

    name: str
    place: int
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """Whom a new row looks like: name and page only for who may see them, else whom to ask; and why."""

    who: str
    page: str
    told: str
    reason: Sequence[Told]
    may_use: bool


def people_alike(coming: Mapping[int, Coming]) -> dict[int, tuple[int, Comparison]]:
    """Those of the rows that look like somebody who is known: the most alike, and how."""
    met = _met(coming)
    known = people_of({pk for keys in met.values() for pk in keys})
    places = Customer.objects.filter(pk__in=among({one.place for one in coming.values()}))
    found: dict[int, tuple[int, Comparison]] = {}
    by_pk = places.in_bulk()
    for number, keys in met.items():
        typed = _record(coming[number], by_pk)
        compared = [(pk, most_alike([typed], known[pk])) for pk in sorted(keys) if pk in known]
        alike = [one for one in compared if one[1].is_duplicate]
        if alike:
            found[number] = max(alike, key=lambda one: one[1].score)
    return found


def _record(one: Coming, places: Mapping[int, Customer]) -> Record:
    at = places.get(one.place)
    return (
        person(one.name, at, one.phones, one.mails)
        if at
        else Record(name=one.name, is_person=True, phones=one.phones, mails=one.mails)
    )


def _met(coming: Mapping[int, Coming]) -> dict[int, set[int]]:
    """For each row who has a number, an address or a name at the customer of it, where not very many do."""
    ends, mails = defaultdict(set), defaultdict(set)
    for number, one in coming.items():
        for text in one.phones:
            ends[phone_key(text)[::-1]].add(number)
        for text in one.mails:
            mails[mail_key(text)].add(number)
    met: dict[int, set[int]] = defaultdict(set)
    for asked, owners in ((ends, _by_end(ends)), (mails, _by_mail(mails))):
        for sign, keys in owners.items():
            for number in asked[sign] if len(keys) <= LARGEST_BLOCK else ():
                met[number] |= keys
    here = _called_at({one.place for one in coming.values()})
    for number, one in coming.items():
        keys = here.get((one.place, named(one.name).sorted_sounds), set())
        met[number] |= keys if len(keys) <= LARGEST_BLOCK else set()
    return met


def _by_end(ends: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(BY_END_SQL, [[end for end in ends if end]])
        for end, pk in cursor.fetchall():
            found[end].add(pk)
    return found


def _by_mail(mails: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    rows = ContactHandle.objects.filter(
        kind="mail", folded__in=among_texts([mail for mail in mails if mail])
    )
    for mail, pk in rows.values_list("folded", "contact_id"):
        found[mail].add(pk)
    return found


def _called_at(places: Iterable[int]) -> dict[tuple[int, str], set[int]]:
    rows = Position.objects.filter(
        customer_id__in=among(place for place in places if place), contact__deleted_at__isnull=True
    )
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for place, pk, name in rows.values_list("customer_id", "contact_id", "contact__name"):
        found[place, named(name).sorted_sounds].add(pk)
    return found


def known_people(
    actor: Member, found: Mapping[int, tuple[int, Sequence[list[str]]]]
) -> dict[int, Known]:
    """Whom these rows look like, by their numbers, in the words that ``actor`` may read."""
    keys = {pk for pk, _reason in found.values()}
    seen = contact_policy.rows(actor).filter(pk__in=among(keys)).in_bulk()
    mine = changeable(actor, keys)
    places = defaultdict(list)
    for one in Position.objects.filter(
        contact_id__in=among(keys), customer__deleted_at__isnull=True
    ).select_related("customer__owner"):
        places[one.contact_id].append(one)
    told_of = set(
        position_policy.rows(actor).filter(contact_id__in=among(keys)).values_list("pk", flat=True)
    )
    return {
        number: _known(actor, seen.get(pk), places[pk], told_of, reason, may_use=pk in mine)
        for number, (pk, reason) in found.items()
    }


def changeable(actor: Member, contact_ids: Iterable[int]) -> set[int]:
    """Those of these contacts whom ``actor`` may change."""
    mine = contact_policy.rows(actor, Verb.EDIT).filter(pk__in=among(contact_ids))
    return set(mine.values_list("pk", flat=True))


def _known(
    actor: Member, contact: Contact | None, places: Sequence[Position], told_of: set[int],
    reason: Sequence[list[str]], *, may_use: bool,
) -> Known:  # fmt: skip
    if contact is None:
        owners = [str(one.customer.owner) for one in places if one.customer.owner]
        return Known("", "", _ask(owners), (), may_use=False)
    seen = [one for one in places if one.pk in told_of]
    parts = [one for one in reason if len(seen) == len(places) or one[0] != "company"]
    who = " · ".join([contact.name, *(one.customer.name for one in seen[:1])])
    page = reverse("people:contact", args=[contact.pk])
    return Known(who, page, "", told(actor, parts, LIMITED), may_use)


def _ask(owners: Sequence[str]) -> str:
    if owners:
        words = _("known at a customer of %(owner)s: ask them")
        return words % {"owner": owners[0]}
    return _("known at a customer that you may not see")

"""Two contacts side by side, and whom somebody may be the same as."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Field, Verb, reads, shown
from vitalfew.duplicates.alike_people import alike_people, person
from vitalfew.duplicates.comparing import FIRST, SECOND, Two, older_of
from vitalfew.duplicates.merging_people import CHOICES, refuse_one
from vitalfew.duplicates.models import PersonPair
from vitalfew.duplicates.person_positions import count_places
from vitalfew.duplicates.pointing import pointers
from vitalfew.duplicates.queries import FactRow, Told, own_facts_of, told, words_of
from vitalfew.duplicates.rules import CONTACT
from vitalfew.identity.api import Member
from vitalfew.people.api import (
    MAILS,
    OWN_FIELDS,
    PHONES,
    Contact,
    Position,
    birthday_in_words,
    contact_for,
    contact_policy,
    search_contacts,
    with_positions,
)

MOST_FOUND = 20
LIMITED = {"phone": PHONES, "mail": MAILS, "domain": MAILS}
# What hangs on a contact, where the model's own words say it of a customer; positions are told one by one.
WORDS: dict[str, str | Promise] = {
    "people.ContactPhone": gettext_lazy("Phone numbers"),
    "people.ContactHandle": gettext_lazy("E-mail addresses and messengers"),
    "people.Consent": gettext_lazy("Consents"),
}


def two_people(actor: Member, pk: int, other_pk: int) -> Two:
    """Both, when ``actor`` may change both and delete one of them; refused in words otherwise."""
    refuse_one(pk, other_pk)
    first, second = contact_for(actor, pk), contact_for(actor, other_pk)
    for one in (first, second):
        contact_policy.check(actor, Verb.EDIT, one)
    may_go = [contact_policy.may(actor, Verb.DELETE, one) for one in (first, second)]
    if not any(may_go):
        contact_policy.check(actor, Verb.DELETE, second)
    stays = older_of(first, second)
    if not all(may_go):  # who may not be deleted stays
        stays = SECOND if may_go[0] else FIRST
    facts = [*_facts(actor, first, second), *own_facts_of(actor, first, second, OWN_FIELDS)]
    said = [fact for fact in facts if fact.first or fact.second]
    return Two(
        CONTACT, "people:contact", first, second, said,
        [told for told in _told(actor, first, second) if told.first or told.second],
        [attached(first), attached(second)], stays,
    )  # fmt: skip


def _facts(actor: Member, first: Contact, second: Contact) -> Iterable[FactRow]:
    for name in CHOICES:
        if name == "birthday":
            days = (birthday_in_words(one, localdate()) for one in (first, second))
            yield FactRow(name, _("Birthday"), *days)
        else:
            label = str(capfirst(Contact._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            yield FactRow(name, label, words_of(actor, first, name), words_of(actor, second, name))


def _told(actor: Member, first: Contact, second: Contact) -> Iterable[FactRow]:
    both = (first, second)
    yield FactRow("positions", _("Works at"), *(_places(one) for one in both))
    phones = ([row.raw for row in one.phones.all()] for one in both)
    yield FactRow("phones", _("Phone numbers"), *(_reached(actor, PHONES, one) for one in phones))
    mails = ([row.value for row in one.handles.all()] for one in both)
    label = _("E-mail addresses and messengers")
    yield FactRow("mails", label, *(_reached(actor, MAILS, one) for one in mails))
    added = (date_format(localtime(one.created_at), "SHORT_DATE_FORMAT") for one in both)
    yield FactRow("added", _("Added"), *added)


def _reached(actor: Member, field: Field, texts: Iterable[str]) -> str:
    return ", ".join(str(shown(actor, field, text)) for text in texts)


def _places(contact: Contact) -> str:
    """Where they work or worked, as far as the reader may know."""
    seen: list[Position] = contact.seen_positions  # type: ignore[attr-defined]
    return ", ".join(
        f"{one.customer.name} · {one.title}" if one.title else one.customer.name for one in seen
    )


def attached(contact: Contact) -> list[tuple[str, int]]:
    """What hangs on a contact and would move, beside their positions: what it is, and how many rows."""
    counted: Counter[str] = Counter()
    for one in pointers(Contact):
        if one.moves is not None and one.model is not Position:
            words = WORDS.get(one.model._meta.label, one.model._meta.verbose_name_plural or "")
            counted[str(words)] += one.rows(contact.pk).count()
    return [(words, count) for words, count in counted.items() if count]


def reason_for(actor: Member, pair: PersonPair, two: Two) -> list[Told]:
    """Why two look alike, in words: that they work at one company only to who knows of all their positions."""
    seen = sum(len(one.seen_positions) for one in (two.first, two.second))  # type: ignore[union-attr, misc]
    knows_all = seen == count_places((two.first.pk, two.second.pk))
    parts = [one for one in pair.reason if knows_all or one[0] != "company"]
    return told(actor, parts, LIMITED)


def to_merge_with(actor: Member, contact: Contact, text: str) -> list[Contact]:
    """Whom ``contact`` may be the same as, of those one may change: who is found by ``text``; without it, who looks
    like them, or where nobody does, who is called like them.
    """
    rows = contact_policy.rows(actor, Verb.EDIT).exclude(pk=contact.pk)
    if text:
        return _in_order(actor, search_contacts(actor, rows, text))
    alike = _in_order(actor, rows.filter(pk__in=_look_alike(actor, contact)))
    return alike or _in_order(actor, search_contacts(actor, rows, contact.name))


def _in_order(actor: Member, rows: QuerySet[Contact]) -> list[Contact]:
    return list(with_positions(actor, rows).order_by("sort_key", "pk")[:MOST_FOUND])


def _look_alike(actor: Member, contact: Contact) -> set[int]:
    """Who looks like them, at any customer where ``actor`` knows them to work; by what ``actor`` may read."""
    phones = [row.raw for row in contact.phones.all()] if reads(actor, PHONES) else []
    mails = [row.value for row in contact.handles.all()] if reads(actor, MAILS) else []
    seen: list[Position] = contact.seen_positions  # type: ignore[attr-defined]
    return {
        one.contact.pk
        for place in seen[:3]
        for one in alike_people(actor, person(contact.name, place.customer, phones, mails), place.customer)
        if one.contact is not None
    }  # fmt: skip

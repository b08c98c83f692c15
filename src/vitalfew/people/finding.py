"""Contacts as the search finds them: by name in any writing, by sound, by number and address."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.kernel.folding import folded
from vitalfew.people.models import Contact
from vitalfew.people.policies import CONTACTS, contact_policy
from vitalfew.people.queries import search, with_positions
from vitalfew.search.api import Finder, Hit, register


def find_contacts(actor: Member, words: str, most: int) -> list[Hit]:
    """Whom the words name best: the whole name before its beginning, before anywhere in it, before the rest."""
    if not words.strip() or not may(actor, CONTACTS, Verb.VIEW):
        return []
    named = folded(words)
    some = search(actor, contact_policy.rows(actor), words).values_list("folded", "sort_key", "pk")
    best = sorted(some, key=lambda row: (_rank(row[0], named), len(row[0]), *row[1:]))
    keys = [pk for *_rest, pk in best[:most]]
    found = with_positions(actor, contact_policy.rows(actor).filter(pk__in=keys)).in_bulk()
    return [_hit(found[pk]) for pk in keys if pk in found]


def _rank(names: str, wanted: str) -> int:
    if not wanted or wanted not in names:
        return 3
    return 0 if wanted in names.split() else 1 if names.startswith(wanted) else 2


def _hit(contact: Contact) -> Hit:
    places = [one for one in getattr(contact, "seen_positions", []) if one.left_on is None]
    told = (
        f"{one.customer.name} · {one.title}" if one.title else one.customer.name for one in places
    )
    return Hit(
        contact.name, ", ".join(told), reverse("people:contact", args=[contact.pk]), "people"
    )


def _list_url(actor: Member, words: str) -> str:
    return f"{reverse('people:list')}?{urlencode({'q': words})}"


register(Finder("contacts", _("Contacts"), find_contacts, order=20, all_url=_list_url))

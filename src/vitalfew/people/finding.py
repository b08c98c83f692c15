"""Contacts as the search finds them: by name in any writing, by sound, by number and address."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.people.best import best_contacts, workplaces
from vitalfew.people.policies import CONTACTS
from vitalfew.search.api import Finder, Hit, register


def find_contacts(actor: Member, words: str, most: int) -> list[Hit]:
    """Whom the words name best: the whole name before its beginning, before anywhere in it, before the rest."""
    if not words.strip() or not may(actor, CONTACTS, Verb.VIEW):
        return []
    best = best_contacts(actor, words, most)
    places = workplaces(actor, [pk for pk, _name in best]) if best else {}
    return [_hit(pk, name, places.get(pk, [])) for pk, name in best]


def _hit(pk: int, name: str, places: Iterable[tuple[str, str]]) -> Hit:
    told = (f"{customer} · {title}" if title else customer for customer, title in places)
    return Hit(name, ", ".join(told), reverse("people:contact", args=[pk]), "people")


def _list_url(actor: Member, words: str) -> str:
    return f"{reverse('people:list')}?{urlencode({'q': words})}"


register(Finder("contacts", _("Contacts"), find_contacts, order=20, all_url=_list_url))

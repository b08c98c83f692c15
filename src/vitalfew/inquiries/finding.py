"""Inquiries as the search finds them: by who asked, what they want, their number or address, and own fields."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import INQUIRIES, visible_to
from vitalfew.inquiries.queries import search
from vitalfew.search.api import Finder, Hit, register

SHORTEST = 2  # characters: fewer would read all of them
LONGEST_WISH = 80
MOST_MATCHES = 500


def find_inquiries(actor: Member, words: str, most: int) -> list[Hit]:
    """The newest that the list's own search finds; of very many matches, the newest of some five hundred."""
    if len(words.strip()) < SHORTEST or not may(actor, INQUIRIES, Verb.VIEW):
        return []
    matching = search(actor, visible_to(actor), words).order_by()
    some = list(matching.values_list("received_at", "pk")[:MOST_MATCHES])
    keys = [pk for _at, pk in sorted(some, reverse=True)[:most]]
    found = visible_to(actor).in_bulk(keys)
    return [_hit(found[pk]) for pk in keys]


def _hit(row: Inquiry) -> Hit:
    day = date_format(localtime(row.received_at), "SHORT_DATE_FORMAT")
    wish = " ".join(row.wants.split())[:LONGEST_WISH]
    detail = " · ".join(filter(None, [day, row.get_state_display(), wish]))
    return Hit(str(row), detail, reverse("inquiries:inquiry", args=[row.pk]), "inbox")


def _list_url(actor: Member, words: str) -> str:
    return f"{reverse('inquiries:list')}?{urlencode({'q': words})}"


register(Finder("inquiries", _("Inquiries"), find_inquiries, order=35, all_url=_list_url))

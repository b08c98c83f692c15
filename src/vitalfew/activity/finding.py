"""Follow-ups as the search finds them: by their words."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.activity.models import FollowUp
from vitalfew.activity.policies import FOLLOW_UPS
from vitalfew.activity.queries import visible_follow_ups
from vitalfew.identity.api import Member
from vitalfew.search.api import Finder, Hit, register

SHORTEST = 3  # characters: fewer have no trigram, and would read the whole log
AROUND = 30  # characters before a word that are told with it
MOST_MATCHES = 500


def find_follow_ups(actor: Member, words: str, most: int) -> list[Hit]:
    """The newest that hold all words; of very many matches, the newest of some five hundred."""
    wanted = [word for word in words.split() if word]
    if not any(len(word) >= SHORTEST for word in wanted) or not may(actor, FOLLOW_UPS, Verb.VIEW):
        return []
    rows = visible_follow_ups(actor)
    for word in wanted:
        rows = rows.filter(text__icontains=word)
    some = list(rows.order_by().values_list("happened_at", "pk")[:MOST_MATCHES])
    keys = [pk for _at, pk in sorted(some, reverse=True)[:most]]
    found = visible_follow_ups(actor).select_related("customer").in_bulk(keys)
    return [_hit(found[pk], wanted[0]) for pk in keys]


def _hit(row: FollowUp, word: str) -> Hit:
    text = " ".join(row.text.split())
    begin = max(text.casefold().find(word.casefold()) - AROUND, 0)
    day = date_format(localtime(row.happened_at), "SHORT_DATE_FORMAT")
    told = f"{'…' if begin else ''}{text[begin : begin + 80]}"
    detail = " · ".join([day, row.get_way_display(), told])
    return Hit(row.customer.name, detail, reverse("activity:show", args=[row.pk]), "plan")


register(Finder("follow_ups", _("Follow-ups"), find_follow_ups, order=40))

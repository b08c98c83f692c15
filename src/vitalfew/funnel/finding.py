"""Opportunities as the search finds them: by their name."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.funnel.models import Opportunity
from vitalfew.funnel.policies import OPPORTUNITIES
from vitalfew.funnel.queries import BESIDE, visible_opportunities
from vitalfew.identity.api import Member
from vitalfew.search.api import Finder, Hit, register

SHORTEST = 2  # characters


def find_opportunities(actor: Member, words: str, most: int) -> list[Hit]:
    """The newest whose name holds all words."""
    wanted = words.split()
    if len(words.strip()) < SHORTEST or not may(actor, OPPORTUNITIES, Verb.VIEW):
        return []
    rows = visible_opportunities(actor)
    for word in wanted:
        rows = rows.filter(name__icontains=word)
    return [_hit(row) for row in rows.select_related(*BESIDE).order_by("-opened_at", "-pk")[:most]]


def _hit(row: Opportunity) -> Hit:
    state = row.get_outcome_display() if row.outcome else str(row.stage)
    detail = f"{row.customer.name} · {state}"
    return Hit(row.name, detail, reverse("funnel:show", args=[row.pk]), "funnel")


register(Finder("opportunities", _("Opportunities"), find_opportunities, order=25))

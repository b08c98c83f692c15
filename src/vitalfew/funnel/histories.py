"""Whose history the app shows: that of one opportunity."""

from django.urls import reverse

from vitalfew.audit.api import Shown, Subject, register_subject
from vitalfew.funnel.models import Opportunity
from vitalfew.funnel.queries import opportunity_for
from vitalfew.identity.api import Member


def show(actor: Member, key: int) -> Shown:
    """The name and the page, for those who may see it."""
    found = opportunity_for(actor, key)
    return Shown(found.name, reverse("funnel:show", args=[found.pk]))


register_subject(Subject("opportunity", Opportunity, show))

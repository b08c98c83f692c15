"""Whose history the app shows: that of one follow-up."""

from django.urls import reverse

from vitalfew.activity.models import FollowUp
from vitalfew.activity.queries import follow_up_for
from vitalfew.audit.api import Shown, Subject, register_subject
from vitalfew.identity.api import Member


def show(actor: Member, key: int) -> Shown:
    """The customer's name and the page, for those who may see it."""
    found = follow_up_for(actor, key)
    return Shown(found.customer.name, reverse("activity:show", args=[found.pk]))


register_subject(Subject("follow_up", FollowUp, show))

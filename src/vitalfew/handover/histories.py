"""Whose history the app shows: a hand-over's, with what was told of each customer."""

from django.urls import reverse

from vitalfew.audit.api import Attached, Shown, Subject, register_subject
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.policies import items_visible_to
from vitalfew.handover.queries import handover_for
from vitalfew.identity.api import Member


def show(actor: Member, key: int) -> Shown:
    """Who hands over to whom, and the page, for those who may see it."""
    handover = handover_for(actor, key)
    return Shown(str(handover), reverse("handover:show", args=[handover.pk]))


def items(actor: Member, key: int) -> dict[str, str]:
    """The customers that the reader may know of."""
    rows = items_visible_to(actor).filter(handover_id=key).select_related("customer")
    return {str(row.pk): row.customer.name for row in rows}


register_subject(Subject("handover", Handover, show, attached=(Attached(Item, items),)))

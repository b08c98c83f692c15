"""A member whose access is about to end must not leave somebody waiting for an answer."""

from django.utils.translation import gettext_lazy as _

from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.rules import OPEN
from vitalfew.ownership.api import InHand, must_be_handed_over


def open_with(member: Member) -> int:
    """How many inquiries wait for this member."""
    return Inquiry.objects.filter(owner=member, state__in=OPEN).count()


must_be_handed_over(InHand(_("Open inquiries"), open_with))

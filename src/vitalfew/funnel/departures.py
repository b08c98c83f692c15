"""A member whose access is about to end must not leave an opportunity that nobody looks after."""

from django.utils.translation import gettext_lazy as _

from vitalfew.funnel.models import Opportunity
from vitalfew.identity.api import Member
from vitalfew.ownership.api import InHand, must_be_handed_over


def open_with(member: Member) -> int:
    """How many open opportunities are this member's, of customers that are not in the bin."""
    rows = Opportunity.objects.filter(owner=member, outcome="")
    return rows.filter(customer__deleted_at__isnull=True).count()


must_be_handed_over(InHand(_("Open opportunities"), open_with))

"""A telephone system says who is calling whom."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.calls.models import Call
from vitalfew.calls.policies import screen_of
from vitalfew.channels.api import LONGEST_PHONE, digits_of
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput

KEPT = timedelta(days=1)
FEWEST_DIGITS = 3


@transaction.atomic
def announce(*, actor: Member, number: str, username: str = "") -> Call:
    """Put a caller on the screen of a member, one's own where nobody is named; what is a day old is forgotten."""
    member = screen_of(actor, username.strip())
    number = number.strip()
    if len(number) > LONGEST_PHONE or len(digits_of(number)) < FEWEST_DIGITS:
        raise BadInput(
            "no_number",
            _("This is no telephone number. Send it with all its digits."),
            field="number",
        )
    forget_old()
    return Call.objects.create(member=member, number=number, announced_by=actor)


def forget_old() -> None:
    """Calls that are a day old are gone."""
    Call.objects.filter(at__lt=timezone.now() - KEPT).delete()

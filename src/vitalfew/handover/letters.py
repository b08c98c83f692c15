"""The mail that tells a successor of a hand-over. It names no customer: mail is read by more than its reader."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalfew.handover.models import Handover
from vitalfew.outbox.api import send_mail


def tell_successor(handover: Handover) -> None:
    """Write to the successor, where they have an address and want mail."""
    to = handover.successor
    if not (to.email and to.mails_notices):
        return
    with translation.override(to.language or settings.LANGUAGE_CODE):
        number = handover.items.count()
        body = ngettext(
            "%(giver)s hands %(number)s customer over to you. Look at it in Vital Few under “Hand-over”, and accept it"
            " or send it back.",
            "%(giver)s hands %(number)s customers over to you. Look at them in Vital Few under “Hand-over”, and accept"
            " them or send them back.",
            number,
        ) % {"giver": handover.giver, "number": f"{number:,}"}
        send_mail(
            to=[to.email],
            subject=_("A hand-over waits for you"),
            body=f"{body}\n\n{handover.reason}\n",
        )

"""The door of the outbox."""

from vitalfew.outbox.actions import send_mail
from vitalfew.outbox.forgetting import forget_mail, mail_to
from vitalfew.outbox.installation import is_at_home
from vitalfew.outbox.rules import MOST_INTERRUPTIONS, pause_after
from vitalfew.outbox.sending import deliver_due
from vitalfew.outbox.turns import give_up_turn, take_turn

__all__ = [
    "MOST_INTERRUPTIONS",
    "deliver_due",
    "forget_mail",
    "give_up_turn",
    "is_at_home",
    "mail_to",
    "pause_after",
    "send_mail",
    "take_turn",
]

"""The door of the outbox."""

from vitalfew.outbox.actions import send_mail
from vitalfew.outbox.forgetting import forget_mail, mail_to
from vitalfew.outbox.sending import deliver_due

__all__ = ["deliver_due", "forget_mail", "mail_to", "send_mail"]

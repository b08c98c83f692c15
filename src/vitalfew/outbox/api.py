"""The door of the outbox."""

from vitalfew.outbox.actions import send_mail
from vitalfew.outbox.sending import deliver_due

__all__ = ["deliver_due", "send_mail"]

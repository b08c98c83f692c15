"""The door of webhooks."""

from vitalfew.webhooks.sending import deliver_due, forget_old

__all__ = ["deliver_due", "forget_old"]

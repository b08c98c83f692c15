"""The door of the audit log."""

from vitalfew.audit.actions import record

__all__ = ["record"]

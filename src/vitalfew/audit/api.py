"""The door of the audit log."""

from vitalfew.audit.actions import record
from vitalfew.audit.context import Doing, because, doing, taking_back, tell

__all__ = ["Doing", "because", "doing", "record", "taking_back", "tell"]

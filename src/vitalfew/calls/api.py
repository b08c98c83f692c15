"""The door of calls."""

from vitalfew.calls.actions import announce
from vitalfew.calls.models import Call
from vitalfew.calls.policies import CALLS

__all__ = ["CALLS", "Call", "announce"]

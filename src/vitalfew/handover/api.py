"""The door of hand-overs."""

from vitalfew.handover.actions import ask
from vitalfew.handover.forms import TermsForm
from vitalfew.handover.models import Handover
from vitalfew.handover.policies import waiting_for

__all__ = ["Handover", "TermsForm", "ask", "waiting_for"]

"""The door of hand-overs."""

from vitalfew.handover.actions import ask
from vitalfew.handover.forms import TermsForm
from vitalfew.handover.models import Handover
from vitalfew.handover.policies import may_ask_for_all, waiting_for
from vitalfew.handover.queries import all_under_way
from vitalfew.handover.rules import UNDER_WAY

__all__ = [
    "UNDER_WAY",
    "Handover",
    "TermsForm",
    "all_under_way",
    "ask",
    "may_ask_for_all",
    "waiting_for",
]

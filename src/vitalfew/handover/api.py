"""The door of hand-overs."""

from vitalfew.handover.actions import Terms, ask, ask_for_all, offer, tell, withdraw
from vitalfew.handover.answering import accept, accept_all, send_back
from vitalfew.handover.forms import MOST_DAYS, TermsForm
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.policies import items_visible_to, may_ask_for_all, waiting_for
from vitalfew.handover.queries import (
    Sized,
    all_under_way,
    customers_of,
    giver_for,
    handover_for,
    handovers,
    items_of,
    no_such_handover,
    possible_givers,
    successors,
)
from vitalfew.handover.rules import UNDER_WAY, Answer, Point, State

__all__ = [
    "MOST_DAYS",
    "UNDER_WAY",
    "Answer",
    "Handover",
    "Item",
    "Point",
    "Sized",
    "State",
    "Terms",
    "TermsForm",
    "accept",
    "accept_all",
    "all_under_way",
    "ask",
    "ask_for_all",
    "customers_of",
    "giver_for",
    "handover_for",
    "handovers",
    "items_of",
    "items_visible_to",
    "may_ask_for_all",
    "no_such_handover",
    "offer",
    "possible_givers",
    "send_back",
    "successors",
    "tell",
    "waiting_for",
    "withdraw",
]

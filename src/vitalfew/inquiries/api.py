"""The door of inquiries."""

from vitalfew.inquiries.actions import enter
from vitalfew.inquiries.arriving import Arrival, take_in
from vitalfew.inquiries.mailbox import take_mail
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.passing import number_open, open_states, pass_on, with_open_inquiry
from vitalfew.inquiries.policies import INQUIRIES, MAIL, PHONE, inquiry_policy
from vitalfew.inquiries.public import forget_unconfirmed
from vitalfew.inquiries.queries import inquiry_for
from vitalfew.inquiries.words import State, Via

__all__ = [
    "INQUIRIES",
    "MAIL",
    "PHONE",
    "Arrival",
    "Inquiry",
    "State",
    "Via",
    "enter",
    "forget_unconfirmed",
    "inquiry_for",
    "inquiry_policy",
    "number_open",
    "open_states",
    "pass_on",
    "take_in",
    "take_mail",
    "with_open_inquiry",
]

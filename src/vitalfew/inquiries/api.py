"""The door of inquiries."""

from vitalfew.inquiries.actions import answer, assign, close, enter, reopen
from vitalfew.inquiries.actions import change as change_inquiry
from vitalfew.inquiries.arriving import FACTS, Arrival, take_in
from vitalfew.inquiries.lists import inquiry_list
from vitalfew.inquiries.mailbox import take_mail
from vitalfew.inquiries.many import OldInquiry, worked_on
from vitalfew.inquiries.many import add_many as add_inquiries
from vitalfew.inquiries.many import change_many as change_inquiries
from vitalfew.inquiries.many import remove_many as remove_inquiries
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.passing import number_open, open_states, pass_on, with_open_inquiry
from vitalfew.inquiries.policies import (
    INQUIRIES,
    MAIL,
    OWN_FIELDS,
    PHONE,
    inquiry_policy,
    possible_owners,
)
from vitalfew.inquiries.public import forget_unconfirmed
from vitalfew.inquiries.qualifying import choose as choose_customer
from vitalfew.inquiries.qualifying import make as make_customer
from vitalfew.inquiries.queries import inquiry_for
from vitalfew.inquiries.queries import search as search_inquiries
from vitalfew.inquiries.words import ClosedReason, State, Via

__all__ = [
    "FACTS",
    "INQUIRIES",
    "MAIL",
    "OWN_FIELDS",
    "PHONE",
    "Arrival",
    "ClosedReason",
    "Inquiry",
    "OldInquiry",
    "State",
    "Via",
    "add_inquiries",
    "answer",
    "assign",
    "change_inquiries",
    "change_inquiry",
    "choose_customer",
    "close",
    "enter",
    "forget_unconfirmed",
    "inquiry_for",
    "inquiry_list",
    "inquiry_policy",
    "make_customer",
    "number_open",
    "open_states",
    "pass_on",
    "possible_owners",
    "remove_inquiries",
    "reopen",
    "search_inquiries",
    "take_in",
    "take_mail",
    "with_open_inquiry",
    "worked_on",
]

"""A member whose access is about to end must have nothing in hand."""

from vitalfew.identity.api import before_departure, on_departure
from vitalfew.ownership.leaving import refuse_while_in_hand, still_in_hand

on_departure(refuse_while_in_hand)
before_departure(still_in_hand)

"""The door of identity."""

from vitalfew.identity.actions import create_member, first_administrator
from vitalfew.identity.administering import (
    deactivate,
    invite,
    make_link,
    reactivate,
    reset_second_factor,
)
from vitalfew.identity.arrivals import on_arrival
from vitalfew.identity.departures import InTheWay, before_departure, in_the_way, on_departure
from vitalfew.identity.errors import TooManyTries
from vitalfew.identity.limits import count_export
from vitalfew.identity.links import sign_in_link
from vitalfew.identity.models import Member
from vitalfew.identity.places import network_of
from vitalfew.identity.requests import MemberRequest
from vitalfew.identity.second_factors import secrets_fit_the_key
from vitalfew.identity.sessions import end_sessions

__all__ = [
    "InTheWay",
    "Member",
    "MemberRequest",
    "TooManyTries",
    "before_departure",
    "count_export",
    "create_member",
    "deactivate",
    "end_sessions",
    "first_administrator",
    "in_the_way",
    "invite",
    "make_link",
    "network_of",
    "on_arrival",
    "on_departure",
    "reactivate",
    "reset_second_factor",
    "secrets_fit_the_key",
    "sign_in_link",
]

"""The door of identity."""

from vitalfew.identity.actions import create_member, first_administrator
from vitalfew.identity.arrivals import on_arrival
from vitalfew.identity.links import sign_in_link
from vitalfew.identity.models import Member
from vitalfew.identity.requests import MemberRequest

__all__ = [
    "Member",
    "MemberRequest",
    "create_member",
    "first_administrator",
    "on_arrival",
    "sign_in_link",
]

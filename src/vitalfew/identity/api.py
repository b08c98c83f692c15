"""The door of identity."""

from vitalfew.identity.actions import create_member, first_administrator
from vitalfew.identity.links import sign_in_link
from vitalfew.identity.models import Member
from vitalfew.identity.requests import MemberRequest

__all__ = ["Member", "MemberRequest", "create_member", "first_administrator", "sign_in_link"]

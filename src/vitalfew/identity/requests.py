"""A request that knows who sent it."""

from vitalfew.identity.models import Member
from vitalfew.web.api import PageRequest


class MemberRequest(PageRequest):
    """What a view gets behind the sign-in: its user is a member."""

    user: Member

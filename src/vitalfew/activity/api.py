"""The door of activity."""

from vitalfew.activity.actions import write
from vitalfew.activity.models import FollowUp, Way
from vitalfew.activity.policies import FOLLOW_UPS, may_write_at
from vitalfew.activity.queries import follow_ups_of, followed_up_since

__all__ = [
    "FOLLOW_UPS",
    "FollowUp",
    "Way",
    "follow_ups_of",
    "followed_up_since",
    "may_write_at",
    "write",
]

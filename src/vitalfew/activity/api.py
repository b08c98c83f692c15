"""The door of activity."""

from vitalfew.activity.actions import write
from vitalfew.activity.many import (
    OldFollowUp,
    changed_since,
    customers_open,
    editable,
    facts_of_many,
    known_of,
)
from vitalfew.activity.many import add_many as add_follow_ups
from vitalfew.activity.many import change_many as change_follow_ups
from vitalfew.activity.many import remove_many as remove_follow_ups
from vitalfew.activity.models import FollowUp, Way
from vitalfew.activity.policies import FOLLOW_UPS, follow_up_policy, may_write_at
from vitalfew.activity.queries import follow_ups_of, followed_up_since

__all__ = [
    "FOLLOW_UPS",
    "FollowUp",
    "OldFollowUp",
    "Way",
    "add_follow_ups",
    "change_follow_ups",
    "changed_since",
    "customers_open",
    "editable",
    "facts_of_many",
    "follow_up_policy",
    "follow_ups_of",
    "followed_up_since",
    "known_of",
    "may_write_at",
    "remove_follow_ups",
    "write",
]

"""The door of saved views."""

from vitalfew.savedviews.actions import delete, edit, keep
from vitalfew.savedviews.models import LONGEST_NAME, LONGEST_QUERY, SavedView
from vitalfew.savedviews.policies import may_change, view_for, views_visible_to
from vitalfew.savedviews.queries import audience_of, audiences_for, narrowed

__all__ = [
    "LONGEST_NAME",
    "LONGEST_QUERY",
    "SavedView",
    "audience_of",
    "audiences_for",
    "delete",
    "edit",
    "keep",
    "may_change",
    "narrowed",
    "view_for",
    "views_visible_to",
]

"""The door of submissions."""

from vitalfew.submissions.actions import forget_answers, forget_old

__all__ = ["forget_answers", "forget_old"]

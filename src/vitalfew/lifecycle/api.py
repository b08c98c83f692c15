"""The door of the lifecycle."""

from vitalfew.lifecycle.actions import refresh_after_import, refresh_customers
from vitalfew.lifecycle.queries import StageReached, ribbon

__all__ = ["StageReached", "refresh_after_import", "refresh_customers", "ribbon"]

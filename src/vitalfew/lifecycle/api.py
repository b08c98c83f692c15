"""The door of the lifecycle."""

from vitalfew.lifecycle.actions import refresh_customers
from vitalfew.lifecycle.queries import StageReached, ribbon
from vitalfew.lifecycle.rules import stage_sql

__all__ = ["StageReached", "refresh_customers", "ribbon", "stage_sql"]

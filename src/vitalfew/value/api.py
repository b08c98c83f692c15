"""The door of value."""

from vitalfew.value.actions import start_run
from vitalfew.value.models import CustomerScore, ValueRun
from vitalfew.value.queries import (
    Badge,
    badges,
    current_run,
    standing_filtered_relation,
    summary,
    with_standing,
)

__all__ = [
    "Badge",
    "CustomerScore",
    "ValueRun",
    "badges",
    "current_run",
    "standing_filtered_relation",
    "start_run",
    "summary",
    "with_standing",
]

"""The door of value."""

from vitalfew.value.actions import start_run
from vitalfew.value.models import ValueRun
from vitalfew.value.panels import value_tab
from vitalfew.value.queries import (
    Tier,
    current_run,
    summary,
    tier_codes,
    tiers_of,
)
from vitalfew.value.standings import Standing, standing_of
from vitalfew.value.telling import explained, summarised

__all__ = [
    "Standing",
    "Tier",
    "ValueRun",
    "current_run",
    "explained",
    "standing_of",
    "start_run",
    "summarised",
    "summary",
    "tier_codes",
    "tiers_of",
    "value_tab",
]

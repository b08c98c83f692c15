"""The door of value."""

from vitalfew.value.actions import start_run
from vitalfew.value.models import CustomerScore, ValueRun
from vitalfew.value.panels import ValueTab, value_tab
from vitalfew.value.queries import (
    Badge,
    Tier,
    badges,
    current_run,
    standing_filtered_relation,
    summary,
    tier_codes,
    tiers_of,
    with_standing,
)
from vitalfew.value.standings import Standing, standing_of
from vitalfew.value.telling import explained, summarised

__all__ = [
    "Badge",
    "CustomerScore",
    "Standing",
    "Tier",
    "ValueRun",
    "ValueTab",
    "badges",
    "current_run",
    "explained",
    "standing_filtered_relation",
    "standing_of",
    "start_run",
    "summarised",
    "summary",
    "tier_codes",
    "tiers_of",
    "value_tab",
    "with_standing",
]

"""The door of value."""

from vitalfew.value.actions import start_run
from vitalfew.value.models import ValueRun
from vitalfew.value.panels import value_tab
from vitalfew.value.policies import may_change_value
from vitalfew.value.queries import (
    Tier,
    current_run,
    job_to_mention,
    score_at_rank,
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
    "job_to_mention",
    "may_change_value",
    "score_at_rank",
    "standing_of",
    "start_run",
    "summarised",
    "summary",
    "tier_codes",
    "tiers_of",
    "value_tab",
]

"""The door of value."""

from vitalfew.value.actions import start_run
from vitalfew.value.models import ValueRun
from vitalfew.value.panels import ValueTab, value_tab
from vitalfew.value.policies import (
    COMPOSITION,
    EXPECTED,
    PROFIT,
    SALES,
    VALUE,
    may_change_value,
    score_policy,
    sees_totals,
)
from vitalfew.value.queries import (
    Mention,
    Pace,
    Tier,
    best_paces,
    current_run,
    job_to_mention,
    last_two_runs,
    run_for,
    score_at_rank,
    score_of,
    summary,
    tier_codes,
    tiers_for,
)
from vitalfew.value.standings import Standing, standing_of
from vitalfew.value.telling import explained, summarised

__all__ = [
    "COMPOSITION",
    "EXPECTED",
    "PROFIT",
    "SALES",
    "VALUE",
    "Mention",
    "Pace",
    "Standing",
    "Tier",
    "ValueRun",
    "ValueTab",
    "best_paces",
    "current_run",
    "explained",
    "job_to_mention",
    "last_two_runs",
    "may_change_value",
    "run_for",
    "score_at_rank",
    "score_of",
    "score_policy",
    "sees_totals",
    "standing_of",
    "start_run",
    "summarised",
    "summary",
    "tier_codes",
    "tiers_for",
    "value_tab",
]

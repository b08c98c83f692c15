"""The door of the funnel."""

from vitalfew.funnel.actions import (
    Facts,
    advance,
    change,
    lose,
    open_opportunity,
    reopen,
    win,
)
from vitalfew.funnel.following import follow_opportunities
from vitalfew.funnel.models import LossReason, Opportunity, SalesStage
from vitalfew.funnel.panels import OpportunitiesTab, opportunities_tab
from vitalfew.funnel.passing import pass_opportunities_on
from vitalfew.funnel.policies import OPPORTUNITIES, opportunity_policy
from vitalfew.funnel.purging import is_any_overdue, purge
from vitalfew.funnel.queries import (
    open_opportunities_of,
    opportunity_for,
    possible_owners,
    visible_opportunities,
)
from vitalfew.funnel.stages import stages

__all__ = [
    "OPPORTUNITIES",
    "Facts",
    "LossReason",
    "OpportunitiesTab",
    "Opportunity",
    "SalesStage",
    "advance",
    "change",
    "follow_opportunities",
    "is_any_overdue",
    "lose",
    "open_opportunities_of",
    "open_opportunity",
    "opportunities_tab",
    "opportunity_for",
    "opportunity_policy",
    "pass_opportunities_on",
    "possible_owners",
    "purge",
    "reopen",
    "stages",
    "visible_opportunities",
    "win",
]

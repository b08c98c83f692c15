"""The opportunities tab of a customer's page."""

from dataclasses import dataclass

from vitalfew.access.api import Answer
from vitalfew.customers.api import Customer
from vitalfew.funnel.models import Opportunity
from vitalfew.funnel.policies import may_open_at
from vitalfew.funnel.queries import opportunities_of
from vitalfew.identity.api import Member

MOST = 50


@dataclass(frozen=True)
class OpportunitiesTab:
    """What the tab shows: the open ones first."""

    rows: list[Opportunity]
    has_more: bool
    may_open: Answer


def opportunities_tab(actor: Member, customer: Customer) -> OpportunitiesTab:
    """One customer's opportunities, and whether one may open another."""
    found = list(opportunities_of(actor, customer.pk)[: MOST + 1])
    return OpportunitiesTab(found[:MOST], len(found) > MOST, may_open_at(actor, customer))

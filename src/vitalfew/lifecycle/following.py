"""Stages follow the orders and the opportunities, also when two customers become one."""

from vitalfew.duplicates.api import follow_merges
from vitalfew.funnel.api import follow_opportunities
from vitalfew.lifecycle.actions import refresh_customers


def refresh(ids: list[int]) -> None:
    """Derive the stages of these customers anew."""
    refresh_customers(ids=ids)


follow_merges(refresh)
follow_opportunities(refresh)

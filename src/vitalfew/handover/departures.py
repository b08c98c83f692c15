"""Whoever is about to leave is led to where their things are handed over; what is on its way is recycled by no rule."""

from django.db.models import QuerySet

from vitalfew.customers.api import Customer
from vitalfew.handover.policies import being_handed_over
from vitalfew.ownership.api import handed_over_at
from vitalfew.pool.api import never_recycled


def on_its_way(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Without those that wait for a successor."""
    return rows.exclude(pk__in=being_handed_over())


handed_over_at("handover:start")
never_recycled(on_its_way)

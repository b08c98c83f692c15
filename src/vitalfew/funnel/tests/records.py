"""Opportunities for tests."""

from vitalfew.customers.api import Customer
from vitalfew.funnel.models import Opportunity, Step
from vitalfew.funnel.stages import stages


def make_opportunity(
    customer: Customer, name: str = "A new press", stage: int = 0, **facts: object
) -> Opportunity:
    """Something may be sold; ``stage`` counts from 0."""
    here = stages()[stage]
    facts = {"owner": customer.owner, "currency": "CNY", **facts}
    made = Opportunity.objects.create(customer=customer, name=name, stage=here, **facts)
    Step.objects.create(opportunity=made, kind="opened", after=here, by=made.owner)
    return made

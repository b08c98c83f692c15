"""Follow-ups for tests."""

from django.utils import timezone

from vitalfew.activity.api import FollowUp
from vitalfew.customers.api import Customer


def make_follow_up(
    customer: Customer, text: str = "Will order in May", **facts: object
) -> FollowUp:
    """Somebody was in touch."""
    facts = {"happened_at": timezone.now(), "stage": customer.stage, **facts}
    return FollowUp.objects.create(customer=customer, text=text, **facts)

"""Which customers a member may see, and what they may do with them."""

from django.db.models import QuerySet

from vitalfew.customers.models import Customer
from vitalfew.identity.api import Member


def visible_to(actor: Member) -> QuerySet[Customer]:
    """Every read of customers starts here. Today every active member sees every customer."""
    return Customer.objects.all() if actor.is_active else Customer.objects.none()

"""Whose history the customers app shows."""

from django.urls import reverse

from vitalfew.audit.api import Shown, Subject, register_subject
from vitalfew.customers.models import Customer
from vitalfew.customers.queries import customer_for
from vitalfew.identity.api import Member


def show(actor: Member, key: int) -> Shown:
    """The customer's name and page, for those who may see it."""
    customer = customer_for(actor, key)
    return Shown(customer.name, reverse("site:customer", args=[customer.pk]))


register_subject(Subject("customer", Customer, show))

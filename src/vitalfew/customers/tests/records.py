"""Customers for the tests of this app and of the apps above it."""

from vitalfew.customers.api import Customer, spelled


def make_customer(name: str, code: str | None = None, **facts: object) -> Customer:
    """A customer as an import or a form would have left it."""
    return Customer.objects.create(name=name, code=code, **spelled(name), **facts)

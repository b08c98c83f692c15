"""Customers for the tests of this app and of the apps above it."""

from vitalfew.customers.api import Customer, spelling


def make_customer(name: str, code: str | None = None, **facts: object) -> Customer:
    """A customer as an import or a form would have left it."""
    pinyin, initials, sort_key = spelling(name)
    return Customer.objects.create(
        name=name, code=code, pinyin=pinyin, initials=initials, sort_key=sort_key, **facts
    )

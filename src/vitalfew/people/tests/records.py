"""Contacts for the tests of this app and of the apps above it."""

from vitalfew.channels.api import Channels, read_phones, store_channels
from vitalfew.customers.api import Customer
from vitalfew.people.actions import spell
from vitalfew.people.models import Contact, Position


def make_contact(name: str, customer: Customer, phones: str = "", **place: object) -> Position:
    """A contact at a customer, as a form would have left them."""
    contact = Contact(name=name)
    spell(contact)
    contact.save()
    store_channels(contact, Channels(tuple(read_phones(phones, "CN"))))
    return Position.objects.create(contact=contact, customer=customer, **place)

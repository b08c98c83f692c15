"""The door of people."""

from vitalfew.people.actions import add as add_contact
from vitalfew.people.bin import is_anybody_overdue, purge
from vitalfew.people.consents import has_agreed, note_consent, who_agreed
from vitalfew.people.models import (
    Consent,
    Contact,
    ContactHandle,
    ContactPhone,
    DecisionRole,
    Position,
    Purpose,
    Way,
)
from vitalfew.people.panels import PeopleTab, people_tab
from vitalfew.people.policies import CONTACTS, PHONES, contact_policy, position_policy
from vitalfew.people.queries import contact_for, number_is_a_contacts, primary_contact

__all__ = [
    "CONTACTS",
    "PHONES",
    "Consent",
    "Contact",
    "ContactHandle",
    "ContactPhone",
    "DecisionRole",
    "PeopleTab",
    "Position",
    "Purpose",
    "Way",
    "add_contact",
    "contact_for",
    "contact_policy",
    "has_agreed",
    "is_anybody_overdue",
    "note_consent",
    "number_is_a_contacts",
    "people_tab",
    "position_policy",
    "primary_contact",
    "purge",
    "who_agreed",
]

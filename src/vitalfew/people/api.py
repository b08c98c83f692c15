"""The door of people."""

from vitalfew.people.bin import is_anybody_overdue, purge
from vitalfew.people.models import Contact, ContactHandle, ContactPhone, DecisionRole, Position, Way
from vitalfew.people.panels import PeopleTab, people_tab
from vitalfew.people.policies import CONTACTS, contact_policy, position_policy
from vitalfew.people.queries import contact_for, primary_contact

__all__ = [
    "CONTACTS",
    "Contact",
    "ContactHandle",
    "ContactPhone",
    "DecisionRole",
    "PeopleTab",
    "Position",
    "Way",
    "contact_for",
    "contact_policy",
    "is_anybody_overdue",
    "people_tab",
    "position_policy",
    "primary_contact",
    "purge",
]

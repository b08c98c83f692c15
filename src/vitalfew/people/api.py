"""The door of people."""

from vitalfew.people.actions import add as add_contact
from vitalfew.people.arrivals import ArrivingPerson, ask_before_adding_people
from vitalfew.people.bin import is_anybody_overdue, purge
from vitalfew.people.consents import has_agreed, note_consent, who_agreed
from vitalfew.people.many import (
    AtCustomer,
    Told,
    customers_open,
    needed,
)
from vitalfew.people.many import add_many as add_contacts
from vitalfew.people.many import change_many as change_contacts
from vitalfew.people.many import remove_many as remove_contacts
from vitalfew.people.models import (
    Consent,
    Contact,
    ContactHandle,
    ContactPhone,
    DecisionRole,
    Gender,
    Position,
    Purpose,
    Way,
)
from vitalfew.people.names import HAN_NAME, clean_name, person_spelling
from vitalfew.people.panels import PeopleTab, people_tab
from vitalfew.people.policies import (
    CONTACTS,
    MAILS,
    OWN_FIELDS,
    PHONES,
    check_at,
    contact_policy,
    position_policy,
)
from vitalfew.people.queries import contact_for, number_is_a_contacts, primary_contact

__all__ = [
    "CONTACTS",
    "HAN_NAME",
    "MAILS",
    "OWN_FIELDS",
    "PHONES",
    "ArrivingPerson",
    "AtCustomer",
    "Consent",
    "Contact",
    "ContactHandle",
    "ContactPhone",
    "DecisionRole",
    "Gender",
    "PeopleTab",
    "Position",
    "Purpose",
    "Told",
    "Way",
    "add_contact",
    "add_contacts",
    "ask_before_adding_people",
    "change_contacts",
    "check_at",
    "clean_name",
    "contact_for",
    "contact_policy",
    "customers_open",
    "has_agreed",
    "is_anybody_overdue",
    "needed",
    "note_consent",
    "number_is_a_contacts",
    "people_tab",
    "person_spelling",
    "position_policy",
    "primary_contact",
    "purge",
    "remove_contacts",
    "who_agreed",
]

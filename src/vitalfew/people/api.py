"""The door of people."""

from vitalfew.people.actions import add as add_contact
from vitalfew.people.actions import change as change_contact
from vitalfew.people.actions import change_position, come_back, leave, place_at
from vitalfew.people.actions import spell as spell_contact
from vitalfew.people.arrivals import ArrivingPerson, ask_before_adding_people
from vitalfew.people.arrivals import add_new as add_new_contact
from vitalfew.people.bin import delete as delete_contact
from vitalfew.people.bin import is_anybody_overdue, purge
from vitalfew.people.birthdays import Birthday, is_possible
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
from vitalfew.people.names import HAN_NAME, person_spelling
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
from vitalfew.people.queries import (
    colleagues_of,
    contact_for,
    merged_people,
    number_is_a_contacts,
    position_for,
    primary_contact,
    with_positions,
    works_at,
)
from vitalfew.people.queries import gone_into as contact_gone_into
from vitalfew.people.queries import search as search_contacts
from vitalfew.people.templatetags.people import birthday as birthday_in_words

__all__ = [
    "CONTACTS",
    "HAN_NAME",
    "MAILS",
    "OWN_FIELDS",
    "PHONES",
    "ArrivingPerson",
    "AtCustomer",
    "Birthday",
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
    "add_new_contact",
    "ask_before_adding_people",
    "birthday_in_words",
    "change_contact",
    "change_contacts",
    "change_position",
    "check_at",
    "colleagues_of",
    "come_back",
    "contact_for",
    "contact_gone_into",
    "contact_policy",
    "customers_open",
    "delete_contact",
    "has_agreed",
    "is_anybody_overdue",
    "is_possible",
    "leave",
    "merged_people",
    "needed",
    "note_consent",
    "number_is_a_contacts",
    "people_tab",
    "person_spelling",
    "place_at",
    "position_for",
    "position_policy",
    "primary_contact",
    "purge",
    "remove_contacts",
    "search_contacts",
    "spell_contact",
    "who_agreed",
    "with_positions",
    "works_at",
]

"""Whose history the people app shows: a contact's, with their numbers, addresses and positions."""

from django.urls import reverse

from vitalfew.audit.api import Attached, Shown, Subject, register_subject
from vitalfew.identity.api import Member
from vitalfew.people.models import Contact, ContactHandle, ContactPhone, Position
from vitalfew.people.policies import position_policy
from vitalfew.people.queries import contact_for


def show(actor: Member, key: int) -> Shown:
    """The contact's name and page, for those who may see them."""
    contact = contact_for(actor, key)
    return Shown(contact.name, reverse("people:contact", args=[contact.pk]))


def phones(actor: Member, key: int) -> dict[str, str]:
    """The numbers of a contact."""
    return {str(row.pk): str(row) for row in ContactPhone.objects.filter(contact_id=key)}


def handles(actor: Member, key: int) -> dict[str, str]:
    """The addresses of a contact."""
    return {str(row.pk): str(row) for row in ContactHandle.objects.filter(contact_id=key)}


def positions(actor: Member, key: int) -> dict[str, str]:
    """Those of the contact's positions that ``actor`` may know of, by the customer's name."""
    rows = position_policy.rows(actor).filter(contact_id=key).select_related("customer")
    return {str(row.pk): row.customer.name for row in rows}


register_subject(
    Subject(
        "contact",
        Contact,
        show,
        attached=(
            Attached(ContactPhone, phones),
            Attached(ContactHandle, handles),
            Attached(Position, positions),
        ),
    )
)

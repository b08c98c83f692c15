"""Whose history the people app shows: a contact's, with their numbers, addresses and positions."""

from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.access.api import Field, Reveal, reads, reveals_of
from vitalfew.audit.api import Attached, Shown, Subject, register_subject
from vitalfew.identity.api import Member
from vitalfew.people.models import Contact, ContactHandle, ContactPhone, ContactSheet, Position
from vitalfew.people.policies import MAILS, PHONES, position_policy
from vitalfew.people.queries import contact_for


def show(actor: Member, key: int) -> Shown:
    """The contact's name and page, for those who may see them."""
    contact = contact_for(actor, key)
    return Shown(contact.name, reverse("people:contact", args=[contact.pk]))


def phones(actor: Member, key: int) -> dict[str, str]:
    """The numbers of a contact."""
    rows = ContactPhone.objects.filter(contact_id=key)
    return {str(row.pk): _title(actor, PHONES, row) for row in rows}


def handles(actor: Member, key: int) -> dict[str, str]:
    """The addresses of a contact."""
    rows = ContactHandle.objects.filter(contact_id=key)
    return {str(row.pk): _title(actor, MAILS, row) for row in rows}


def _title(actor: Member, field: Field, row: ContactPhone | ContactHandle) -> str:
    """The number or address itself, or only what it is."""
    return str(row) if reads(actor, field) else str(field.label)


def sheets(actor: Member, key: int) -> dict[str, str]:
    """The contact's own fields, whose changed values the history names."""
    rows = ContactSheet.objects.filter(contact_id=key).values_list("pk", flat=True)
    return {str(pk): _("Own fields") for pk in rows}


def positions(actor: Member, key: int) -> dict[str, str]:
    """Those of the contact's positions that ``actor`` may know of, by the customer's name."""
    rows = position_policy.rows(actor).filter(contact_id=key).select_related("customer")
    return {str(row.pk): row.customer.name for row in rows}


def reveals(actor: Member, key: int) -> dict[str, str]:
    """Who looked behind a mask of the contact."""
    return reveals_of(f"contact:{key}")


register_subject(
    Subject(
        "contact",
        Contact,
        show,
        attached=(
            Attached(ContactPhone, phones),
            Attached(ContactHandle, handles),
            Attached(ContactSheet, sheets),
            Attached(Position, positions),
            Attached(Reveal, reveals, is_act=True),
        ),
    )
)

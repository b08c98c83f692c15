"""Whose history the people app shows."""

from django.urls import reverse

from vitalfew.audit.api import Shown, Subject, register_subject
from vitalfew.identity.api import Member
from vitalfew.people.models import Contact
from vitalfew.people.queries import contact_for


def show(actor: Member, key: int) -> Shown:
    """The contact's name and page, for those who may see them."""
    contact = contact_for(actor, key)
    return Shown(contact.name, reverse("people:contact", args=[contact.pk]))


register_subject(Subject("contact", Contact, show))

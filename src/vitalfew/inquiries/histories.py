"""Whose history the app shows: an inquiry's, with whom it was given to."""

from django.urls import reverse

from vitalfew.audit.api import Attached, Shown, Subject, register_subject
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Assignment, Inquiry
from vitalfew.inquiries.queries import inquiry_for


def show(actor: Member, key: int) -> Shown:
    """Who asked, and the page, for those who may see it."""
    inquiry = inquiry_for(actor, key)
    return Shown(str(inquiry), reverse("inquiries:inquiry", args=[inquiry.pk]))


def assignments(actor: Member, key: int) -> dict[str, str]:
    """To whom it was given."""
    rows = Assignment.objects.filter(inquiry_id=key).select_related("member")
    return {str(row.pk): str(row.member) for row in rows}


register_subject(Subject("inquiry", Inquiry, show, attached=(Attached(Assignment, assignments),)))

"""Whose history the app shows: an inquiry's, with whom it was given to."""

from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.access.api import Reveal, reveals_of
from vitalfew.audit.api import Attached, Shown, Subject, register_subject
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Assignment, Inquiry, InquirySheet
from vitalfew.inquiries.queries import inquiry_for


def show(actor: Member, key: int) -> Shown:
    """Who asked, and the page, for those who may see it."""
    inquiry = inquiry_for(actor, key)
    return Shown(str(inquiry), reverse("inquiries:inquiry", args=[inquiry.pk]))


def assignments(actor: Member, key: int) -> dict[str, str]:
    """To whom it was given."""
    rows = Assignment.objects.filter(inquiry_id=key).select_related("member")
    return {str(row.pk): str(row.member) for row in rows}


def sheets(actor: Member, key: int) -> dict[str, str]:
    """The inquiry's own fields, whose changed values the history names."""
    rows = InquirySheet.objects.filter(inquiry_id=key).values_list("pk", flat=True)
    return {str(pk): _("Own fields") for pk in rows}


def reveals(actor: Member, key: int) -> dict[str, str]:
    """Who looked behind a mask of the inquiry."""
    return reveals_of(f"inquiry:{key}")


register_subject(
    Subject(
        "inquiry", Inquiry, show,
        attached=(
            Attached(Assignment, assignments), Attached(InquirySheet, sheets), Attached(Reveal, reveals, is_act=True),
        ),
    )
)  # fmt: skip

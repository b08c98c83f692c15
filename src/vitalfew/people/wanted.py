"""What should be known of a customer that its people tell."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.kernel.wanted import Fact, OfReader, register
from vitalfew.people.models import DecisionRole
from vitalfew.people.policies import CONTACTS, position_policy


def _url(pk: int) -> str:
    return reverse("site:customer_tab", args=[pk, "people"])


def _nobody(**facts: object) -> OfReader[Q]:
    """Nobody of this kind works there today, as far as the reader knows."""

    def missing(reader: Member) -> Q:
        there = position_policy.rows(reader).filter(customer=OuterRef("pk"), left_on__isnull=True)
        return ~Q(Exists(there.filter(contact__deleted_at__isnull=True, **facts)))

    return missing


def _sees(reader: Member) -> object:
    return may(reader, CONTACTS, Verb.VIEW)


register(
    Fact("contact", _("Contact"), _url, _nobody(), seen_by=_sees, order=30),
    Fact(
        "primary_contact",
        _("Primary contact"),
        _url,
        _nobody(is_primary=True),
        seen_by=_sees,
        order=31,
    ),
    Fact(
        "decision_maker", _("Decision maker"), _url, _nobody(role=DecisionRole.DECIDES), seen_by=_sees, order=32,
    ),
)  # fmt: skip

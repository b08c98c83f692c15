"""What should be known of a customer that stands on its own record."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Field, FieldRule, rule_for
from vitalfew.customers.models import CustomerHandle, CustomerPhone
from vitalfew.customers.policies import COUNTRY, MAILS, PHONES
from vitalfew.identity.api import Member
from vitalfew.kernel.wanted import Fact, OfReader, register


def edit_url(pk: int) -> str:
    """Where the record is filled in."""
    return reverse("customers:edit", args=[pk])


def shown_to(field: Field) -> OfReader[bool]:
    """Whoever may know at least whether the field is filled."""

    def is_shown(reader: Any) -> bool:  # noqa: ANN401 - a member
        return rule_for(reader, field) != FieldRule.HIDDEN

    return is_shown


def _no_phone(_reader: Member) -> Q:
    return ~Q(Exists(CustomerPhone.objects.filter(customer=OuterRef("pk"))))


def _no_mail(_reader: Member) -> Q:
    return ~Q(Exists(CustomerHandle.objects.filter(customer=OuterRef("pk"))))


register(
    Fact("phone", _("Phone number"), edit_url, _no_phone, seen_by=shown_to(PHONES), order=10),
    Fact("mail", _("E-mail or messenger"), edit_url, _no_mail, seen_by=shown_to(MAILS), order=11),
    Fact(
        "country",
        _("Country or region"),
        edit_url,
        lambda _reader: Q(country=""),
        seen_by=shown_to(COUNTRY),
        order=12,
    ),
    Fact("industry", _("Industry"), edit_url, lambda _reader: Q(industry=""), order=13),
    Fact("website", _("Website"), edit_url, lambda _reader: Q(website=""), order=14),
    Fact("source", _("Source"), edit_url, lambda _reader: Q(source=""), order=15),
)

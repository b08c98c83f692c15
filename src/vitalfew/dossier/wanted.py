"""What should be known of a customer that stands in its dossier."""

from collections.abc import Callable

from django.db.models import Exists, Model, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import FieldRule, rule_for
from vitalfew.dossier.models import Address, InvoiceTitle, Registration
from vitalfew.dossier.policies import REGISTERED
from vitalfew.identity.api import Member
from vitalfew.kernel.wanted import Fact, OfReader, register


def _url(part: str) -> Callable[[int], str]:
    return lambda pk: reverse("dossier:add", args=[pk, part])


def _none_of(model: type[Model]) -> OfReader[Q]:
    def missing(_reader: Member) -> Q:
        return ~Q(Exists(model._base_manager.filter(customer=OuterRef("pk"))))

    return missing


def _sees_numbers(reader: Member) -> bool:
    return rule_for(reader, REGISTERED) != FieldRule.HIDDEN


register(
    Fact("address", _("Address"), _url("address"), _none_of(Address), order=20),
    Fact(
        "registration", _("Registration number"), _url("registration"), _none_of(Registration),
        seen_by=_sees_numbers, order=21,
    ),
    Fact("invoice_title", _("Invoice title"), _url("invoice"), _none_of(InvoiceTitle), order=22),
)  # fmt: skip

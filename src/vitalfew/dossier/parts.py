"""The kinds of parts of a dossier: what they are called, and the form that writes them. Pages work on any of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.dossier.forms import (
    AddressForm,
    InvoiceTitleForm,
    PartForm,
    RegistrationForm,
    TieForm,
)
from vitalfew.dossier.models import Address, InvoiceTitle, Part, Registration, Tie
from vitalfew.dossier.policies import (
    address_policy,
    registration_policy,
    tie_policy,
    title_policy,
)


@dataclass(frozen=True)
class PartKind:
    """One kind of parts; ``rows`` answers which of them a member may see."""

    key: str
    label: Promise
    add_label: Promise
    model: type[Part]
    form: type[PartForm]
    rows: Callable[..., QuerySet[Any]]


KINDS: Mapping[str, PartKind] = {
    kind.key: kind
    for kind in (
        PartKind("address", _("Addresses"), _("Add an address"), Address, AddressForm, address_policy.rows),
        PartKind(
            "registration", _("Registered as"), _("Add a number"), Registration, RegistrationForm,
            registration_policy.rows,
        ),
        PartKind(
            "invoice", _("Invoice titles"), _("Add an invoice title"), InvoiceTitle, InvoiceTitleForm,
            title_policy.rows,
        ),
        PartKind("tie", _("Ties to other customers"), _("Add a tie"), Tie, TieForm, tie_policy.rows),
    )
}  # fmt: skip

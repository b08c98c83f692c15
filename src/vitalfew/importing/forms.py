"""Choosing a file, and saying which of its columns says what."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import CUSTOMERS, OwnerField
from vitalfew.identity.api import Member
from vitalfew.importing.actions import dates_in_doubt
from vitalfew.importing.ledger.encodings import CHOICES
from vitalfew.importing.ledger.encodings import NAMES as ENCODING_NAMES
from vitalfew.importing.ledger.fields import FIELDS
from vitalfew.importing.models import LedgerImport
from vitalfew.web.api import keep_what_was_opened

CURRENCIES = (
    "CNY", "TWD", "HKD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "MYR", "THB", "VND", "IDR", "PHP", "INR",
    "AUD", "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN", "AED", "SAR", "ZAR", "BRL", "MXN", "RUB", "TRY",
)  # fmt: skip
LONGEST_PLACE = 6  # digits of a column's place
DATE_ORDERS = [
    ("", _("Choose…")),
    ("mdy", _("Month first: 3/4/2026 is 4 March")),
    ("dmy", _("Day first: 3/4/2026 is 3 April")),
    ("ymd", _("Year first: 26/3/4 is 4 March 2026")),
]


class UploadForm(forms.Form):
    """One ledger file."""

    file = forms.FileField(
        label=_("Sales ledger"),
        help_text=_("CSV, XLSX or Parquet. Click to choose a file, or drop it here."),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Choose the file you exported your sales to."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.parquet"}),
    )

    def uploaded(self) -> "UploadedFile[bytes]":
        """The file, still on its way: read it in pieces."""
        return self.cleaned_data["file"]  # type: ignore[no-any-return]


class MappingForm(forms.Form):
    """For each thing a ledger can say, the column that says it; then what the file itself does not say."""

    def __init__(
        self, data: QueryDict | None = None, *, ledger: LedgerImport, actor: Member
    ) -> None:
        super().__init__(data)
        self.ledger = ledger
        columns: list[tuple[str, str]] = [("", str(_("Not in this file")))]
        columns += [
            (str(i), heading or str(_("Column %(number)d") % {"number": i + 1}))
            for i, heading in enumerate(ledger.headers)
        ]
        for field in FIELDS:
            initial = str(ledger.mapping.get(field.name, ""))
            self.fields[field.name] = forms.ChoiceField(
                label=str(field.label), choices=columns, required=False, initial=initial
            )
        self.fields["default_currency"] = forms.ChoiceField(
            label=_("Currency of rows that name none"),
            choices=[
                (code, code)
                for code in dict.fromkeys((ledger.currency, settings.BASE_CURRENCY, *CURRENCIES))
            ],
            initial=ledger.currency,
        )
        if may(actor, CUSTOMERS, Verb.TRANSFER):
            self.fields["owner"] = OwnerField(actor, initial=ledger.owner_id)
        if dates_in_doubt(ledger, self._mapping_now()):
            self.fields["date_order"] = forms.ChoiceField(
                label=_("Day or month first"),
                choices=DATE_ORDERS,
                required=False,
                initial=ledger.date_order if ledger.counts else "",
            )
        keep_what_was_opened(self)

    def _mapping_now(self) -> dict[str, int]:
        """The mapping as it was sent, or as it is kept."""
        sent = self.data.get("placed_at", "") if self.is_bound else ""
        offered = sent.isdecimal() and len(sent) < LONGEST_PLACE
        return {"placed_at": int(sent)} if offered else self.ledger.mapping

    @property
    def mapping(self) -> dict[str, int]:
        """Which column says what."""
        chosen = {field.name: self.cleaned_data[field.name] for field in FIELDS}
        return {name: int(column) for name, column in chosen.items() if column}

    @property
    def owner(self) -> Member | None:
        """Whose the new customers become; nobody's when that was not said."""
        return self.cleaned_data.get("owner")

    @property
    def date_order(self) -> str:
        """How dates are meant; empty when nobody had to say."""
        return str(self.cleaned_data.get("date_order", ""))


class EncodingForm(forms.Form):
    """Another encoding for a file whose text reads wrong."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=[(c, ENCODING_NAMES[c]) for c in CHOICES]
    )

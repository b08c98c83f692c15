"""Choosing a file, and saying which of its columns says what."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import CUSTOMERS, OwnerField
from vitalfew.identity.api import Member
from vitalfew.importing.actions import dates_in_doubt
from vitalfew.importing.files.encodings import CHOICES
from vitalfew.importing.files.encodings import NAMES as ENCODING_NAMES
from vitalfew.importing.kinds import ImportKind, kind_of, kinds
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.records.kind import RecordKind
from vitalfew.pool.api import pools_to_fill
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

MODES = [
    ("both", _("Add new ones, bring known ones up to date")),
    ("new", _("Only add new ones")),
    ("update", _("Only bring known ones up to date")),
]


class UploadForm(forms.Form):
    """One file, and what its rows are."""

    kind = forms.ChoiceField(label=_("What is in the file?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, Parquet or vCard. Click to choose a file, or drop it here."),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Choose the file you exported to."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.parquet,.vcf"}),
    )

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.offered = [one for one in kinds() if one.may(actor)]
        field = self.fields["kind"]
        field.choices = [(one.key, one.label) for one in self.offered]  # type: ignore[attr-defined]
        field.initial = self.offered[0].key if self.offered else ""
        # A program that sends a ledger need not say so.
        field.required = False

    @property
    def kind_named(self) -> str:
        """What its rows are; a ledger where nothing was said."""
        return self.cleaned_data["kind"] or "ledger"

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
        self.known = kind_of(ledger).fields(ledger.actor)
        for field in self.known:
            initial = str(ledger.mapping.get(field.name, ""))
            self.fields[field.name] = forms.ChoiceField(
                label=str(field.label), choices=columns, required=False, initial=initial
            )
        self._ask_beside(kind_of(ledger))
        if may(actor, CUSTOMERS, Verb.TRANSFER):
            self.fields["default_owner"] = OwnerField(actor, initial=ledger.owner_id)
            self._ask_pool(actor)
        if dates_in_doubt(ledger, self._mapping_now()):
            self.fields["date_order"] = forms.ChoiceField(
                label=_("Day or month first"),
                choices=DATE_ORDERS,
                required=False,
                initial=ledger.date_order if ledger.counts else "",
            )
        keep_what_was_opened(self)

    def _ask_beside(self, kind: ImportKind) -> None:
        """What the kind asks beside its columns."""
        if kind.asks_currency:
            codes = dict.fromkeys((self.ledger.currency, settings.BASE_CURRENCY, *CURRENCIES))
            self.fields["default_currency"] = forms.ChoiceField(
                label=_("Currency of rows that name none"),
                choices=[(code, code) for code in codes],
                initial=self.ledger.currency,
            )
        if isinstance(kind, RecordKind):
            chosen = self.ledger.chosen
            self.fields["key"] = forms.ChoiceField(
                label=_("What tells that a row is one of ours"),
                choices=list(kind.keys.items()),
                initial=chosen.get("key") or kind.likely_key(self.ledger.mapping),
            )
            self.fields["mode"] = forms.ChoiceField(
                label=_("What is done"), choices=MODES, initial=chosen.get("mode", "both")
            )

    def _ask_pool(self, actor: Member) -> None:
        """Where new customers wait, for kinds that bring them in row by row."""
        offered = pools_to_fill(actor) if self.ledger.kind == "customers" else []
        if offered:
            self.fields["default_pool"] = forms.ChoiceField(
                label=_("Pool of the new customers"),
                choices=[("", _("None")), *((str(pool.pk), pool.name) for pool in offered)],
                required=False,
                initial=self.ledger.chosen.get("pool", ""),
            )

    @property
    def chosen(self) -> dict[str, str]:
        """By what records are known, and what is done with them; nothing for kinds that ask neither."""
        told = {name: self.cleaned_data[name] for name in ("key", "mode") if name in self.fields}
        return told | {"pool": str(self.cleaned_data.get("default_pool", ""))}

    @property
    def currency(self) -> str:
        """The currency of rows that name none."""
        return str(self.cleaned_data.get("default_currency", self.ledger.currency))

    def _mapping_now(self) -> dict[str, int]:
        """The mapping as it was sent, or as it is kept."""
        dated = kind_of(self.ledger).dated
        sent = self.data.get(dated, "") if self.is_bound else ""
        offered = sent.isdecimal() and len(sent) < LONGEST_PLACE
        return {dated: int(sent)} if offered else self.ledger.mapping

    @property
    def mapping(self) -> dict[str, int]:
        """Which column says what."""
        chosen = {field.name: self.cleaned_data[field.name] for field in self.known}
        return {name: int(column) for name, column in chosen.items() if column}

    @property
    def owner(self) -> Member | None:
        """Whose the new customers become; nobody's when that was not said."""
        return self.cleaned_data.get("default_owner")

    @property
    def date_order(self) -> str:
        """How dates are meant; empty when nobody had to say."""
        return str(self.cleaned_data.get("date_order", ""))


class EncodingForm(forms.Form):
    """Another encoding for a file whose text reads wrong."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=[(c, ENCODING_NAMES[c]) for c in CHOICES]
    )

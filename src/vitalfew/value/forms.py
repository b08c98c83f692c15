"""What is typed about how value is reckoned."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vitalfew.value.actions import Proposal
from vitalfew.value.models import ValueSettings
from vitalfew.value.rules import COMPONENTS, NAMES
from vitalfew.web.api import AmountField


class SettingsForm(forms.Form):
    """Weights, margin, look ahead; the reason is asked when it is saved."""

    margin_percent = AmountField(
        label=_("Assumed margin, %"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2,
        help_text=_("For order lines whose cost is not known."),
    )  # fmt: skip
    horizon_months = forms.IntegerField(label=_("Months looked ahead"), min_value=1, max_value=60)
    discount_percent = AmountField(
        label=_("Yearly discount rate, %"),
        min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2,
        help_text=_("For the lifetime value: what money of next year is worth less today."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False,
        help_text=_("It stands in the tier history of every customer who moves."),
    )  # fmt: skip
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict | None = None, *, base: ValueSettings) -> None:
        super().__init__(typed, initial=_initial(base))
        for component in COMPONENTS:
            self.fields[component.name] = forms.IntegerField(
                label=str(component.label), min_value=0, max_value=100, help_text=str(component.meaning),
                widget=forms.NumberInput(attrs={"class": "num input-short", "data-weight": ""}),
            )  # fmt: skip
        for name in ("horizon_months",):
            self.fields[name].widget.attrs["class"] = "num input-short"

    def clean_reason(self) -> str:
        """Needed to save, not to look."""
        reason: str = self.cleaned_data["reason"].strip()
        if self.data.get("do") == "save" and not reason:
            raise ValidationError(_("Say why, in a few words."))
        return reason

    def clean(self) -> dict[str, Any]:
        """The weights total 100."""
        cleaned = super().clean() or {}
        weights = [cleaned.get(name) for name in NAMES]
        if None not in weights and sum(w for w in weights if w is not None) != 100:
            total = sum(w for w in weights if w is not None)
            raise ValidationError(
                _("The weights total %(total)s, not 100. Raise or lower one of them."),
                params={"total": total},
            )
        return cleaned

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """The fields of the weights."""
        return [self[name] for name in NAMES]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The fields beside them."""
        return [self[name] for name in ("margin_percent", "horizon_months", "discount_percent")]

    def proposal(self) -> Proposal:
        """What was typed."""
        typed = self.cleaned_data
        return Proposal(
            weights={name: typed[name] for name in NAMES},
            margin_percent=typed["margin_percent"],
            horizon_months=typed["horizon_months"],
            discount_percent=typed["discount_percent"],
        )


def _initial(base: ValueSettings) -> dict[str, object]:
    return {
        **base.weights,
        "margin_percent": f"{base.margin_percent.normalize():f}",
        "horizon_months": base.horizon_months,
        "discount_percent": f"{base.discount_percent.normalize():f}",
        "based_on": base.version,
    }


class CurrencyForm(forms.Form):
    """The company's currency, and what one unit of each other one is worth in it."""

    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Company currency"), strip=True,
        help_text=_("Three letters, such as CNY, TWD or USD. Value is reckoned in it."),
    )  # fmt: skip
    rates = forms.CharField(
        label=_("Exchange rates"), required=False, widget=forms.Textarea(attrs={"class": "textarea", "rows": 4}),
        help_text=_("One currency a line, with what one unit of it is worth in the company's currency: USD 7.12"),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200)
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict | None = None, *, base: ValueSettings) -> None:
        lines = "\n".join(f"{name} {rate}" for name, rate in base.exchange_rates.items())
        initial = {"currency": base.currency, "rates": lines, "based_on": base.version}
        super().__init__(typed, initial=initial)

    def clean_rates(self) -> dict[str, str]:
        """Each currency's rate, as an exact text."""
        rates = {}
        for line in self.cleaned_data["rates"].splitlines():
            if line.strip():
                name, rate = _rate(line)
                rates[name] = rate
        return rates


def _rate(line: str) -> tuple[str, str]:
    parts = line.replace("=", " ").replace(":", " ").upper().split()
    wrong = ValidationError(
        _("“%(line)s” is not a currency and a rate. Write for example: USD 7.12"),
        params={"line": line},
    )
    if len(parts) != 2 or len(parts[0]) != 3 or not parts[0].isalpha():
        raise wrong
    rate = AmountField().to_python(parts[1]) if parts[1].replace(".", "", 1).isdigit() else None
    if not isinstance(rate, Decimal) or rate <= 0:
        raise wrong
    return parts[0], str(rate)

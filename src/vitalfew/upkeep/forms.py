"""The form of a requirement."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vitalfew.kernel.wanted import fact_of, facts
from vitalfew.upkeep.models import Requirement
from vitalfew.upkeep.rules import UNVALUED
from vitalfew.value.api import current_run, tier_codes
from vitalfew.web.api import ManyBoxes

MOST_DAYS = 3650


class RequirementForm(forms.ModelForm):  # type: ignore[type-arg]
    """A requirement."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)
    days = forms.IntegerField(
        label=gettext_lazy("At most this many days old"), required=False, min_value=1, max_value=MOST_DAYS,
        help_text=gettext_lazy("For purchases and answers: after so many days the page says that it is too long ago."),
    )  # fmt: skip
    times = forms.DecimalField(
        label=gettext_lazy("Or this many times the customer's own rhythm"), required=False, min_value=1,
        max_value=Decimal("99.9"), decimal_places=1, max_digits=4,
        help_text=gettext_lazy("Counts instead of the days for whoever has bought on three days or more."),
    )  # fmt: skip

    class Meta:
        model = Requirement
        fields = ("fact", "kind", "from_stage", "tiers", "days", "times")

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        known = [(fact.key, fact.label) for fact in facts()]
        self.fields["fact"] = forms.ChoiceField(
            label=pgettext_lazy("of a customer", "Fact"), choices=[("", _("Choose…")), *known]
        )
        codes = [(code, code) for code in tier_codes(current_run())]
        self.fields["tiers"] = forms.MultipleChoiceField(
            label=gettext_lazy("Tiers"), choices=[*codes, (UNVALUED, _("Not valued yet"))], required=False,
            widget=ManyBoxes, help_text=_("None ticked: customers of every tier."),
        )  # fmt: skip
        for name in ("kind", "from_stage"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - they have choices
            field.choices = [("", _("All customers")), *list(field.choices)[1:]]  # type: ignore[arg-type]
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        """A fact that grows old needs an age; no other has one."""
        data: dict[str, Any] = super().clean() or {}
        fact = fact_of(data.get("fact", ""))
        if fact is None:
            return data
        if fact.last is None:
            return data | {"days": None, "times": None}
        if not data.get("days") and "days" not in self.errors:
            self.add_error("days", _("Say after how many days it is too long ago."))
        return data

    def given(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        known = {"requirement_id": self.instance.pk, "version": self.cleaned_data["version"] or 0}
        return dict(self.cleaned_data) | known

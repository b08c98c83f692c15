"""What is typed about erasing and keeping."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.privacy.models import Ground


class EraseForm(forms.Form):
    """Why, and the name once more: nobody erases by a slip."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(g.value, g.label) for g in (Ground.ASKED, Ground.MISTAKE, Ground.RETENTION)],
    )
    name = forms.CharField(
        label=gettext_lazy("Type the name to confirm"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input"}),
    )  # fmt: skip

    def __init__(self, *args: Any, name: str, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        super().__init__(*args, **options)
        self._name = name

    def clean_name(self) -> str:
        """It is the person's name."""
        typed = str(self.cleaned_data["name"]).strip()
        if typed != self._name:
            raise forms.ValidationError(_("That is not the name of this person."))
        return typed


class DaysForm(forms.Form):
    """How long somebody may be kept; empty: for ever."""

    what = forms.CharField(widget=forms.HiddenInput)
    days = forms.IntegerField(
        label=gettext_lazy("Days"), required=False, min_value=30, max_value=36500,
        widget=forms.NumberInput(attrs={"class": "input input-short"}),
    )  # fmt: skip

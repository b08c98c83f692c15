"""What is typed about a token."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.api.rules import USUAL_LIFE, Scope


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Which program uses it, so that you know later."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The program never gets more than you may yourself."),
    )
    expires_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        super().__init__(*args, **options)
        self.initial.setdefault("expires_on", timezone.localdate() + USUAL_LIFE)

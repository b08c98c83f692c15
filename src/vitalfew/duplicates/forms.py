"""What is typed when two customers or contacts are merged."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SIDES = (("first", "1"), ("second", "2"))


class MergeForm(forms.Form):
    """Which of the two stays, whose value stands in each field, and why."""

    survivor = forms.ChoiceField(choices=SIDES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It stands in the history of both."),
    )
    first_version = forms.IntegerField(widget=forms.HiddenInput)
    second_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - as they came
        keys: tuple[int, int],
        names: Iterable[str],
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **options)
        self.keys = keys
        self.names = list(names)
        for name in self.names:
            self.fields[name] = forms.ChoiceField(choices=SIDES, required=False)

    def as_merge(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        said = self.cleaned_data
        first = said["survivor"] == "first"
        return {
            "survivor_id": self.keys[0 if first else 1],
            "other_id": self.keys[1 if first else 0],
            "versions": dict(
                zip(self.keys, (said["first_version"], said["second_version"]), strict=True)
            ),
            "chosen": [
                name for name in self.names if said[name] and said[name] != said["survivor"]
            ],
            "reason": said["reason"],
        }

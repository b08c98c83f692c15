"""What is typed about hand-overs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.handover.actions import Terms
from vitalfew.handover.models import Handover, Item
from vitalfew.handover.queries import successors
from vitalfew.handover.rules import Point
from vitalfew.identity.api import Member
from vitalfew.web.api import ManyBoxes, keep_what_was_opened

MOST_DAYS = 365


class TermsForm(forms.Form):
    """To whom, why, and what goes with it; ``giver`` where all that a member has is handed over."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stands in the history of each of them.")
    )
    may_look = forms.BooleanField(
        label=_("The successor may look at them beforehand"), required=False, initial=True,
        help_text=_("Until the answer, and for 30 days at most."),
    )  # fmt: skip
    keep_days = forms.IntegerField(
        label=_("Days for which the former owner can still read them"), min_value=0,
        max_value=MOST_DAYS, initial=0, required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, giver: Member | None = None, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["successors"] = forms.ModelMultipleChoiceField(
            successors(giver), label=_("Who takes over"), widget=ManyBoxes,
            help_text=_("Several take over in turn: each gets the same number."),
        )  # fmt: skip
        if giver:
            self.fields["with_inquiries"] = forms.BooleanField(
                label=_("Open inquiries go along"), required=False, initial=True,
                help_text=_("Those of no customer go to the first successor."),
            )  # fmt: skip
        self.order_fields(["successors", "reason"])

    def terms(self) -> Terms:
        """What was typed, as the verbs take it."""
        typed = self.cleaned_data
        return Terms(
            typed["reason"],
            typed["may_look"],
            typed["keep_days"] or 0,
            typed.get("with_inquiries", False),
        )


class OfferForm(forms.Form):
    """To whom it goes now."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, handover: Handover, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["successor"] = forms.ModelChoiceField(
            successors(handover.giver), label=_("Successor"), empty_label=None,
            initial=handover.successor_id,
        )  # fmt: skip
        self.initial["version"] = handover.version


class VersionForm(forms.Form):
    """What was on the screen, and which customer is meant; none: all of them."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class SendBackForm(VersionForm):
    """What is missing or wrong."""

    version = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )  # fmt: skip
    item = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=pgettext_lazy("hand-over", "What is missing or wrong"), max_length=300
    )


class TellForm(forms.ModelForm):  # type: ignore[type-arg]
    """The checklist of one customer."""

    told = forms.MultipleChoiceField(
        label=_("Told"), choices=Point.choices, required=False, widget=ManyBoxes,
        help_text=_("Tick what the successor has been told, here or by word of mouth."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Item
        fields = ("orders", "receivables", "promises", "notes", "told")
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("orders", "receivables", "promises", "notes")
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.initial["version"] = self.instance.version
        keep_what_was_opened(self)

    def given(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        return dict(self.cleaned_data)

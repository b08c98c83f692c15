"""What is typed about an opportunity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.customers.api import Customer
from vitalfew.funnel.models import LONGEST_NOTE, LossReason, Opportunity
from vitalfew.funnel.queries import inquiries_at, possible_owners
from vitalfew.funnel.stages import stages
from vitalfew.identity.api import Member
from vitalfew.web.api import AmountField, base_currency


class OpportunityForm(forms.ModelForm[Opportunity]):
    """What is to be sold, for about how much, by when: a name is enough."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    amount = AmountField(
        label=_("Expected amount"), required=False, max_digits=18, decimal_places=4
    )

    class Meta:
        model = Opportunity
        fields = ("name", "amount", "currency", "closes_on", "owner", "inquiry")
        widgets = {
            "name": forms.TextInput(attrs={"autofocus": True}),
            "currency": forms.TextInput(attrs={"class": "input-short", "maxlength": 3}),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"name": _("What is to be sold, in a few words.")}

    def __init__(self, *args: Any, actor: Member, customer: Customer, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["currency"].required = False
        self.fields["owner"] = forms.ModelChoiceField(
            possible_owners() | Member.objects.filter(pk=self.instance.owner_id or 0),  # who left stays what it says
            label=_("Owner"), empty_label=_("Choose…"),
            error_messages={"invalid_choice": _("There is no such member. Choose one from the list.")},
        )  # fmt: skip
        asked = inquiries_at(actor, customer)
        if self.instance.inquiry_id or asked.exists():
            self.fields["inquiry"] = forms.ModelChoiceField(
                asked, label=_("From the inquiry"), required=False,
                empty_label=pgettext_lazy("inquiry", "From none"),
            )  # fmt: skip
        else:
            del self.fields["inquiry"]
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for name in self._meta.fields or ():
                if name in self.fields:
                    self.fields[name].show_hidden_initial = True  # for the choice after a conflict
        else:
            self.initial.setdefault("owner", actor.pk)
            self.initial.setdefault("currency", base_currency())
            here = stages()
            self.fields["stage"] = forms.ChoiceField(
                label=_("Stage"), choices=[(str(one.pk), str(one)) for one in here],
                initial=str(here[0].pk), required=False,
            )  # fmt: skip

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of the model's fields."""
        typed = self.cleaned_data
        return {name: typed[name] for name in self._meta.fields or () if name in typed}

    def _post_clean(self) -> None:
        """The action saves and checks; the instance stays as it is stored, to compare with."""


class StepForm(forms.Form):
    """A step on the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(StepForm):
    """To which stage."""

    stage = forms.IntegerField()


class LoseForm(StepForm):
    """Why it was lost."""

    reason = forms.ChoiceField(
        label=_("Loss reason"), choices=[("", _("Choose…")), *LossReason.choices]
    )
    note = forms.CharField(
        label=_("What came in the way"), max_length=LONGEST_NOTE, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

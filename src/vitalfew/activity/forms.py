"""What is typed about a follow-up."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.activity.models import FollowUp
from vitalfew.activity.queries import contacts_at
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member


class FollowUpForm(forms.ModelForm[FollowUp]):
    """What happened, how, when, and with whom: one field is enough, the others are filled in."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = FollowUp
        fields = ("text", "way", "happened_at", "contact")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5, "autofocus": True}),
            "happened_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        }
        help_texts = {"text": _("What was said, and what was agreed.")}

    def __init__(self, *args: Any, actor: Member, customer: Customer, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        there = contacts_at(actor, customer)
        self.fields["contact"] = forms.ModelChoiceField(
            there, label=_("Contact"), required=False, empty_label=pgettext_lazy("contact", "Nobody in particular")
        )  # fmt: skip
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for name in self._meta.fields or ():
                self.fields[name].show_hidden_initial = True  # for the choice after a conflict
        else:
            self.initial.setdefault("happened_at", timezone.localtime())

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of the model's fields."""
        typed = self.cleaned_data
        return {name: typed[name] for name in self._meta.fields or ()}

    def _post_clean(self) -> None:
        """The action saves and checks; the instance stays as it is stored, to compare with."""

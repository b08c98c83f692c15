"""What is typed about a customer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.models import Customer
from vitalfew.customers.owners import no_such_owner, possible_owners
from vitalfew.identity.api import Member


class CustomerForm(forms.ModelForm[Customer]):
    """A customer's own facts; what the system derives is not here."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Customer
        fields = ("name", "kind", "code", "country")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["code"].help_text = _(
            "As your books name this customer. A ledger finds the customer by it."
        )
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for name in self._meta.fields or ():
                self.fields[name].show_hidden_initial = True  # for the choice after a conflict

    def clean_code(self) -> str | None:
        """An empty number is no number: many customers may have none."""
        code = self.cleaned_data["code"]
        known = Customer.everything.filter(code=code).exclude(pk=self.instance.pk)
        if code and known.exists():
            raise ValidationError(
                _("Another customer has this number already. Search for it, and look into the bin.")
            )
        return code or None


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the members to whom the actor may give customers; empty: nobody."""

    def __init__(self, actor: Member, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        options.setdefault("label", _("Owner of new customers"))
        options.setdefault("empty_label", _("Nobody yet"))
        super().__init__(
            queryset=possible_owners(actor),
            required=False,
            error_messages={"invalid_choice": no_such_owner().sentence},
            **options,
        )


class AssignForm(forms.Form):
    """Another owner, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stands in the customer's history.")
    )

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["owner"] = OwnerField(actor, label=_("Owner"), show_hidden_initial=True)
        self.order_fields(["owner", "reason"])

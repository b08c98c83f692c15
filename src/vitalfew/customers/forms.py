"""What is typed about a customer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import field_in, reads, why_limited, writes
from vitalfew.customers.models import Customer, TeamMember
from vitalfew.customers.owners import no_such_owner, possible_owners
from vitalfew.customers.team import Helping
from vitalfew.identity.api import Member

FACTS = ("name", "kind", "code", "country")


class CustomerForm(forms.ModelForm[Customer]):
    """A customer's own facts; what the system derives is not here."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Customer
        fields = FACTS
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["code"].help_text = _(
            "As your books name this customer. A ledger finds the customer by it."
        )
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for name in self._meta.fields or ():
                self.fields[name].show_hidden_initial = True  # for the choice after a conflict
        self._limit_to(actor)

    def _limit_to(self, actor: Member) -> None:
        """What is read-only can be seen; what is masked or hidden is not here."""
        for name in list(self.fields):
            limited = field_in(Customer, name)
            if limited is None or writes(actor, limited):
                continue
            if not self.instance.pk or not reads(actor, limited):
                del self.fields[name]
            else:
                self.fields[name].disabled = True
                self.fields[name].help_text = why_limited(actor, limited)

    def facts(self) -> dict[str, Any]:
        """What was typed about the customer."""
        return {name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data}

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
        self.fields["owner"] = OwnerField(actor, label=_("Owner"))
        self.order_fields(["owner", "reason"])


class HelpingForm(forms.Form):
    """How somebody helps with a customer."""

    right = forms.ChoiceField(
        label=_("Right"),
        choices=[("read", _("Reads")), ("write", _("Reads and writes"))],
        widget=forms.RadioSelect,
        initial="read",
        help_text=_("Writing takes the right to edit customers in the member's own roles too."),
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Empty: without end. From the next day on, the customer is out of sight again."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stands in the customer's history.")
    )

    def helping(self) -> Helping:
        """What was typed."""
        typed = self.cleaned_data
        return Helping(typed["right"] == "write", typed["expires_on"], typed["reason"])


class NewHelperForm(HelpingForm):
    """Somebody else for the team."""

    def __init__(self, *args: Any, candidates: QuerySet[Member], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.fields["member"] = forms.ModelChoiceField(
            candidates, label=_("Team member"), empty_label=_("Choose…")
        )
        self.order_fields(["member", "right", "expires_on", "reason"])


class HelperForm(HelpingForm):
    """Somebody who is on the team."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def of(row: TeamMember) -> dict[str, object]:
        """What the form shows at first; the reason is that of this change."""
        return {
            "right": "write" if row.may_write else "read",
            "expires_on": row.expires_on,
            "version": row.version,
        }

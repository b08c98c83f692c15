"""What is typed about a customer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import field_in, reads, shown, why_limited, writes
from vitalfew.channels.api import FIELDS as CHANNELS
from vitalfew.channels.api import ChannelsMixin, as_typed, channels_of, region_of
from vitalfew.customers.models import Customer, TeamMember
from vitalfew.customers.owners import no_such_owner, possible_owners
from vitalfew.customers.policies import CODE, OWN_FIELDS, visible_to
from vitalfew.customers.queries import search
from vitalfew.customers.sources import offered_sources
from vitalfew.customers.team import Helping
from vitalfew.fields.api import About, OwnFields, OwnFieldsMixin, stored
from vitalfew.identity.api import Member

FACTS = ("name", "kind", "code", "country", "website", "industry", "source")
# What is asked of each kind beside a name: nobody is made to invent a contact for a person who is the customer.
ORDER = {
    Customer.Kind.BUSINESS: (
        "kind", "name", "industry", "phones", "code", "country", "website", "mails", "source", *CHANNELS[2:],
    ),
    Customer.Kind.INDIVIDUAL: ("kind", "name", "phones", "mails", *CHANNELS[2:], "country", "code", "source"),
}  # fmt: skip


class CustomerForm(OwnFieldsMixin, ChannelsMixin, forms.ModelForm[Customer]):
    """A customer's own facts, by kind; what the system derives is not here."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Customer
        fields = FACTS

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self._fit_to_kind()
        self._add_own_fields(actor)
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["code"].help_text = _(
            "As your books name this customer. A ledger finds the customer by it."
        )
        came = self.instance.source if self.instance.pk else ""
        self.fields["source"].disabled = bool(came)
        self.fields["source"].choices = [("", "---------"), *offered_sources(came)]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            self.initial.update(as_typed(channels_of(self.instance)))
            for field in self.fields.values():
                if not field.widget.is_hidden:
                    field.show_hidden_initial = True  # for the choice after a conflict

        self._limit_to(actor)

    def _add_own_fields(self, actor: Member) -> None:
        """The company's own fields for such a customer, behind the others."""
        own = OwnFields(OWN_FIELDS, actor)
        if own.in_force:
            kind = "individual" if self.is_individual else "business"
            is_new = not self.instance.pk
            standing = {} if is_new else stored(OWN_FIELDS, self.instance.pk)
            about = About(self.instance.pk or 0, kind, self.instance.stage)
            self.add_own_fields(own, about, standing, is_new=is_new)

    def _limit_to(self, actor: Member) -> None:
        """What is read-only can be seen; what is masked or hidden is not here."""
        self.limit_channels(actor, Customer, is_new=not self.instance.pk)
        for name in list(self.fields):
            limited = field_in(Customer, name)
            if limited is None or writes(actor, limited):
                continue
            if not self.instance.pk or not reads(actor, limited):
                del self.fields[name]
            else:
                self.fields[name].disabled = True
                self.fields[name].help_text = why_limited(actor, limited)

    def _fit_to_kind(self) -> None:
        """Leave the fields of the chosen kind, in its order. The links above the form choose a kind beforehand."""
        asked = self.data.get("kind") or self.initial.get("kind") or self.instance.kind
        kind = Customer.Kind.INDIVIDUAL if asked == "individual" else Customer.Kind.BUSINESS
        self.initial["kind"] = kind.value
        self.is_individual = kind == Customer.Kind.INDIVIDUAL
        if self.instance.pk:
            self.fields["kind"].widget = forms.RadioSelect(choices=Customer.Kind.choices)
        else:
            self.fields["kind"].widget = forms.HiddenInput()
        if self.is_individual:
            self.fields["phones"].required = not self.instance.pk
        for name in set(self.fields) - {*ORDER[kind], "version"}:
            del self.fields[name]
        self.order_fields(ORDER[kind])

    def region(self) -> str:
        """Numbers are dialled in the customer's country."""
        return region_of(str(self.cleaned_data.get("country") or self.data.get("country") or ""))

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of the model's fields."""
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
        self.fields["owner"] = OwnerField(actor, label=_("Owner"), show_hidden_initial=True)
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


class CustomerField(forms.CharField):
    """A customer by number or name; a part of the name will do, if no other customer has it."""

    def __init__(self, actor: Member, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        options.setdefault("label", _("Customer"))
        options.setdefault("help_text", _("Name or number of the customer."))
        super().__init__(max_length=200, **options)
        self._actor = actor

    def clean(self, value: Any) -> Customer | None:  # noqa: ANN401 - Django's own signature
        """The one customer that is meant, among those the actor may see."""
        text = super().clean(value)
        if not text:
            return None
        numbered = visible_to(self._actor).filter(code=text)
        if not reads(self._actor, CODE):
            numbered = numbered.none()
        exact = numbered or visible_to(self._actor).filter(name=text)
        found = list(exact[:4]) or list(search(self._actor, text, 4))
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("No customer matches. Type the name or number as it stands in the list.")
            )
        codes = [shown(self._actor, CODE, one.code) for one in found[:3]]
        named = ", ".join(
            f"{one.name} ({code})" if code else one.name
            for one, code in zip(found, codes, strict=False)
        )
        raise ValidationError(
            _("Several customers match: %(names)s. Type the number."), params={"names": named}
        )

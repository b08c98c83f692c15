"""What is typed about inquiries."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import field_in, reads, writes
from vitalfew.customers.api import CustomerField, Source, offered_sources
from vitalfew.fields.api import About, OwnFields, OwnFieldsMixin, stored
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import OWN_FIELDS, possible_owners
from vitalfew.inquiries.words import ClosedReason, Via

WHO = ("name", "company", "phone", "mail", "messenger")
FACTS = (*WHO, "country", "province", "wants")
# A call: the number and the wish first. At a desk: who, then what.
ORDER = {
    Via.PHONE: (
        "phone", "company", "name", "wants", "answer", "source", "source_detail", "province", "country", "mail",
        "messenger",
    ),
    Via.STAFF: (
        "source", "source_detail", "company", "name", "phone", "mail", "messenger", "wants", "country", "province",
        "answer",
    ),
}  # fmt: skip
FIRST_SOURCE = {Via.PHONE: Source.PHONE, Via.STAFF: ""}
WISH = {"rows": 3, "class": "textarea"}


class FactsForm(OwnFieldsMixin, forms.ModelForm[Inquiry]):
    """What was told: who, how to reach them, what they want."""

    class Meta:
        model = Inquiry
        fields = FACTS
        widgets = {
            "wants": forms.Textarea(attrs=WISH),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
        }

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        pk = self.instance.pk
        standing = stored(OWN_FIELDS, pk) if pk else {}
        own = OwnFields(OWN_FIELDS, actor)
        self.add_own_fields(own, About(pk or 0), standing, is_new=not pk)
        for name in list(self.fields):
            limited = field_in(Inquiry, name)
            if limited is None or writes(actor, limited):
                continue
            if self.instance.pk and reads(actor, limited):
                self.fields[name].disabled = True
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Somebody must be named, by whatever there is."""
        typed = super().clean() or self.cleaned_data
        hidden = any(getattr(self.instance, name) for name in WHO if name not in self.fields)
        if not hidden and not any(typed.get(name) for name in WHO) and not self.errors:
            raise ValidationError(
                _("Write down who it was: a name, a company, a number or an address.")
            )
        return typed

    @property
    def facts(self) -> dict[str, str]:
        """What was typed, by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data}


class EntryForm(FactsForm):
    """A new inquiry, in one short form."""

    source = forms.ChoiceField(label=_("Source"))
    source_detail = forms.CharField(
        label=_("Campaign, referrer or page"), max_length=300, required=False
    )
    answer = forms.CharField(
        label=_("Answered already? What you said"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "textarea"}),
        help_text=_("Empty: the clock runs until the first answer is noted."),
    )  # fmt: skip

    def __init__(self, *args: Any, via: Via, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.initial.setdefault("source", FIRST_SOURCE[via])
        offered = [("", _("Choose…")), *offered_sources(intake=via)]
        self.fields["source"].choices = offered  # type: ignore[attr-defined]
        order = [name for name in ORDER[via] if name in self.fields]
        self.order_fields(order)
        self.fields[order[0]].widget.attrs["autofocus"] = True


class EditForm(FactsForm):
    """What was told, put right."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.initial["version"] = self.instance.version
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.show_hidden_initial = True  # for the choice after a conflict


class StepForm(forms.Form):
    """One step, on the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(StepForm):
    """The first answer."""

    words = forms.CharField(
        label=_("What was answered"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "textarea"}),
    )  # fmt: skip


class CloseForm(StepForm):
    """Why nothing becomes of it."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose…")), *ClosedReason.choices]
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class AssignForm(StepForm):
    """To whom it goes."""

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["owner"] = forms.ModelChoiceField(
            possible_owners(actor), label=_("Owner"), empty_label=_("Choose…"),
            error_messages={"invalid_choice": _("There is no such member. Choose one from the list.")},
        )  # fmt: skip


class ChooseForm(StepForm):
    """Which customer it comes from, by name or number."""

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["customer"] = CustomerField(actor, label=_("Or another customer that is here"))


class MakeForm(StepForm):
    """A new customer; why, where one like it is here."""

    because = forms.CharField(label=_("Why this is another one"), max_length=200, required=False)

"""What is typed about a person and about where they work."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.channels.api import FIELDS as CHANNELS
from vitalfew.channels.api import ChannelsMixin, as_typed, channels_of, region_of
from vitalfew.customers.api import CustomerField
from vitalfew.fields.api import About, OwnFields, OwnFieldsMixin, stored
from vitalfew.identity.api import Member
from vitalfew.people.birthdays import Birthday, is_possible
from vitalfew.people.models import Calendar, Consent, Contact, Position
from vitalfew.people.policies import OWN_FIELDS

BIRTHDAY = ("birth_calendar", "birth_year", "birth_month", "birth_day", "birth_leap")
FACTS = (
    "name", "preferred_name", "gender", "language", *BIRTHDAY,
    "preferred_way", "preferred_time", "topics", "taboo", "gifts", "note",
)  # fmt: skip
PLACE = ("title", "department", "role")


class ContactForm(OwnFieldsMixin, ChannelsMixin, forms.ModelForm[Contact]):
    """Everything about a person that is theirs wherever they work."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Contact
        fields = FACTS
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3, "class": "textarea"}),
            **{
                name: forms.NumberInput(attrs={"class": "input input-short"})
                for name in BIRTHDAY[1:4]
            },
        }

    def __init__(self, *args: Any, actor: Member, country: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self._country = country
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["preferred_name"].help_text = _(
            "As they like to be called, if it is not the name."
        )
        standing = stored(OWN_FIELDS, self.instance.pk) if self.instance.pk else {}
        own = OwnFields(OWN_FIELDS, actor)
        self.add_own_fields(
            own, About(self.instance.pk or 0), standing, is_new=not self.instance.pk
        )
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            self.initial.update(as_typed(channels_of(self.instance)))
            for field in self.fields.values():
                if not field.widget.is_hidden:
                    field.show_hidden_initial = True  # for the choice after a conflict
        self.limit_channels(actor, Contact, is_new=not self.instance.pk)

    def region(self) -> str:
        """Numbers are dialled in the customer's country."""
        return region_of(self._country)

    def clean(self) -> dict[str, Any]:
        """A birthday is a day that there is, in a calendar that is said."""
        typed = super().clean() or self.cleaned_data
        month, day = typed.get("birth_month"), typed.get("birth_day")
        if not (month or day or typed.get("birth_year")):
            return typed | {"birth_calendar": "", "birth_leap": False}
        is_lunar = typed.get("birth_calendar") == Calendar.LUNAR
        birthday = Birthday(month or 0, day or 0, typed.get("birth_year"), is_lunar)
        if not is_possible(birthday):
            raise ValidationError(
                {
                    "birth_day": _(
                        "There is no such day. Give month and day; the year may stay empty."
                    )
                }
            )
        return typed | {
            "birth_calendar": typed.get("birth_calendar") or Calendar.SOLAR,
            "birth_leap": is_lunar and typed.get("birth_leap", False),
        }

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in FACTS}

    @property
    def sections(self) -> list[tuple[Promise, list[BoundField]]]:
        """The fields by what they are about."""
        parts = (
            (_("Person"), FACTS[:4]),
            (_("How to reach them"), CHANNELS),
            (_("Birthday"), BIRTHDAY),
            (_("How to treat them"), FACTS[9:]),
            (_("Own fields"), self.own_names()),
        )
        return [
            (label, found)
            for label, names in parts
            if (found := [self[name] for name in names if name in self.fields])
        ]


class PositionForm(forms.ModelForm[Position]):
    """What somebody does at one customer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_primary = forms.BooleanField(label=_("Primary contact"), required=False)

    class Meta:
        model = Position
        fields = (*PLACE, "reports_to", "is_primary")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - passed on as they came
        colleagues: QuerySet[Position] | None = None,
        **options: Any,  # noqa: ANN401 - passed on as they came
    ) -> None:
        super().__init__(*args, **options)
        if colleagues is not None:
            self.initial["version"] = self.instance.version
            self.fields["reports_to"] = SuperiorField(colleagues)
            for name in (*PLACE, "reports_to"):
                self.fields[name].show_hidden_initial = True  # for the choice after a conflict
        else:
            del self.fields["reports_to"]

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of the model's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SuperiorField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague at the same customer."""

    def __init__(self, colleagues: QuerySet[Position]) -> None:
        super().__init__(
            queryset=colleagues, required=False, label=_("Reports to"), empty_label=_("Nobody here")
        )

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 - Django's own signature
        """Name and title."""
        return f"{obj.contact.name} · {obj.title}" if obj.title else str(obj.contact.name)


class ShortForm(OwnFieldsMixin, ChannelsMixin, forms.Form):
    """A new person in one line: name, number, title, role."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    title = Position._meta.get_field("title").formfield(required=False)
    role = Position._meta.get_field("role").formfield(required=False)
    is_primary = forms.BooleanField(label=_("Primary contact"), required=False)
    field_order = ("name", "phones", "title", "role", "mails", "wechat", "is_primary")

    def __init__(self, *args: Any, actor: Member, country: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self._country = country
        self.fields["phones"].widget.attrs["rows"] = 1
        for name in ("qq", "line"):
            del self.fields[name]
        self.limit_channels(actor, Contact, is_new=True)
        own = OwnFields(OWN_FIELDS, actor)
        self.add_own_fields(own, About(0), {}, is_new=True, is_short=True)

    def region(self) -> str:
        """Numbers are dialled in the customer's country."""
        return region_of(self._country)

    @property
    def facts(self) -> dict[str, Any]:
        """What concerns the person."""
        return {"name": self.cleaned_data["name"]}

    @property
    def place(self) -> dict[str, Any]:
        """What concerns their work at the customer."""
        return {name: self.cleaned_data[name] for name in ("title", "role", "is_primary")}


class PlaceForm(PositionForm):
    """Another customer at which a contact works."""

    def __init__(self, *args: Any, actor: Member, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["customer"] = CustomerField(actor)
        self.order_fields(["customer", *PLACE, "is_primary"])

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed about the work there."""
        return {name: self.cleaned_data[name] for name in (*PLACE, "is_primary")}


class LeaveForm(forms.Form):
    """When somebody left, and why."""

    on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("As “moved to another firm” or “retired”.")
    )


class ConsentForm(forms.ModelForm[Consent]):
    """A purpose agreed to, or taken back."""

    is_given = forms.TypedChoiceField(
        label=_("Decision"), coerce=lambda value: value == "yes",
        choices=[("yes", _("Consent given")), ("no", _("Consent withdrawn"))],
    )  # fmt: skip

    class Meta:
        model = Consent
        fields = ("purpose", "is_given", "on", "way", "proof")
        widgets = {"on": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        super().__init__(*args, **options)
        self.fields["proof"].help_text = _("Where it can be looked up: a letter, a form, a record.")


class DeleteForm(forms.Form):
    """Why a contact is deleted."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stands in the contact's history.")
    )

"""What is typed into a customer's dossier."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import reads, why_limited, writes
from vitalfew.customers.api import CODE, COUNTRY, Customer, CustomerField
from vitalfew.dossier.divisions import read_address, tree
from vitalfew.dossier.models import Address, InvoiceTitle, Registration, Tie
from vitalfew.dossier.policies import limit_of
from vitalfew.dossier.registrations import clean_number
from vitalfew.identity.api import Member

PLACES = ("country", "province", "city", "district", "detail", "postcode")
_between = re.compile(r"[,，;；、\n]+")
MOST_TAGS = 30


class PartForm(forms.ModelForm[Any]):
    """A part of the dossier of one customer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Member, customer: Customer, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self._actor, self._customer = actor, customer
        self.add_fields()
        self._limit()
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for field in self.fields.values():
                if not field.widget.is_hidden:
                    field.show_hidden_initial = True  # for the choice after a conflict

    def add_fields(self) -> None:
        """For fields that need to know the actor."""

    def _limit(self) -> None:
        """What is read-only can be seen; what is masked or hidden is not here, and stays as it is stored."""
        for name in list(self.fields):
            limited = limit_of(self._meta.model, name)
            if limited is None or writes(self._actor, limited):
                continue
            if not self.instance.pk or not reads(self._actor, limited):
                del self.fields[name]
            else:
                self.fields[name].disabled = True
                self.fields[name].help_text = why_limited(self._actor, limited)

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of the model's fields."""
        typed = self.cleaned_data
        return {name: typed[name] for name in self._meta.fields or () if name in typed}

    def _post_clean(self) -> None:
        """The action saves and checks; the instance stays as it is stored, to compare with."""


class AddressForm(PartForm):
    """An address by its parts, or pasted in one line."""

    pasted = forms.CharField(
        label=_("Paste an address"), required=False, max_length=500,
        help_text=_("In one line; it is taken apart into the fields below that are empty."),
    )  # fmt: skip

    class Meta:
        model = Address
        fields = ("kind", *PLACES, "receiver")

    field_order = ("kind", "pasted", *PLACES, "receiver", "version")

    def add_fields(self) -> None:
        """Suggest the provinces, and the country of the customer."""
        self.fields["province"].widget = Suggesting(list(tree()))
        if not self.instance.pk and reads(self._actor, COUNTRY):
            self.initial.setdefault("country", self._customer.country)

    def clean(self) -> dict[str, Any]:
        """Fill what was left empty from the pasted line."""
        typed = super().clean() or self.cleaned_data
        found = read_address(typed.get("pasted", ""))
        for name in PLACES:
            typed[name] = typed.get(name) or getattr(found, name)
            longest = getattr(Address._meta.get_field(name), "max_length", 0)
            if name not in self.errors and len(typed[name]) > longest:
                raise ValidationError(
                    {
                        "pasted": _(
                            "This is too long for one address. Shorten it, or fill in the fields below."
                        )
                    }
                )
        if not any(typed[name] for name in PLACES[1:5]):
            raise ValidationError({"detail": _("Say where it is: a street, or at least a city.")})
        return typed


class Suggesting(forms.TextInput):
    """A text field that offers some texts and takes any."""

    template_name = "dossier/suggesting.html"

    def __init__(self, texts: list[str]) -> None:
        super().__init__(attrs={"class": "input"})
        self._texts = texts

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401 - Django's own signature
        """Also the texts."""
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"offered-{name}"
        return {**context, "offered": self._texts, "list_id": f"offered-{name}"}


class RegistrationForm(PartForm):
    """A number of a register. One that looks wrong is told on the page, never refused."""

    class Meta:
        model = Registration
        fields = ("kind", "number")

    def clean_number(self) -> str:
        """One width, capitals, no spaces."""
        return clean_number(str(self.cleaned_data["number"]))


class InvoiceTitleForm(PartForm):
    """To whom and how invoices are made out."""

    class Meta:
        model = InvoiceTitle
        fields = ("kind", "title", "tax_number", "address", "phone", "bank", "account", "is_usual")

    def add_fields(self) -> None:
        """A new title begins with the customer's own name."""
        if not self.instance.pk:
            self.initial.setdefault("title", self._customer.name)

    def clean_tax_number(self) -> str:
        """One width, capitals, no spaces."""
        return clean_number(str(self.cleaned_data["tax_number"]))

    def clean(self) -> dict[str, Any]:
        """A company's invoice needs its taxpayer number."""
        typed = super().clean() or self.cleaned_data
        asked = "tax_number" in self.fields
        if asked and typed.get("kind") == "company" and not typed.get("tax_number"):
            raise ValidationError({"tax_number": _("A company's invoice needs its taxpayer ID.")})
        return typed


class TieForm(PartForm):
    """What another customer is to this one."""

    class Meta:
        model = Tie
        fields = ("kind", "other", "note")

    def add_fields(self) -> None:
        """The other customer is found by name or number."""
        self.fields["other"] = CustomerField(self._actor, label=_("The other customer"))
        if self.instance.pk:
            code = self.instance.other.code if reads(self._actor, CODE) else ""
            self.initial["other"] = code or self.instance.other.name


class TagsForm(forms.Form):
    """All tags of a customer, in one line."""

    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=1000, help_text=_("Parted by commas.")
    )

    def clean_tags(self) -> list[str]:
        """Each word once."""
        words = [word.strip() for word in _between.split(self.cleaned_data["tags"])]
        if any(len(word.splitlines()) > 1 for word in words):
            raise ValidationError(_("A tag has no line breaks: part tags by commas."))
        names = list({word.casefold(): word for word in words if word}.values())
        if len(names) > MOST_TAGS or any(len(name) > 40 for name in names):
            raise ValidationError(
                _("At most %(most)d tags of 40 characters.") % {"most": MOST_TAGS}
            )
        return names

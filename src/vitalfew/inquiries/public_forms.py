"""What a stranger types."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.inquiries.models import WebForm

FACTS = ("name", "company", "phone", "mail", "wants")


class PublicForm(forms.Form):
    """The fields of every form for strangers. ``homepage`` is a trap: people do not see it, programs fill it in."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    company = forms.CharField(
        label=pgettext_lazy("inquiry", "Company"), max_length=200, required=False
    )
    phone = forms.CharField(label=_("Phone number"), max_length=60, required=False)
    mail = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    wants = forms.CharField(
        label=_("What can we do for you?"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "textarea"}),
    )  # fmt: skip
    homepage = forms.CharField(required=False)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, of: WebForm, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self._of = of
        for name, kind in {
            "name": "name",
            "company": "organization",
            "phone": "tel",
            "mail": "email",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = kind
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
        self.fields["mail"].required = of.wants_confirmation
        self.fields["homepage"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        if of.consent_text:
            self.fields["consent"] = forms.BooleanField(
                label=of.consent_text,
                error_messages={"required": _("Tick this, or we may not keep what you send.")},
            )

    def clean(self) -> dict[str, Any]:
        """Without a number or an address nobody can answer."""
        typed = super().clean() or self.cleaned_data
        if not {"phone", "mail"} & self.errors.keys() and not (
            typed.get("phone") or typed.get("mail")
        ):
            raise ValidationError(
                _("Leave a phone number or an e-mail address, so that we can answer.")
            )
        return typed

    @property
    def is_trapped(self) -> bool:
        """Whether something was put where people see nothing."""
        return bool(self.data.get("homepage"))

    @property
    def facts(self) -> dict[str, str]:
        """What was typed, by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in FACTS}

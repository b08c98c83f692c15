"""Forms of signing in and of one's own choices."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vitalfew.identity.models import Member
from vitalfew.web.api import LANGUAGE_NAMES


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PreferencesForm(forms.ModelForm[Member]):
    """What a member chooses for themselves."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[
            ("", _("As the browser asks")),
            *((code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES),
        ],
    )

    class Meta:
        model = Member
        fields = ("name", "email", "language", "theme", "amount_unit")
        help_texts: ClassVar[dict[str, object]] = {
            "name": _("How colleagues see you in lists and histories."),
            "amount_unit": _("Shortened amounts show the exact one when you point at them."),
        }

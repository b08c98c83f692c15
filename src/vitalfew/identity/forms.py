"""Forms of signing in, of one's own choices, and of inviting members."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vitalfew.identity import post
from vitalfew.identity.errors import NameTaken
from vitalfew.identity.models import Member
from vitalfew.web.api import LANGUAGE_NAMES, keep_what_was_opened

NAME_INPUT = {"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
CODE_INPUT = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autofocus": True,
    "class": "input-short num-input",
}


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("Sign-in name or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs=NAME_INPUT),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ForgottenForm(forms.Form):
    """Who cannot get in."""

    username = forms.CharField(
        label=_("Sign-in name or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs=NAME_INPUT),
    )


class CodeForm(forms.Form):
    """A code from an authenticator app, or a recovery code."""

    code = forms.CharField(label=_("Code"), max_length=32, widget=forms.TextInput(attrs=CODE_INPUT))


class PasskeyForm(forms.Form):
    """What a browser's passkey answers; frontend/src/passkeys.js fills it in."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean_credential(self) -> dict[str, Any]:
        """An object: anything else cannot be an answer."""
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            raise forms.ValidationError(_("The passkey was not recognised. Try again."))
        return credential


class NewPasskeyForm(PasskeyForm):
    """A passkey to keep, and what the member calls it."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=100)


class ConfirmForm(forms.Form):
    """The password once more, before something that matters."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class ChoosePasswordForm(SetPasswordForm[Member]):
    """A new password, twice; Django's rules in our words."""

    error_messages: dict[str, Any] = {
        "password_mismatch": _("The two passwords differ. Type the second one again."),
    }

    def __init__(self, user: Member, data: QueryDict | None = None) -> None:
        super().__init__(user, data)
        self.fields["new_password1"].help_text = _(
            "At least 10 characters; not your name, not a common password, not only digits."
        )
        self.fields["new_password2"].label = _("New password, once more")
        self.fields["new_password2"].help_text = ""


class NewPasswordForm(ChoosePasswordForm, PasswordChangeForm):
    """The same, after the present password."""

    error_messages: dict[str, Any] = {
        **ChoosePasswordForm.error_messages,
        "password_incorrect": _("The present password is not right. Type it again."),
    }

    def __init__(self, user: Member, data: QueryDict | None = None) -> None:
        super().__init__(user, data)
        self.fields["old_password"].label = _("Present password")


class InviteForm(forms.ModelForm[Member]):
    """Somebody new."""

    send_mail = forms.BooleanField(label=_("Send the invitation by e-mail"), required=False)

    class Meta:
        model = Member
        fields = ("username", "name", "email", "is_administrator")
        labels: ClassVar[dict[str, object]] = {
            "name": _("Full name"),
            "is_administrator": _("Administrator: may look after members and settings"),
        }
        help_texts: ClassVar[dict[str, object]] = {
            "username": _("What they type to sign in; letters and digits are easiest."),
            "email": _("Opens the door too, and receives the link for a forgotten password."),
        }

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"send_mail": True})
        if not post.works():
            del self.fields["send_mail"]

    def clean_username(self) -> str:
        """A name that nobody signs in by yet."""
        username: str = self.cleaned_data["username"]
        if Member.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(NameTaken(username).sentence)
        return username

    def clean(self) -> dict[str, Any] | None:
        """Mail needs an address."""
        cleaned = super().clean()
        if self.cleaned_data.get("send_mail") and not self.cleaned_data.get("email"):
            self.add_error("email", _("An address is needed to send the invitation."))
        return cleaned


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
        fields = ("name", "email", "language", "theme", "amount_unit", "mails_notices")
        labels: ClassVar[dict[str, object]] = {"name": _("Full name")}
        help_texts: ClassVar[dict[str, object]] = {
            "name": _("How colleagues see you in lists and histories."),
            "amount_unit": _("Shortened amounts show the exact one when you point at them."),
            "mails_notices": _(
                "Of what waits for you: hand-overs, and customers that are about to go."
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        super().__init__(*args, **options)
        keep_what_was_opened(self)

"""What is typed about a webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.webhooks.rules import Kind


class WebhookForm(forms.Form):
    """A new webhook."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Which program is told, so that you know later."),
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_(
            "A public server, by https. Each call is signed with a secret that is shown once."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Events"),
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you may see yourself is told."),
    )

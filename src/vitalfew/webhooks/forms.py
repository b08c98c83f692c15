"""What is typed about a webhook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.web.api import ManyBoxes, keep_what_was_opened
from vitalfew.webhooks.models import Webhook
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
        widget=ManyBoxes,
        help_text=_("Only what you may see yourself is told."),
    )


class ChangeForm(WebhookForm):
    """An existing webhook."""

    is_on = forms.BooleanField(label=_("Tells"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        self.fields["url"].help_text = _("A public server, by https.")
        keep_what_was_opened(self)


def shown(webhook: Webhook) -> dict[str, object]:
    """What the form begins with."""
    return {
        "name": webhook.name,
        "url": webhook.url,
        "kinds": webhook.kinds,
        "is_on": not webhook.is_paused,
        "version": webhook.version,
    }

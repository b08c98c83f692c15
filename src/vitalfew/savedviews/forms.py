"""Forms of saved views."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.identity.api import Member
from vitalfew.savedviews.queries import audiences_for
from vitalfew.web.api import keep_what_was_opened


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Name"), required=False)


class ShareForm(forms.Form):
    """With whom."""

    audience = forms.ChoiceField(
        label=_("Who finds this view"),
        help_text=_("Each sees only what they may see anyway: a view gives no right."),
    )

    def __init__(self, *args: object, actor: Member, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["audience"].choices = audiences_for(actor)  # type: ignore[attr-defined]
        keep_what_was_opened(self)

"""What is typed about routing rules and forms for websites."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from vitalfew.customers.api import OwnSource, Source, offered_sources, own_sources
from vitalfew.inquiries.models import RoutingRule, WebForm
from vitalfew.inquiries.words import Target, Via
from vitalfew.kernel.folding import folded
from vitalfew.web.api import ManyBoxes

# A mail has the source that the mailbox gives it.
INTAKES = (Via.STAFF, Via.PHONE, Via.FORM, Via.API)
MOST_TEXTS, LONGEST_TEXT = 50, 80
_between = re.compile(r"[\n,;，；、]+")
_host = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?", re.I)


class TextsField(forms.CharField):
    """Several short texts, parted by commas or lines."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - passed on as they came
        options.setdefault("required", False)
        options.setdefault("max_length", 2000)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """As one text."""
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """As it was typed; ``clean`` takes it apart."""
        return self.prepare_value(value) if isinstance(value, list) else super().to_python(value)

    def clean(self, value: Any) -> list[str]:  # noqa: ANN401 - Django's own signature
        """Each text once."""
        parts = (part.strip() for part in _between.split(super().clean(value) or ""))
        found = list(dict.fromkeys(filter(None, parts)))
        if len(found) > MOST_TEXTS or any(len(one) > LONGEST_TEXT for one in found):
            raise ValidationError(_("At most 50 entries of 80 characters each, parted by commas."))
        return found


class RuleForm(forms.ModelForm[RoutingRule]):
    """Which inquiries, and who gets them."""

    sources = forms.MultipleChoiceField(
        label=_("Sources"), required=False,
        widget=ManyBoxes, help_text=_("None ticked: every source."),
    )  # fmt: skip
    countries = TextsField(label=_("Countries or regions"))
    provinces = TextsField(label=_("Provinces or cities"), help_text=_("广东 also means 广东省."))
    words = TextsField(
        label=_("Words in what they want"),
        help_text=_("Product names, for example. Parted by commas; any of them will do."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RoutingRule
        fields = (
            "name", "place", "is_active", "sources", "countries", "provinces", "words", "target",
            "member", "department", "per_day",
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        asked = offered_sources(*self.instance.sources)
        self.fields["sources"].choices = asked  # type: ignore[attr-defined]
        people = self.fields["member"]
        assert isinstance(people, forms.ModelChoiceField)  # noqa: S101 - the model's own
        people.queryset = people.queryset.filter(is_active=True).order_by("name", "username")  # type: ignore[union-attr]
        self.fields["place"].help_text = _(
            "Small numbers are asked first. The first rule that fits decides."
        )
        self.fields["per_day"].help_text = _(
            "Empty: no limit. What is given away again counts too."
        )
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        """A rule names whom it gives to."""
        typed = super().clean() or self.cleaned_data
        needed = "member" if typed.get("target") == Target.MEMBER else "department"
        if not typed.get(needed) and needed not in self.errors:
            self.add_error(needed, ValidationError(_("Choose who gets them.")))
        return typed


class WebFormForm(forms.ModelForm[WebForm]):
    """A form for a website."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = WebForm
        fields = (
            "name", "is_active", "heading", "intro", "thanks", "language", "source", "source_detail",
            "consent_text", "wants_confirmation", "sites",
        )  # fmt: skip
        widgets = {
            "intro": forms.Textarea(attrs={"rows": 2, "class": "textarea"}),
            "thanks": forms.Textarea(attrs={"rows": 2, "class": "textarea"}),
            "consent_text": forms.Textarea(attrs={"rows": 2, "class": "textarea"}),
            "sites": forms.Textarea(attrs={"rows": 2, "class": "textarea"}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        kept = self.instance.source if self.instance.pk else ""
        self.fields["source"].choices = offered_sources(kept, intake=Via.FORM)  # type: ignore[attr-defined]
        self.fields["language"].help_text = _("Empty: the language of the visitor's browser.")
        self.fields["consent_text"].help_text = _(
            "With a text here, the sender must tick it; day and text are kept with the inquiry."
        )
        self.fields["wants_confirmation"].help_text = _(
            "The inquiry counts once the sender follows the link in a mail. A mail address is needed then."
        )
        self.fields["sites"].help_text = _(
            "One on each line, as https://www.example.com. Empty: the form stands at its own address alone."
        )
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def clean_sites(self) -> str:
        """Each is scheme and host, as a browser names a site."""
        return "\n".join(dict.fromkeys(map(origin_of, self.cleaned_data["sites"].split())))


class SourceForm(forms.ModelForm[OwnSource]):
    """A source of the company's own."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = OwnSource
        fields = ("name", "place", "is_active", "intake")

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as they came
        super().__init__(*args, **options)
        doors = [(one.value, one.label) for one in INTAKES]
        self.fields["intake"] = forms.ChoiceField(
            label=_("For inquiries that come in by"), required=False, choices=[("", _("Any way")), *doors],
        )  # fmt: skip
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["place"].help_text = _("Small numbers stand first.")
        self.fields["is_active"].help_text = _(
            "Without it nobody can choose the source any more; what came by it keeps it."
        )
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def clean_name(self) -> str:
        """Told apart from every other source, in each language."""
        name: str = self.cleaned_data["name"]
        others = own_sources()
        taken = {folded(one.name) for one in others if one.pk != self.instance.pk}
        for code, _language in settings.LANGUAGES:
            with override(code):
                taken |= {folded(str(one.label)) for one in Source}
        if folded(name) in taken:
            raise ValidationError(
                _("There is a source “%(name)s” already. Choose another name."),
                params={"name": name},
            )
        return name


def origin_of(text: str) -> str:
    """Scheme, host and port of an address; ValidationError for what is none.

    >>> origin_of("https://Shop.example.com/contact?x=1")
    'https://shop.example.com'
    """
    try:
        parts = urlsplit(text)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except ValueError:  # also UnicodeError
        parts, port, host = urlsplit(""), None, ""
    if parts.scheme not in {"http", "https"} or not _host.fullmatch(host):
        raise ValidationError(
            _("“%(text)s” is no website. Write it as https://www.example.com."),
            params={"text": text[:80]},
        )
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")

"""What is typed about an own field."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from vitalfew.fields import formulas
from vitalfew.fields.actions import ChoiceTyped, labels_of
from vitalfew.fields.keeping import ALWAYS
from vitalfew.fields.models import CHOSEN, NUMBERS, Definition, FieldKind
from vitalfew.fields.records import record_of
from vitalfew.fields.sql import TYPES

NAMES = ("label", "label_zh_hans", "label_zh_hant", "label_en", "help_text", "section", "variant")
OF_TYPED = ("required_from", "default")
OF_ALL = ("is_listed", "is_filtered")
OF_KIND: dict[str, tuple[str, ...]] = {
    FieldKind.TEXT: (*OF_TYPED, "is_unique", *OF_ALL, "is_searched", "is_personal"),
    FieldKind.LINK: (*OF_TYPED, "is_unique", *OF_ALL, "is_searched", "is_personal"),
    FieldKind.NUMBER: ("places", *OF_TYPED, "is_unique", *OF_ALL, "is_personal"),
    FieldKind.MONEY: ("currency", "places", *OF_TYPED, *OF_ALL, "is_personal"),
    FieldKind.DATE: (*OF_TYPED, *OF_ALL, "is_personal"),
    FieldKind.CHOICE: (*OF_TYPED, *OF_ALL, "is_personal"),
    FieldKind.CHOICES: (*OF_TYPED, *OF_ALL, "is_personal"),
    FieldKind.FORMULA: ("formula", "places", *OF_ALL),
}


class DefinitionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A field, with what its kind needs."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    class Meta:
        model = Definition
        fields = (
            *NAMES, "formula", "currency", "places", *OF_TYPED, "is_unique", *OF_ALL, "is_searched",
            "is_personal",
        )  # fmt: skip

    def __init__(self, *args: Any, known: list[Definition], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self._known = [one for one in known if one.pk != self.instance.pk and not one.is_retired]
        kept = {*NAMES, *OF_KIND[self.instance.kind], "version"}
        for name in set(self.fields) - kept:
            del self.fields[name]
        self._offer_words()
        if self.instance.kind in CHOSEN:
            self._ask_choices()
        if self.instance.kind == FieldKind.FORMULA:
            self._ask_formula()
        if self.instance.pk:
            self.initial["version"] = self.instance.version
        for field in self.fields.values():
            field.show_hidden_initial = bool(self.instance.pk) and not field.widget.is_hidden

    def _offer_words(self) -> None:
        record = record_of(self.instance.record)
        self.fields["variant"] = forms.ChoiceField(
            label=_("Asked of"),
            choices=[("", record.asked_of_all), *record.variants],
            required=False,
        )
        if not record.variants:
            del self.fields["variant"]
        if "required_from" in self.fields:
            stages = [
                (key, _("From this stage on: %(stage)s") % {"stage": label})
                for key, label in record.stages
            ]
            self.fields["required_from"] = forms.ChoiceField(
                label=_("Must be filled in"), required=False,
                choices=[("", _("No")), (ALWAYS, _("Always")), *stages],
                help_text=_("Of records that are there already it is asked when somebody edits them."),
            )  # fmt: skip
        if self.instance.kind == FieldKind.DATE:
            self.fields["default"].help_text = _("A day such as 2026-03-05, or the word today.")

    def _ask_choices(self) -> None:
        for one in self.instance.all_choices():
            self.fields[f"choice_{one.key}"] = forms.CharField(
                label=pgettext("to choose", "Value"), max_length=80, initial=one.label
            )
            self.fields[f"place_{one.key}"] = forms.IntegerField(label=_("Place"), required=False)
            self.fields[f"archived_{one.key}"] = forms.BooleanField(
                label=_("Archived"), required=False, initial=one.is_archived
            )
        self.fields["new_choices"] = forms.CharField(
            label=_("Values to choose from") if not self.instance.choices else _("More values"),
            required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, "class": "textarea"}),
            help_text=_("One on each line."),
        )  # fmt: skip
        for place, one in enumerate(self.instance.all_choices(), 1):
            self.initial[f"place_{one.key}"] = place

    def _ask_formula(self) -> None:
        field = self.fields["formula"]
        field.widget = forms.Textarea(attrs={"rows": 3, "class": "textarea", "spellcheck": "false"})
        field.required = True
        labels = {one.name: str(one) for one in self._known}
        self.initial["formula"] = formulas.shown(self.instance.formula, labels)

    def choice_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Place, name and archive box of each value there is."""
        for one in self.instance.all_choices():
            yield self[f"place_{one.key}"], self[f"choice_{one.key}"], self[f"archived_{one.key}"]

    def plain_fields(self) -> Iterator[forms.BoundField]:
        """The fields that stand one below the other."""
        rows = ("choice_", "place_", "archived_")
        for bound in self.visible_fields():
            if not bound.name.startswith(rows):
                yield bound

    def names_offered(self) -> list[str]:
        """What a formula can be made from."""
        usable = {*TYPES, FieldKind.FORMULA}
        return [str(one) for one in self._known if one.kind in usable]

    def clean_formula(self) -> str:
        """Fields by their machine names."""
        return formulas.kept(self.cleaned_data["formula"], names_of(self._known))

    def choices_typed(self) -> list[ChoiceTyped]:
        """The values in the order that was asked for; new ones at the end."""
        typed = self.cleaned_data
        rows = [
            (typed.get(f"place_{one.key}") or 0, at, one.key)
            for at, one in enumerate(self.instance.all_choices())
        ]
        found = [
            ChoiceTyped(key, typed[f"choice_{key}"], typed[f"archived_{key}"])
            for _place, _at, key in sorted(rows)
        ]
        lines = typed.get("new_choices", "").splitlines()
        return found + [ChoiceTyped(None, line.strip()[:80]) for line in lines if line.strip()]

    def facts(self) -> dict[str, Any]:
        """What was typed, as the verbs take it."""
        said = set(self.Meta.fields)
        facts = {name: value for name, value in self.cleaned_data.items() if name in said}
        if self.instance.kind not in NUMBERS | {FieldKind.FORMULA}:
            facts.pop("places", None)
        return facts


def names_of(known: list[Definition]) -> dict[str, str]:
    """What each field is called in any language, and its machine name."""
    return {text.casefold(): one.name for one in known for text in labels_of(one)}


class TryForm(forms.Form):
    """A formula that is being typed."""

    formula = forms.CharField(max_length=formulas.LONGEST)
    places = forms.IntegerField(min_value=0, max_value=6, required=False)


KIND_HELP = {
    FieldKind.TEXT: gettext_lazy("A few words, up to 500 characters."),
    FieldKind.NUMBER: gettext_lazy("How many, how large, how long."),
    FieldKind.MONEY: gettext_lazy("An amount in one currency."),
    FieldKind.DATE: gettext_lazy("A day."),
    FieldKind.CHOICE: gettext_lazy("One value of a list that you set."),
    FieldKind.CHOICES: gettext_lazy("Any values of a list that you set."),
    FieldKind.LINK: gettext_lazy("An address on the web."),
    FieldKind.FORMULA: gettext_lazy("Reckoned from other fields; nobody types it."),
}

"""Own fields in the form of a record."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _

from vitalfew.access.api import why_limited
from vitalfew.fields import values
from vitalfew.fields.keeping import About, is_required
from vitalfew.fields.models import CHOSEN, NUMBERS, Definition, FieldKind
from vitalfew.fields.policies import guard_of
from vitalfew.fields.seeing import OwnFields
from vitalfew.kernel.errors import BadInput
from vitalfew.web.api import AmountField


class ManyBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick; a choice after a conflict sends all that were ticked as one text."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ANN401 - Django's own
        """The keys, however they were sent."""
        sent = super().value_from_datadict(data, files, name) or []
        return [key for text in sent for key in text.split(",") if key]


class OwnFieldsMixin(forms.Form):
    """Adds a record's own fields to its form (``add_own_fields``), and answers with what was typed (``own``)."""

    _own: OwnFields | None = None
    _standing: Mapping[str, values.Kept] = {}

    def add_own_fields(
        self, own: OwnFields, about: About, standing: Mapping[str, values.Kept], *, is_new: bool,
        is_short: bool = False,
    ) -> None:  # fmt: skip
        """Put the fields that such a record is asked behind the others; ``standing`` are the values there are.

        ``is_short``: only those that must be filled in.
        """
        self._own, self._standing = own, standing
        for one in own.in_force:
            if not one.is_typed or not one.is_for(about.variant):
                continue
            if not own.reads(one) or (is_new and not own.writes(one)):
                continue
            if is_short and not is_required(own, one, about):
                continue
            field = _form_field(one, standing.get(one.name))
            field.required = is_required(own, one, about)
            if not own.writes(one):
                field.disabled = True
                field.help_text = escape(why_limited(own.actor, guard_of(one)))
            self.fields[one.column] = field
            self.initial.setdefault(one.column, _initial(one, standing, is_new=is_new))

    def own_names(self) -> list[str]:
        """The names of the form's fields that are own ones."""
        known = self._own.in_force if self._own else []
        return [one.column for one in known if one.column in self.fields]

    def clean(self) -> dict[str, Any]:
        """Each value as its field can hold it."""
        cleaned: dict[str, Any] = super().clean() or {}
        for one in self._own.in_force if self._own else []:
            if one.column in cleaned:
                self._read(one, cleaned)
        return cleaned

    def _read(self, one: Definition, cleaned: dict[str, Any]) -> None:
        said = cleaned[one.column]
        try:
            kept = values.read(one, said)
            values.refuse_archived(one, kept, self._standing.get(one.name))
        except BadInput as error:
            self.add_error(one.column, ValidationError(error.sentence))

    @property
    def own(self) -> dict[str, object]:
        """What was typed into fields that may be typed, by the fields' names."""
        known = self._own.in_force if self._own else []
        return {
            one.name: self.cleaned_data[one.column]
            for one in known
            if one.column in self.cleaned_data and not self.fields[one.column].disabled
        }


def _initial(one: Definition, standing: Mapping[str, values.Kept], *, is_new: bool) -> Any:  # noqa: ANN401 - as many types as kinds
    if not is_new:
        return values.value_of(one.kind, standing.get(one.name))
    preset = values.preset(one)
    if one.kind in CHOSEN and preset:
        try:
            return values.read(one, preset)
        except BadInput:  # a choice that is there no more
            return None
    return preset


def _form_field(one: Definition, standing: values.Kept) -> forms.Field:
    field = _of_kind(one, standing)
    # Forms take the text below a field for HTML of our own; this one people typed.
    field.label, field.help_text = str(one), escape(one.help_text)
    return field


def _of_kind(one: Definition, standing: values.Kept) -> forms.Field:
    if one.kind in NUMBERS:
        return AmountField(max_digits=values.MOST_DIGITS + one.places, decimal_places=one.places)
    if one.kind == FieldKind.DATE:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget)
    if one.kind in CHOSEN:
        return _choice_field(one, standing)
    if one.kind == FieldKind.LINK:
        return forms.CharField(
            max_length=values.LONGEST, widget=forms.URLInput(attrs={"placeholder": "https://"})
        )
    return forms.CharField(max_length=values.LONGEST)


def _choice_field(one: Definition, standing: values.Kept) -> forms.Field:
    """The values in force, and archived ones that the record has."""
    had = values.keys_of(standing)
    offered = [
        (choice.key, choice.label)
        for choice in one.all_choices()
        if not choice.is_archived or choice.key in had
    ]
    if one.kind == FieldKind.CHOICES:
        return forms.TypedMultipleChoiceField(choices=offered, coerce=int, widget=ManyBoxes)
    return forms.TypedChoiceField(
        choices=[("", _("Choose…")), *offered], coerce=int, empty_value=None
    )

"""When somebody else was faster: both texts side by side, and the person chooses field by field.

The page posts to the address of the form itself, under the form's own names, so that the chosen texts come back as an
ordinary save on top of what is stored now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from vitalfew.web.shortcuts import page

INITIAL = "initial-"
CONFLICT = 409
NOTHING = "–"


@dataclass(frozen=True)
class Text:
    """One version of a field: as a form posts it, and in words."""

    raw: str
    words: str


@dataclass(frozen=True)
class Row:
    """One field that differs: what it was when the form was opened, what is stored now, what was typed."""

    name: str
    label: str
    original: Text
    theirs: Text
    mine: Text

    @property
    def preferred(self) -> str:
        """Whose text is taken when only one of the two changed it; empty when both did."""
        if self.mine.raw == self.original.raw:
            return "theirs"
        return "mine" if self.theirs.raw == self.original.raw else ""


@dataclass(frozen=True)
class Merge:
    """The whole choice: the fields that differ, and what goes along unseen."""

    sentence: str
    rows: list[Row]
    hidden: list[tuple[str, str]]


def merge_page(
    request: HttpRequest,
    *,
    typed: forms.BaseForm,
    stored: forms.BaseForm,
    original: Mapping[str, str] | None = None,
    hidden: Mapping[str, str],
    sentence: str,
    back: str,
) -> HttpResponse:
    """Answer 409 with both texts.

    ``typed`` is the bound form, ``stored`` the same form unbound over what is stored now. ``original`` is what the
    form showed when it was opened: by default its own hidden ``initial-`` inputs. ``hidden`` goes along: the version.
    """
    names = [
        name for name, field in typed.fields.items() if name not in hidden and not _is_hidden(field)
    ]
    opened = original if original is not None else _opened(request, names)
    rows = [_row(typed, stored, opened, name) for name in names]
    same = [(row.name, row.mine.raw) for row in rows if row.mine.raw == row.theirs.raw]
    kept = [(f"{INITIAL}{row.name}", row.theirs.raw) for row in rows]
    merge = Merge(
        sentence,
        [row for row in rows if row.mine.raw != row.theirs.raw],
        [*same, *kept, *hidden.items()],
    )
    return page(request, "web/conflict.html", {"merge": merge, "back": back}, status=CONFLICT)


class ManyBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick; a choice after a conflict sends all that were ticked as one text."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ANN401 - Django's own
        """The keys, however they were sent."""
        sent = super().value_from_datadict(data, files, name) or []
        return [key for text in sent for key in text.split(",") if key]


def keep_what_was_opened(form: forms.BaseForm) -> None:
    """Let a form carry what it showed when it was opened, for ``opened_values`` and the choice after a conflict."""
    for field in form.fields.values():
        if not _is_hidden(field):
            field.show_hidden_initial = True


def opened_values(request: HttpRequest, form: forms.BaseForm) -> dict[str, str]:
    """What the form showed when it was opened, as far as it was sent along."""
    sent = {name: request.POST.get(f"{INITIAL}{name}") for name in form.fields}
    return {name: _raw(value) for name, value in sent.items() if value is not None}


def _is_hidden(field: forms.Field) -> bool:
    return bool(field.widget.is_hidden)


def _opened(request: HttpRequest, names: list[str]) -> dict[str, str]:
    return {name: ",".join(request.POST.getlist(f"{INITIAL}{name}")) for name in names}


def _row(
    typed: forms.BaseForm, stored: forms.BaseForm, opened: Mapping[str, str], name: str
) -> Row:
    field = typed.fields[name]
    mine, theirs = (_raw(form[name].value()) for form in (typed, stored))
    texts = (_text(field, raw) for raw in (_raw(opened.get(name, "")), theirs, mine))
    return Row(name, str(typed[name].label), *texts)


def _raw(value: Any) -> str:  # noqa: ANN401 - a form's value has no type
    if isinstance(value, list | tuple | set | frozenset | QuerySet):  # of many boxes
        return ",".join(sorted(str(getattr(one, "pk", one)) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _text(field: forms.Field, raw: str) -> Text:
    # The keys of records are numbers there, and texts in a form.
    choices = {str(value): label for value, label in getattr(field, "choices", ())}
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        named = [str(choices.get(key, key)) for key in raw.split(",") if key]
        return Text(raw, ", ".join(named) or NOTHING)
    return Text(raw, str(choices.get(raw, raw)) or NOTHING)

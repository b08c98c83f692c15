"""Own fields as parts of a list: columns, filters and sorts like any other, as far as the reader may know.

A list puts the values beside its rows with ``OwnFields.beside``; what stands here reads them there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vitalfew.fields import values
from vitalfew.fields.models import CHOSEN, NUMBERS, TEXTS, Definition, FieldKind
from vitalfew.fields.seeing import OwnFields
from vitalfew.kernel.tripling import search_key
from vitalfew.web.listing import (
    Choice,
    ChoiceFilter,
    Column,
    DateFilter,
    Filter,
    NumberFilter,
    Sort,
)
from vitalfew.web.listing.filters import Chip
from vitalfew.web.numbers import NOTHING

LONGEST_SEARCH = 200
SHEET_OWNER = "own_sheet"
COLUMN_KINDS: dict[str, Any] = {
    FieldKind.NUMBER: "number", FieldKind.MONEY: "money", FieldKind.DATE: "date",
}  # fmt: skip


def own_columns(own: OwnFields) -> list[Column[Any]]:
    """A column for each field: those that lists show are left out of pages where nothing stands in them, others
    wait until somebody chooses them.
    """
    return [_column(own, one) for one in own.in_force]


def _column(own: OwnFields, one: Definition) -> Column[Any]:
    kind = own.kind_of(one)
    if not own.reads(one) or kind in CHOSEN:
        return Column(
            one.column, str(one), value=_words(own, one), on_phone=False, when_filled=one.is_listed,
            when_chosen=not one.is_listed,
        )  # fmt: skip
    return Column(
        one.column,
        str(one),
        value=lambda row: values.value_of(kind, getattr(row, one.column, None)),
        kind=COLUMN_KINDS.get(kind, "text"),
        draw=_link if kind == FieldKind.LINK else None,
        sort=one.column if one.is_filtered else "",
        currency=one.currency,
        on_phone=False,
        when_filled=one.is_listed,
        when_chosen=not one.is_listed,
    )


def _words(own: OwnFields, one: Definition) -> Callable[[Any], str]:
    return lambda row: own.text(one, getattr(row, one.column, None))


def _link(address: str | None) -> SafeString:
    if not address:
        return SafeString(NOTHING)
    short = address.split("://", 1)[-1].rstrip("/")
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', address, short[:40])


def own_sorts(own: OwnFields) -> list[Sort]:
    """Numbers, amounts, days and texts put a list in order; texts by their characters."""
    return [
        Sort(
            one.column, str(one), one.column, nullable=True, tie=SHEET_OWNER,
            descending=own.kind_of(one) not in TEXTS,
        )
        for one in _asked(own)
        if own.kind_of(one) not in CHOSEN
    ]  # fmt: skip


def own_filters(own: OwnFields) -> list[Filter]:
    """A filter for each field that lists are filtered by, and one for what is not filled in."""
    found = [_filter(own, one) for one in _asked(own)]
    if not found:
        return []
    named = [Choice(one.column, str(one)) for one in _asked(own)]
    return [
        *found,
        ChoiceFilter("own_empty", _("Not filled in"), named, _all_are(empty=True)),
        ChoiceFilter("own_filled", _("Filled in"), named, _all_are(empty=False)),
    ]


def _asked(own: OwnFields) -> Iterator[Definition]:
    for one in own.in_force:
        if one.is_filtered and own.reads(one) and one.name in own.reckoned:
            yield one


def _all_are(*, empty: bool) -> Callable[[list[str]], Q]:
    """All of the fields chosen are empty, or all are filled in."""
    return lambda columns: Q.create([(f"{column}__isnull", empty) for column in columns])


def _filter(own: OwnFields, one: Definition) -> Filter:
    kind, label, empty = own.kind_of(one), str(one), Q((f"{one.column}__isnull", True))
    if kind in NUMBERS:
        return NumberFilter(one.column, label, empty=empty)
    if kind == FieldKind.DATE:
        return DateFilter(one.column, label, empty=empty)
    if kind in CHOSEN:
        offered = [Choice(str(choice.key), choice.label) for choice in one.all_choices()]
        by = one.column if kind == FieldKind.CHOICE else ""
        return ChoiceFilter(one.column, label, offered, _has(one), empty=empty, group_by=by)
    return TextFilter(one.column, label, one.search_column)


@dataclass(frozen=True)
class TextFilter:
    """Texts that hold some words anywhere; ``lookup`` is the text as the search reads it."""

    key: str
    label: str
    lookup: str
    template: str = "fields/text_filter.html"
    guard: str = ""

    def words(self, asked: QueryDict) -> str:
        """What is looked for."""
        return asked.get(self.key, "").replace("\x00", "")[:LONGEST_SEARCH].strip()

    def chips(self, asked: QueryDict) -> list[Chip]:
        """One chip for all words."""
        words = self.words(asked)
        return (
            [Chip(f"{self.label}: {words}", ((self.key, asked.get(self.key, "")),))]
            if words
            else []
        )

    def condition(self, asked: QueryDict) -> Q:
        """The words as they stand, anywhere in the text."""
        words = self.words(asked)
        return Q((f"{self.lookup}__contains", search_key(words))) if words else Q()

    def copied(self, asked: QueryDict) -> Q:
        """Own fields have no copies."""
        return Q()

    def fields(self, asked: QueryDict) -> dict[str, object]:
        """The one input."""
        return {"words": self.words(asked)}

    def parameters(self) -> tuple[str, ...]:
        """One name."""
        return (self.key,)


def _has(one: Definition) -> Callable[[list[str]], Q]:
    """Any of the keys; a field of several values holds a list of them."""
    if one.kind == FieldKind.CHOICE:
        return lambda keys: Q((f"{one.column}__in", keys))
    return lambda keys: Q.create(
        [(f"{one.column}__contains", int(key)) for key in keys], connector=Q.OR
    )

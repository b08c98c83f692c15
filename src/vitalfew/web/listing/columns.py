"""Columns of a list: where a cell's value comes from and how it is drawn, on the page and in a file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal, cast

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vitalfew.kernel.formulas import inert
from vitalfew.web import numbers
from vitalfew.web.amounts import amount

type Text = str | Promise
type Kind = Literal["text", "number", "money", "percent", "date", "datetime"]
NUMERIC = {"number", "money", "percent"}


@dataclass(frozen=True)
class Column[Row]:
    """One column.

    ``value`` is a path ("owner.name") or a function of the row. A cell is drawn by ``draw`` from its value, or by a
    ``template``, which gets ``row`` and ``cell.value``, where the whole row matters. ``sort`` names the Sort that its
    head switches. A column ``when_filled`` is left out of a page none of whose rows has a value for it; one
    ``when_chosen`` is shown to those who chose it, and only then do the rows get what it ``needs``. ``guard`` names the
    field whose rules say who sees it. What is ``typed`` can be changed where it stands, if the list says where to
    (``Listing.cells_url``). What is ``summed``, under its own key, is added up where the list is grouped.
    """

    key: str
    label: Text
    value: str | Callable[[Row], object] = ""
    kind: Kind = "text"
    template: str = ""
    draw: Callable[[Any], SafeString] | None = None
    sort: str = ""
    currency: str | Callable[[Row], str] = ""
    places: int | None = None
    on_phone: bool = True
    guard: str = ""
    when_filled: bool = False
    when_chosen: bool = False
    needs: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    typed: bool = False
    summed: bool = False

    @property
    def is_numeric(self) -> bool:
        """Numbers stand at the right."""
        return self.kind in NUMERIC

    def value_of(self, row: Row) -> object:
        """The cell's plain value."""
        return self.reader()(row)

    def reader(self) -> Callable[[Row], object]:
        """Reads the plain values of the column's cells."""
        return self.value if callable(self.value) else _path(self.value or self.key)

    def currency_of(self, row: Row) -> str:
        """The currency of a money cell; empty for the company's own."""
        return self.currency(row) if callable(self.currency) else self.currency

    @property
    def css(self) -> str:
        """The classes of its cells."""
        return f"{'num' if self.is_numeric else ''}{'' if self.on_phone else ' card-drop'}"

    def drawer(self) -> "Callable[[Row], Cell]":
        """Draws the column's cells, all that is the same for each row done once: a list has hundreds of cells."""
        read = self.reader()
        typed = format_html(' data-cell="{}"', self.key) if self.typed else ""
        opening = format_html('<td class="{}" data-label="{}"{}>', self.css, self.label, typed)

        def draw(row: Row) -> Cell:
            value = read(row)
            text = "" if self.template else self.text_of(value, row)
            return Cell(value, text, self.template, opening)

        return draw

    def text_of(self, value: object, row: Row) -> str:
        """The value as it is drawn, or as its kind is written in the active language."""
        if self.draw is not None:
            return self.draw(value)
        if self.places is not None and value is not None:
            return numbers.number(cast(numbers.Numeric, value), self.places)
        return drawn(self.kind, value, self.currency_of(row))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of one row, ready to be drawn: the template only puts it down. ``opening`` is the tag it begins with."""

    value: object
    text: str
    template: str
    opening: SafeString


def drawn(kind: Kind, value: object, currency: str = "") -> str:
    """A value as its kind is written in the active language."""
    if value is None or value == "":
        return numbers.NOTHING
    return (
        amount(cast(numbers.Numeric, value), currency) if kind == "money" else WRITERS[kind](value)
    )


def _moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


WRITERS: dict[Kind, Callable[[Any], str]] = {
    "text": str,
    "number": numbers.number,
    "percent": lambda value: numbers.percent(value, 1),
    "date": lambda value: date_format(value, "SHORT_DATE_FORMAT"),
    "datetime": _moment,
}


def _path(path: str) -> Callable[[object], object]:
    """Follow dots; what is missing on the way is nothing."""
    getter = attrgetter(path)

    def follow(row: object) -> object:
        try:
            return getter(row)
        except AttributeError:
            if "." not in path:
                raise
            return None

    return follow


def for_file(value: object) -> str:
    """A value as a CSV cell."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case int() | float() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
    return inert(str(value))

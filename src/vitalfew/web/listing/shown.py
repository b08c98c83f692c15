"""One page of a list as the template draws it: rows, heads, chips, and the addresses behind every control."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse

from vitalfew.web import numbers
from vitalfew.web.listing.columns import Cell, Column
from vitalfew.web.listing.cursors import Cursor
from vitalfew.web.listing.filters import Filter
from vitalfew.web.listing.keyset import Order, Page
from vitalfew.web.shortcuts import words_asked

if TYPE_CHECKING:
    from vitalfew.web.listing.declaration import Listing

PLACE = ("after", "before", "page", "count")
LONGEST_NUMBER = 9
NOTHING = (None, "")


@dataclass(frozen=True)
class Count:
    """How many rows there are; ``is_more``: at least that many."""

    number: int
    is_more: bool = False

    def __str__(self) -> str:
        return f"{numbers.number(self.number)}+" if self.is_more else numbers.number(self.number)


@dataclass(frozen=True)
class Head:
    """The head of a column."""

    column: Column[Model]
    url: str
    direction: str


@dataclass(frozen=True)
class ShownRow:
    """A row's cells and where it leads."""

    row: Model
    url: str
    panel_url: str
    cells: list[Cell]

    @property
    def first(self) -> Cell:
        """The head of the row."""
        return self.cells[0]

    @property
    def rest(self) -> list[Cell]:
        """What follows it."""
        return self.cells[1:]


@dataclass(frozen=True)
class ShownFilter:
    """A filter's little form."""

    filter: Filter
    fields: dict[str, object]
    kept: list[tuple[str, str]]


@dataclass(frozen=True)
class ShownChip:
    """A filter in force and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Shown[Row: Model]:
    """Everything one page of a list needs."""

    listing: "Listing[Row]"
    asked: QueryDict
    order: Order
    page: Page[Row]
    count: Count
    path: str

    @cached_property
    def columns(self) -> list[Column[Row]]:
        """The columns that say something about these rows."""
        return [
            column
            for column in self.listing.columns
            if not column.when_filled
            or any(column.value_of(row) not in NOTHING for row in self.page.rows)
        ]

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The rows with their cells."""
        drawers = [column.drawer() for column in self.columns]
        return [
            ShownRow(
                row,
                self.listing.row_url(row),
                self.listing.panel_url(row),
                [draw(row) for draw in drawers],
            )
            for row in self.page.rows
        ]

    @cached_property
    def heads(self) -> list[Head]:
        """The heads, the sorted one marked."""
        return [self._head(column) for column in self.columns]

    @cached_property
    def filters(self) -> list[ShownFilter]:
        """The filters, each with its form."""
        return [
            ShownFilter(f, f.fields(self.asked), self._kept(*f.parameters()))
            for f in self.listing.filters
        ]

    @cached_property
    def chips(self) -> list[ShownChip]:
        """The filters in force."""
        return [
            ShownChip(c.label, self._without(c.remove))
            for f in self.listing.filters
            for c in f.chips(self.asked)
        ]

    @cached_property
    def has_search(self) -> bool:
        """Whether the list has a search box; a template would call the search itself."""
        return self.listing.search is not None

    @cached_property
    def words(self) -> str:
        """What was searched for."""
        return words_asked(self.asked)

    @cached_property
    def kept_by_search(self) -> list[tuple[str, str]]:
        """What the search form sends along."""
        return self._kept("q")

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether search or filters hide rows."""
        return bool(self.words or self.chips)

    @cached_property
    def count_url(self) -> str:
        """The same page with every row counted; empty when it is."""
        query = self.asked.copy()
        query["count"] = "all"
        return self._url(query) if self.count.is_more else ""

    @cached_property
    def page_number(self) -> int:
        """The number of this page, counted along the way."""
        text = self.asked.get("page", "1")
        is_number = text.isdecimal() and len(text) < LONGEST_NUMBER
        return max(int(text), 1) if self.page.previous and is_number else 1

    @cached_property
    def next_url(self) -> str:
        """The page behind this one."""
        return self._turn("after", self.page.next, self.page_number + 1)

    @cached_property
    def previous_url(self) -> str:
        """The page in front of this one."""
        return self._turn("before", self.page.previous, self.page_number - 1)

    @cached_property
    def bare_url(self) -> str:
        """The list without search and filters."""
        return self.path

    @cached_property
    def csv_url(self) -> str:
        """The same rows as a file."""
        query = self._query(*PLACE)
        query["format"] = "csv"
        return self._url(query) if self.listing.may_export else ""

    @cached_property
    def for_all(self) -> list[tuple[str, str]]:
        """What can be done with every row that search and filters leave: names and values of the address."""
        query = self._query("format", "sort", *PLACE)
        return [(name, value) for name, values in query.lists() for value in values if value]

    @cached_property
    def empty_url(self) -> str:
        """Where the button of the empty list leads."""
        return reverse(self.listing.empty.url_name) if self.listing.empty.url_name else ""

    def _head(self, column: Column[Row]) -> Head:
        sort = next((s for s in self.listing.sorts if s.key == column.sort), None)
        if sort is None:
            return Head(column, "", "")  # type: ignore[arg-type]  # a column of these rows
        current = sort.key == self.order.sort.key
        down = not self.order.descending if current else sort.descending
        query = self._query("sort", *PLACE)
        query["sort"] = Order(sort, down).parameter
        direction = ("descending" if self.order.descending else "ascending") if current else ""
        return Head(column, self._url(query), direction)  # type: ignore[arg-type]

    def _turn(self, name: str, cursor: Cursor | None, number: int) -> str:
        if cursor is None:
            return ""
        query = self._query(*PLACE)
        query[name] = cursor.write(self.listing.place(self.order))
        query["page"] = str(number)
        return self._url(query)

    def _query(self, *dropped: str) -> QueryDict:
        """What was asked, without some of it."""
        query = self.asked.copy()
        for name in dropped:
            query.pop(name, None)
        return query

    def _kept(self, *dropped: str) -> list[tuple[str, str]]:
        """Hidden inputs of a form that changes only ``dropped``."""
        query = self._query("format", *PLACE, *dropped)
        return [(name, value) for name, values in query.lists() for value in values if value]

    def _without(self, removed: tuple[tuple[str, str], ...]) -> str:
        query = self._query(*PLACE)
        for name, value in removed:
            query.setlist(name, [kept for kept in query.getlist(name) if kept != value])
        return self._url(query)

    def _url(self, query: QueryDict) -> str:
        text = query.urlencode()
        return f"{self.path}?{text}" if text else self.path

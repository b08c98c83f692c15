"""One page of a list as the template draws it: rows, heads, chips, and the addresses behind every control."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from vitalfew.web import numbers
from vitalfew.web.listing.choosing import COLUMNS, Choosable, choosable, columns_asked
from vitalfew.web.listing.columns import Cell, Column
from vitalfew.web.listing.conditions import BUILD, WHERE, Joined, joined
from vitalfew.web.listing.cursors import Cursor
from vitalfew.web.listing.files import FORMATS
from vitalfew.web.listing.filters import Filter
from vitalfew.web.listing.grouping import GROUP, Grouped, RowGroup, groupable
from vitalfew.web.listing.keeping import PLAIN, Tabs
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
    cells_url: str
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
    late_url: str = ""


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
    tabs: Tabs | None = None
    grouped: Grouped | None = None

    @cached_property
    def groups(self) -> list[tuple[RowGroup, str]]:
        """The groups, each with the address of its rows."""
        found = self.grouped.groups if self.grouped else []
        return [(one, self._url(one.asked) if one.asked is not None else "") for one in found]

    @cached_property
    def groupings(self) -> list[tuple[str, str, bool]]:
        """What the list can be grouped by: its name, the address, and whether it is."""
        now = self.grouped.filter.key if self.grouped else ""
        return [
            (str(one.label), self._with(GROUP, "" if one.key == now else one.key), one.key == now)
            for one in groupable(self.listing.filters)
        ]

    @cached_property
    def columns(self) -> list[Column[Row]]:
        """The columns that say something about these rows."""
        return [
            column
            for column in columns_asked(self.listing.columns, self.asked)
            if not column.when_filled
            or any(column.value_of(row) not in NOTHING for row in self.page.rows)
        ]

    @cached_property
    def choosable(self) -> list[Choosable]:
        """Every column one may choose, those shown first."""
        return choosable(self.listing.columns, self.asked)

    @cached_property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        """What the choice of columns sends along."""
        return self._kept(COLUMNS)

    @cached_property
    def usual_columns_url(self) -> str:
        """The same list with its usual columns; empty when it has them."""
        return self._url(self._query(COLUMNS, *PLACE)) if COLUMNS in self.asked else ""

    @cached_property
    def here_url(self) -> str:
        """The page itself."""
        return self._url(self.asked)

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The rows with their cells."""
        drawers = [column.drawer() for column in self.columns]
        return [
            ShownRow(
                row,
                self.listing.row_url(row),
                self.listing.panel_url(row),
                self.listing.cells_url(row),
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
            ShownFilter(
                f, f.fields(self.asked), self._kept(*f.parameters()), self._with("choices", f.key)
            )
            for f in self.listing.filters
        ]

    @cached_property
    def chips(self) -> list[ShownChip]:
        """The filters in force."""
        simple = [
            ShownChip(c.label, self._without(c.remove))
            for f in self.listing.filters
            for c in f.chips(self.asked)
        ]
        return simple + self._built_chips()

    @cached_property
    def built(self) -> Joined:
        """The filters joined with AND, OR and NOT."""
        return joined(self.listing.filters, self.asked)

    @cached_property
    def build_url(self) -> str:
        """Where filters are joined; empty for a list without any."""
        return self._with(BUILD, "1") if self.listing.filters else ""

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
    def notices(self) -> list[str]:
        """What was asked of fields that the reader does not see, and so was not done."""
        return [
            gettext("“%(field)s” is not shown to you, so the list is not narrowed by it.")
            % {"field": unseen.label}
            for unseen in self.listing.unseen
            if any(self.asked.get(name) for name in unseen.parameters())
            or any(one.key == unseen.key for one in self.built.group.conditions())
        ] + self._not_on_offer()

    @cached_property
    def bare_url(self) -> str:
        """The list without search and filters."""
        return self.tabs.all_url if self.tabs else self.path

    @cached_property
    def files(self) -> list[tuple[str, str]]:
        """The same rows as files: what each is called, and its address."""
        if not self.listing.may_export:
            return []
        return [(kind.upper(), self._with("format", kind)) for kind in FORMATS]

    @cached_property
    def for_all(self) -> list[tuple[str, str]]:
        """What can be done with every row that search and filters leave: names and values of the address."""
        query = self._query("format", "sort", COLUMNS, *PLACE)
        return [(name, value) for name, values in query.lists() for value in values if value]

    @cached_property
    def empty_url(self) -> str:
        """Where the button of the empty list leads."""
        return reverse(self.listing.empty.url_name) if self.listing.empty.url_name else ""

    def _built_chips(self) -> list[ShownChip]:
        word, parts = self.built.group.word, self.built.group.parts
        if (
            word == "any" and len(parts) > 1
        ):  # one chip: taking away a part would leave fewer rows, not more
            return [
                ShownChip(
                    self.built.in_words(self.built.group), self._url(self._query(WHERE, *PLACE))
                )
            ]
        return [
            ShownChip(self.built.in_words(part), self._with(WHERE, self.built.without(part)))
            for part in parts
        ]  # fmt: skip

    def _not_on_offer(self) -> list[str]:
        known = {one.key for one in self.listing.unseen}
        return [
            gettext("“%(filter)s” is not on offer here, so the list is not narrowed by it.")
            % {"filter": self.built.in_words(one)}
            for one in self.built.unanswered()
            if one.key not in known
        ]

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

    def _with(self, name: str, value: str) -> str:
        query = self._query("format", *PLACE)
        query[name] = value
        if not value:
            del query[name]
        return self._url(query)

    def _without(self, removed: tuple[tuple[str, str], ...]) -> str:
        query = self._query(*PLACE)
        for name, value in removed:
            query.setlist(name, [kept for kept in query.getlist(name) if kept != value])
        return self._url(query)

    def _url(self, query: QueryDict) -> str:
        text = query.urlencode(safe=PLAIN)
        return f"{self.path}?{text}" if text else self.path

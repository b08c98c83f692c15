"""A list as groups: how many rows have each value of a filter, and what they come to. Each group opens its rows.

The groups are the values of a filter that names the column they stand in (``ChoiceFilter.group_by``): who may not ask
the filter cannot group by it either, and the rows are those that the list would show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Model, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext as _

from vitalfew.web import numbers
from vitalfew.web.listing.columns import Column, Text, drawn
from vitalfew.web.listing.conditions import ANY_VALUE, LONGEST, MOST, WHERE, Condition, joined
from vitalfew.web.listing.conditions import Group as Joining
from vitalfew.web.listing.filters import ChoiceFilter, Filter

if TYPE_CHECKING:
    from vitalfew.web.listing.declaration import Listing

GROUP = "group"
EMPTY = (None, "")
MOST_GROUPS = 300


@dataclass(frozen=True)
class RowGroup:
    """The rows of one value: ``asked`` is what the address of the list says to show them, None where nothing can.

    ``cells`` are what stands beside it, each with the head of its column.
    """

    label: str
    number: int
    cells: list[tuple[Text, str]]
    asked: QueryDict | None


@dataclass(frozen=True)
class Grouped:
    """The groups of a list, the largest first; ``summed`` are the columns that are added up."""

    filter: ChoiceFilter
    summed: Sequence[Column[Any]]
    groups: list[RowGroup]

    @property
    def rows(self) -> int:
        """How many rows stand in all groups."""
        return sum(group.number for group in self.groups)


def groupable(filters: Sequence[Filter]) -> list[ChoiceFilter]:
    """The filters whose values a list can be grouped by."""
    return [one for one in filters if isinstance(one, ChoiceFilter) and one.group_by]


def group_asked(filters: Sequence[Filter], asked: QueryDict) -> ChoiceFilter | None:
    """The filter that an address groups by; None for none, and for one that the reader does not have."""
    wanted = asked.get(GROUP, "")
    return next((one for one in groupable(filters) if one.key == wanted), None) if wanted else None


def grouped[Row: Model](
    listing: "Listing[Row]", by: ChoiceFilter, rows: QuerySet[Row], asked: QueryDict
) -> Grouped:
    """What the rows come to by the values of a filter: one question to the database."""
    summed = [column for column in listing.columns if column.summed]
    sums = {f"sum_{column.key}": Sum(column.key) for column in summed}
    values = rows.order_by().values_list(by.group_by)
    found = list(values.annotate(number=Count("pk"), **sums).order_by("-number", by.group_by))
    return Grouped(by, summed, list(_groups(listing, by, summed, found, asked)))


def _groups(
    listing: "Listing[Any]",
    by: ChoiceFilter,
    summed: Sequence[Column[Any]],
    found: list[Any],
    asked: QueryDict,
) -> Iterator[RowGroup]:
    labels = {choice.value: str(choice.label) for choice in by.offered()}
    others = _Others(len(summed))
    shown: list[str] = []
    for place, (value, number, *sums) in enumerate(found):
        if value in EMPTY:
            query = _with_none(listing, by, asked)
            none = str(by.none) or _("Not filled in")
            yield RowGroup(none, number, _cells(summed, number, sums), query)
        elif str(value) in labels and place < MOST_GROUPS:
            query = _plain(asked)
            query.setlist(by.key, [str(value)])
            shown.append(str(value))
            yield RowGroup(labels[str(value)], number, _cells(summed, number, sums), query)
        else:
            others.add(number, sums)
    if others.number:
        told = _cells(summed, others.number, others.sums)
        no_value = any(value in EMPTY for value, *_rest in found)
        query = None if no_value and by.empty is None else _with_rest(listing, by, shown, asked)
        yield RowGroup(_("Others"), others.number, told, query)


class _Others:
    """What is left over."""

    def __init__(self, many: int) -> None:
        self.number = 0
        self.sums: list[Decimal | None] = [None] * many

    def add(self, number: int, sums: Sequence[Decimal | None]) -> None:
        """So many rows more."""
        self.number += number
        self.sums = [
            one if more is None else more + (one or 0)
            for one, more in zip(self.sums, sums, strict=True)
        ]


def _cells(
    summed: Sequence[Column[Any]], number: int, sums: Sequence[Decimal | None]
) -> list[tuple[Text, str]]:
    told = [
        (column.label, drawn(column.kind, value, _currency(column)))
        for column, value in zip(summed, sums, strict=True)
    ]
    return [(_("How many"), numbers.number(number)), *told]


def _currency(column: Column[Any]) -> str:
    return column.currency if isinstance(column.currency, str) else ""


def _plain(asked: QueryDict) -> QueryDict:
    """The address of the rows themselves."""
    query = asked.copy()
    for name in (GROUP, "after", "before", "page", "count", "format"):
        query.pop(name, None)
    return query


def _with_none(listing: "Listing[Any]", by: ChoiceFilter, asked: QueryDict) -> QueryDict | None:
    """The address of the rows without a value, where the filter knows of them."""
    if by.empty is None:
        return None
    query = _plain(asked)
    query.pop(by.key, None)
    return _narrowed(listing, asked, query, [Condition(by.key, (ANY_VALUE,), is_not=True)])


def _with_rest(
    listing: "Listing[Any]", by: ChoiceFilter, shown: Sequence[str], asked: QueryDict
) -> QueryDict | None:
    """The address of the rows with a value that has no group of its own; None where it would be too long to read."""
    more = [Condition(by.key, tuple(shown), is_not=True)] if shown else []
    if by.empty is not None:
        more.append(Condition(by.key, (ANY_VALUE,)))
    return _narrowed(listing, asked, _plain(asked), more)


def _narrowed(
    listing: "Listing[Any]", asked: QueryDict, query: QueryDict, more: Sequence[Condition]
) -> QueryDict | None:
    """An address with conditions beside those that it has; None where they would be too many."""
    before = joined(listing.filters, asked).group
    parts = before.parts if before.word == "all" else (before,)
    both = Joining("all", (*parts, *more))
    if sum(1 for _one in both.conditions()) > MOST or len(str(both)) > LONGEST:
        return None
    if both.parts:
        query[WHERE] = str(both)
    return query

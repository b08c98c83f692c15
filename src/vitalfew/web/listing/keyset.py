"""Pages by key, not by number: a page begins after the last row of the page before, whatever was added meanwhile.

The order is the sort key, then the primary key, both in the same direction, so that one index serves both ways.
Rows whose sort key is NULL come last, in a second phase with its own cursor: SQL never finds NULL beyond anything.
"""

from dataclasses import dataclass, field

from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.functional import Promise

from vitalfew.web.listing.cursors import Cursor


@dataclass(frozen=True)
class Sort:
    """A way to order the rows: a field (or annotation), and which end comes first.

    ``tie`` names the column that holds the primary key beside ``field``: where the sort key comes from a joined
    table, its copy of the key must settle ties, so that one index of that table serves the order and the cursor.
    """

    key: str
    label: str | Promise
    field: str
    descending: bool = True
    nullable: bool = False
    tie: str = "pk"
    guard: str = ""


@dataclass(frozen=True)
class Order:
    """A sort in the direction that was asked for."""

    sort: Sort
    descending: bool
    # What the filters ask, said of the joined table the sort key comes from: true wherever there is a key.
    copied: Q = field(default_factory=Q)

    @property
    def parameter(self) -> str:
        """As it stands in the address: ``-amount`` or ``amount``."""
        return f"-{self.sort.key}" if self.descending else self.sort.key

    def cursor(self, row: Model) -> Cursor:
        """The place of ``row`` in this order."""
        value: object = row
        for name in self.sort.field.split("__"):
            value = getattr(value, name, None)
        return Cursor(value, row.pk)


@dataclass(frozen=True)
class Page[Row: Model]:
    """Some rows and the cursors to the pages around them."""

    rows: list[Row]
    previous: Cursor | None
    next: Cursor | None

    @property
    def is_whole(self) -> bool:
        """There are no rows but these."""
        return self.previous is None and self.next is None


def first_page[Row: Model](rows: QuerySet[Row], order: Order, size: int) -> Page[Row]:
    """The beginning of the list."""
    found = _walk(rows, order, None, forward=True, wanted=size + 1)
    return Page(found[:size], None, order.cursor(found[size - 1]) if len(found) > size else None)


def page_after[Row: Model](
    rows: QuerySet[Row], order: Order, cursor: Cursor, size: int
) -> Page[Row]:
    """The rows behind ``cursor``."""
    found = _walk(rows, order, cursor, forward=True, wanted=size + 1)
    shown = found[:size]
    before = order.cursor(shown[0]) if shown else cursor
    return Page(shown, before, order.cursor(shown[-1]) if len(found) > size else None)


def page_before[Row: Model](
    rows: QuerySet[Row], order: Order, cursor: Cursor, size: int
) -> Page[Row]:
    """The rows in front of ``cursor``; a page that would be short is the first one, and is filled up."""
    found = _walk(rows, order, cursor, forward=False, wanted=size + 1)
    if len(found) <= size:
        return first_page(rows, order, size)
    shown = found[:size][::-1]
    return Page(shown, order.cursor(shown[0]), order.cursor(shown[-1]))


def ordered[Row: Model](rows: QuerySet[Row], order: Order) -> QuerySet[Row]:
    """All rows in order, for a file."""
    key, last = F(order.sort.field), "-pk" if order.descending else "pk"
    return rows.order_by(
        key.desc(nulls_last=True) if order.descending else key.asc(nulls_last=True), last
    )


def _walk[Row: Model](
    rows: QuerySet[Row], order: Order, cursor: Cursor | None, *, forward: bool, wanted: int
) -> list[Row]:
    """Up to ``wanted`` rows from the cursor on, through the phase of values and the phase of NULLs."""
    phases = [False, True] if order.sort.nullable else [False]
    if not forward:
        phases.reverse()
    if cursor is not None:
        phases = (
            phases[phases.index(cursor.value is None) :] if (cursor.value is None) in phases else []
        )
    found: list[Row] = []
    for empty in phases:
        place = cursor if cursor is not None and (cursor.value is None) is empty else None
        found += _phase(rows, order, place, empty=empty, forward=forward)[: wanted - len(found)]
        if len(found) == wanted:
            break
    return found


def _phase[Row: Model](
    rows: QuerySet[Row], order: Order, cursor: Cursor | None, *, empty: bool, forward: bool
) -> QuerySet[Row]:
    """The rows of one phase behind the cursor, in walking order."""
    field = order.sort.field
    down = order.descending is forward
    if order.sort.nullable:
        rows = rows.filter(**{f"{field}__isnull": empty})
        rows = rows if empty else rows.filter(order.copied)
    columns = ["pk"] if empty else [field, order.sort.tie]
    if cursor is not None:
        rows = rows.filter(_beyond(columns, cursor, down=down))
    return rows.order_by(*(f"-{name}" if down else name for name in columns))


def _beyond(columns: list[str], cursor: Cursor, *, down: bool) -> TupleLessThan | TupleGreaterThan:
    """Strictly behind the cursor: one comparison of rows, which an index on the columns answers."""
    place = (cursor.key,) if len(columns) == 1 else (cursor.value, cursor.key)
    compare = TupleLessThan if down else TupleGreaterThan
    return compare(tuple(F(name) for name in columns), place)

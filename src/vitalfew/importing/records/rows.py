"""Checked rows of a file of records, as they come back from the staging table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import connection

from vitalfew.importing.models import LedgerImport

AT_ONCE = 5000
BETWEEN = "; "  # several numbers, addresses or tags in one text


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONTESTED = "contested"  # somebody changed the record after the preview was drawn
    SKIPPED = "skipped"  # as the member chose: known ones, or unknown ones, or those that look like others
    BAD = "bad"


@dataclass
class Row:
    """One row: its number in the file, its cells by field, and the facts that they make.

    ``place`` is the customer whom a contact's row names.
    """

    number: int
    cells: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)
    place: int = 0


@dataclass(frozen=True)
class Match:
    """Which record a row is about: 0 for none yet. ``fault`` (field, rule) where that cannot be said, or may not be."""

    record: int = 0
    fault: tuple[str, str] | None = None


@dataclass
class Plan:
    """What is to be done with a row. ``place`` is the customer at whom a contact has the row's position.

    ``changes``: what each fact is and becomes. ``seen``: a number for what the record says of these facts now.
    """

    row: Row
    outcome: Outcome
    record: int = 0
    place: int = 0
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    fault: tuple[str, str] | None = None
    seen: int = 0


def staged(
    found: LedgerImport, names: Sequence[str], numbers: Sequence[int] = ()
) -> Iterator[list[Row]]:
    """The rows that wait, some at a time, in the order of the file; all of them, or those of these numbers."""
    last, some = 0, "AND row = ANY(%s)" if numbers else ""
    columns = "".join(f', "{name}"' for name in names)
    sql = (
        f"SELECT row{columns} FROM {found.stage} WHERE row > %s {some} ORDER BY row LIMIT {AT_ONCE}"
    )
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [last, list(numbers)] if numbers else [last])
            rows = [_row(names, values) for values in cursor.fetchall()]
        if not rows:
            return
        yield rows
        last = rows[-1].number


def _row(names: Sequence[str], values: Sequence[object]) -> Row:
    number, *cells = values
    told = {name: str(cell) for name, cell in zip(names, cells, strict=True) if cell is not None}
    return Row(int(str(number)), told)


def joined(texts: Mapping[str, str], names: Sequence[str]) -> str:
    """Several cells as one text."""
    return BETWEEN.join(texts[name] for name in names if texts.get(name))


def parts_of(text: str) -> list[str]:
    """The parts of such a text, each once."""
    return list(dict.fromkeys(part for part in text.split(BETWEEN) if part))

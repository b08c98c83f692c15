"""Which columns a list shows, and in which order: ``?cols=name,tier``, chosen by whoever looks.

Only columns that the reader's list has can be chosen, so a field that is hidden from somebody comes back by no address.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from vitalfew.web.listing.columns import Column

COLUMNS = "cols"
LONGEST = 2000  # characters


@dataclass(frozen=True)
class Choosable:
    """A column that can be shown, and whether it is."""

    column: Column[Any]
    is_shown: bool


def keys_asked(asked: QueryDict) -> list[str]:
    """The columns that the address names, each once; a form names each by itself."""
    text = ",".join(asked.getlist(COLUMNS))[:LONGEST]
    return list(dict.fromkeys(key for key in text.split(",") if key))


def usual[Row](columns: Sequence[Column[Row]]) -> list[Column[Row]]:
    """What is shown to whoever chose nothing."""
    return [column for column in columns if not column.when_chosen]


def columns_asked[Row](columns: Sequence[Column[Row]], asked: QueryDict) -> list[Column[Row]]:
    """The columns in the order of the address; the usual ones when it names none that there are."""
    known = {column.key: column for column in columns}
    chosen = [known[key] for key in keys_asked(asked) if key in known]
    if not chosen:
        return usual(columns)
    # What somebody chose stays, also on a page where it says nothing; what has no name holds buttons, and stays too.
    buttons = [column for column in columns if not column.label and column not in chosen]
    return [replace(column, when_filled=False) for column in chosen] + buttons


def choosable[Row](columns: Sequence[Column[Row]], asked: QueryDict) -> list[Choosable]:
    """Every column: those shown in their order, then the rest."""
    shown = [column.key for column in columns_asked(columns, asked)]
    rest = [column.key for column in columns if column.key not in shown]
    known = {column.key: column for column in columns if column.label}
    return [Choosable(known[key], key in shown) for key in (*shown, *rest) if key in known]


def settled[Row](columns: Sequence[Column[Row]], asked: QueryDict) -> QueryDict:
    """The same address with the columns said once and short, or not at all when they are the usual ones."""
    if COLUMNS not in asked:
        return asked
    short = asked.copy()
    del short[COLUMNS]
    keys = [column.key for column in columns_asked(columns, asked) if column.label]
    if keys != [column.key for column in usual(columns) if column.label]:
        short[COLUMNS] = ",".join(keys)
    return short

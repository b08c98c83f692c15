"""Which records can have own fields: the apps that hold them say so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from vitalfew.access.api import Module
from vitalfew.fields.models import Sheet

type Word = tuple[str, str | Promise]


@dataclass(frozen=True)
class Record:
    """A kind of record: its sheets, how its rows name them, its kinds and its stages, and who sees which rows.

    ``owner`` is the sheet's column that names the record's row; ``sheet`` the row's own name for its sheet. ``label``
    is what they are together called; ``asked_of_all`` is said of a field that is asked of every kind of them.
    """

    key: str
    module: Module
    model: type[Model]
    sheets: type[Sheet]
    owner: str
    visible_to: Callable[[Any], QuerySet[Any]]
    label: str | Promise
    asked_of_all: str | Promise
    variants: Sequence[Word] = ()
    stages: Sequence[Word] = ()
    sheet: str = "sheet"

    @property
    def table(self) -> str:
        """Where the sheets are."""
        return self.sheets._meta.db_table

    @property
    def owner_column(self) -> str:
        """The column of the table that names the record's row."""
        return f"{self.owner}_id"

    def reached(self, stage: str) -> list[str]:
        """The stages up to this one."""
        names = [name for name, _label in self.stages]
        return names[: names.index(stage) + 1] if stage in names else names


_records: dict[str, Record] = {}


def register_record(record: Record) -> Record:
    """Let a kind of record have own fields."""
    _records[record.key] = record
    return record


def record_of(key: str) -> Record:
    """The kind of record of that key."""
    return _records[key]


def known_record(key: str) -> Record | None:
    """The same for a key that somebody sent; None where there is no such kind."""
    return _records.get(key)


def record_with(sheets: type[Model]) -> Record:
    """The kind of record whose sheets these are."""
    return next(one for one in _records.values() if one.sheets is sheets)


def records() -> list[Record]:
    """Every kind of record that can have own fields."""
    return list(_records.values())

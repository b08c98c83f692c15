"""Lists for somebody who does not see every field: what is hidden is left out, what is masked tells nothing by order.

A column, filter or sort that names a ``guard`` tells that field. Which fields a member sees is not known here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from vitalfew.web.listing.columns import Column


class Sight(Protocol):
    """What a list asks about a field."""

    def reads(self, guard: str) -> bool:
        """Whether filters and sorts may use it."""

    def is_hidden(self, guard: str) -> bool:
        """Whether its column is left out."""

    def shown(self, guard: str, value: object) -> object:
        """A cell's value as it may be seen."""


class Guarded(Protocol):
    """A filter or a sort."""

    @property
    def guard(self) -> str:
        """The field it tells."""


@dataclass(frozen=True)
class _Seen[Row]:
    """A cell's value behind its guard."""

    value_of: Callable[[Row], object]
    sight: Sight
    guard: str

    def __call__(self, row: Row) -> object:
        return self.sight.shown(self.guard, self.value_of(row))


def usable[Part: Guarded](parts: "list[Part] | tuple[Part, ...]", sight: Sight) -> list[Part]:
    """The filters or sorts that tell nothing one may not read."""
    return [part for part in parts if not part.guard or sight.reads(part.guard)]


def columns_seen[Row](
    columns: "list[Column[Row]] | tuple[Column[Row], ...]", sight: Sight
) -> list[Column[Row]]:
    """The columns without hidden ones; masked ones are plain text."""
    seen = []
    for column in columns:
        if not column.guard or sight.reads(column.guard):
            seen.append(column)
        elif not sight.is_hidden(column.guard):
            value = _Seen(column.value_of, sight, column.guard)
            seen.append(
                replace(
                    column, value=value, kind="text", template="", draw=None, sort="", places=None
                )
            )
    return seen

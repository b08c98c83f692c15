"""How the cells of one column are read: each distinct text once, and those that stand as they should not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.importing.cells import dates, parsing, plain
from vitalfew.importing.cells.parsing import Unreadable


@dataclass(frozen=True)
class How:
    """What a file does not say of itself: which part of a date is the day, the currency, where the company is."""

    date_order: str = "mdy"
    currency: str = "CNY"
    zone: str = "UTC"


@dataclass(frozen=True)
class Reader:
    """Reads a field's cells: ``parse`` gives a value, None for nothing, or raises Unreadable.

    ``is_plain`` says which texts ``parse`` would leave as they are.
    """

    parse: Callable[[str], object]
    is_plain: plain.Plain = plain.nothing

    def read(self, texts: pa.Array) -> tuple[pa.Array, dict[int, str]]:
        """The values as texts, and the broken rule of each text that has none, by its position."""
        codes: dict[int, str] = {}
        to_read = pc.invert(self.is_plain(texts))
        positions = np.flatnonzero(to_read.to_numpy(zero_copy_only=False))
        if not positions.size:
            return texts, codes
        values: list[str | None] = []
        for position, text in zip(
            positions.tolist(), texts.filter(to_read).to_pylist(), strict=True
        ):
            try:
                value = self.parse(text) if text.strip() else None
            except Unreadable as error:
                value, codes[position] = None, error.code
            values.append(None if value is None else str(value))
        return pc.replace_with_mask(texts, to_read, pa.array(values, pa.string())), codes


type ReaderFor = Callable[[How], Reader]


def words(limit: int) -> ReaderFor:
    """Text of at most so many letters."""
    reader = Reader(partial(parsing.words, limit=limit), partial(plain.words, limit=limit))
    return lambda how: reader


def number(how: How) -> Reader:
    """A number of at most four decimals."""
    return Reader(parsing.number, plain.number)


def price(how: How) -> Reader:
    """What one piece costs."""
    return Reader(parsing.price, plain.price)


def moment(how: How) -> Reader:
    """A day, with the time where there is one."""
    return Reader(partial(dates.moment, order=how.date_order, zone=how.zone), plain.moment)


def currency(how: How) -> Reader:
    """A currency by its code, sign or name."""
    return Reader(parsing.currency_code)


def read_by(parse: Callable[[str], object]) -> ReaderFor:
    """Every text by this rule."""
    return lambda how: Reader(parse)

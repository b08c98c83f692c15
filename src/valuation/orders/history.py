"""Purchase histories in the form the models read them, and their compression."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from valuation.arrays import (
    FloatArray,
    Int32Array,
    Int64Array,
    IntArray,
    int_column,
    require_same_length,
)
from valuation.errors import ValuationError
from valuation.orders.kernels import Pairs, kernels_for
from valuation.slices import in_slices

CELLS = 1_000_000  # of a table by repeats and age that may have empty rows
DENSE = 8  # possible cells per row, up to which a table of all cells is worth its memory


@dataclass(frozen=True, slots=True)
class History:
    """Repeat purchases x, recency t_x and age T per customer; times are whole days.

    recency is the time from the first to the last purchase, age from the first purchase to today.
    """

    repeats: Int32Array
    recency: Int32Array
    age: Int32Array

    @property
    def customers(self) -> int:
        """Number of customers."""
        return int(self.repeats.size)

    @property
    def repeaters(self) -> int:
        """Number of customers who bought again."""
        return int(np.count_nonzero(self.repeats))

    def where(self, chosen: npt.NDArray[Any]) -> "History":
        """Return the chosen customers, by mask or by index."""
        return History(self.repeats[chosen], self.recency[chosen], self.age[chosen])


@dataclass(frozen=True, slots=True)
class UniqueRows:
    """The distinct histories of a base and how many customers share each."""

    history: History
    weight: FloatArray

    @property
    def size(self) -> int:
        """Number of distinct histories."""
        return self.history.customers

    @property
    def customers(self) -> float:
        """Number of customers behind them."""
        return float(self.weight.sum())

    def coarse(self, days: int) -> "UniqueRows":
        """Move times to the middle of spans of `days`: fewer rows, not quite the same likelihood."""
        rows = self.history
        spans = History(rows.repeats, rows.recency // days, rows.age // days)
        few = _group(spans, self.weight)
        repeats, recency, age = few.history.repeats, few.history.recency, few.history.age
        middle = np.int32(days // 2)
        back = np.where(repeats > 0, recency * np.int32(days) + middle, np.int32(0))
        return UniqueRows(History(repeats, back, age * np.int32(days) + middle), few.weight)


def history(repeats: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> History:
    """Check three columns of whole numbers and return them as histories.

    Raises ValuationError unless 0 <= recency <= age, and recency is 0 exactly where repeats is 0.
    """
    columns = {
        name: int_column(name, values).astype(np.int32, copy=False)
        for name, values in (("repeats", repeats), ("recency", recency), ("age", age))
    }
    require_same_length(columns)
    rows = History(**columns)
    _require_order(rows)
    return rows


def compress(rows: History) -> UniqueRows:
    """Return the distinct rows and their counts; the likelihood of both is the same."""
    return _group(rows, None)


def distinct(rows: History) -> tuple[UniqueRows, Int64Array]:
    """Return the distinct rows in order, and for each row which of them it is."""
    if rows.customers == 0:
        return UniqueRows(rows, np.zeros(0)), np.zeros(0, np.int64)
    keys, width = _keys(rows)
    found, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return UniqueRows(_rows_of(found, width), counts.astype(np.float64)), place


def by_repeats_and_age(
    rows: History, formula: Callable[[FloatArray, FloatArray], FloatArray]
) -> FloatArray:
    """Evaluate formula(repeats, age in days) once for each pair that occurs; one value per row."""
    if rows.customers == 0:
        return np.zeros(0)
    width = int(rows.age.max()) + 1
    present = np.ones(int(rows.repeats.max()) + 1, np.bool_)
    if present.size * width > CELLS:  # else a table with rows that nobody looks at is no harm
        present = np.bincount(rows.repeats) > 0
    distinct = np.flatnonzero(present).astype(np.float64)
    pairs = Pairs(np.cumsum(present) - 1, width, rows.repeats, rows.age)
    kernels = kernels_for(rows.customers)
    seen = np.zeros(distinct.size * width, np.bool_)
    kernels.mark(pairs, seen)
    cells = np.flatnonzero(seen)
    table = np.empty(seen.size)
    table[cells] = formula(distinct[cells // width], (cells % width).astype(np.float64))
    return kernels.pick(pairs, table)


def _group(rows: History, weight: FloatArray | None) -> UniqueRows:
    if rows.customers == 0:
        return UniqueRows(rows, np.zeros(0))
    key, width = _keys(rows)
    if weight is None:
        key.sort()
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
        keys, total = key[first], np.diff(first, append=key.size).astype(np.float64)
    elif int(key.max()) < DENSE * key.size:  # adding up by place is quicker than sorting
        by_key = np.bincount(key, weights=weight)
        keys = np.flatnonzero(by_key)
        total = by_key[keys]
    else:
        keys, position = np.unique(key, return_inverse=True)
        total = np.bincount(position, weights=weight)
    return UniqueRows(_rows_of(keys, width), total)


def _keys(rows: History) -> tuple[IntArray, int]:
    """Return one number per row that orders by repeats, recency and age, and its base."""
    width = int(rows.age.max()) + 1
    cells = (int(rows.repeats.max()) + 1) * width * width
    narrow = cells < 2**31  # the narrower key sorts twice as fast
    keys: IntArray = np.empty(rows.customers, np.int32 if narrow else np.int64)

    def fill(part: slice) -> None:
        np.multiply(rows.repeats[part], width, out=keys[part], dtype=keys.dtype)
        np.add(keys[part], rows.recency[part], out=keys[part])
        np.multiply(keys[part], width, out=keys[part])
        np.add(keys[part], rows.age[part], out=keys[part])

    in_slices(rows.customers, fill)
    return keys, width


def _rows_of(keys: IntArray, width: int) -> History:
    pair, age = keys // width, keys % width
    return History(*(column.astype(np.int32) for column in (pair // width, pair % width, age)))


def _require_order(rows: History) -> None:
    broken = (rows.repeats < 0) | (rows.recency < 0) | (rows.recency > rows.age)
    broken |= (rows.repeats == 0) != (rows.recency == 0)
    count = int(np.count_nonzero(broken))
    if count:
        rule = "0 <= recency <= age, and recency is 0 exactly where repeats is 0"
        raise ValuationError("times_disagree", column="recency", rows=count, rule=rule)

"""Who stays: retention by cohort, a cohort being the customers who first bought in one period."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from valuation.arrays import (
    BoolArray,
    FloatArray,
    Int64Array,
    code_column,
    day_column,
    int_column,
    require_same_length,
)
from valuation.errors import ValuationError

LONGEST_GRID = 600  # periods: fifty years of months; beyond, days were taken for periods


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Counts by cohort (row, oldest first) and age in periods (column, 0 is the first purchase).

    `seen` says which cells lie within the log; counts of the others are 0 and rates NaN.
    """

    first_period: int  # the period of the first row
    active: Int64Array  # customers of the cohort who bought at this age
    kept: Int64Array  # of those, who bought at the age before too
    seen: BoolArray

    @property
    def size(self) -> Int64Array:
        """Customers in each cohort."""
        sizes: Int64Array = self.active[:, 0]
        return sizes

    @property
    def share(self) -> FloatArray:
        """Active customers over the size of the cohort; NaN outside the log, or without customers."""
        return _ratio(
            self.active, np.broadcast_to(self.size[:, None], self.active.shape), self.seen
        )

    @property
    def rate(self) -> FloatArray:
        """Retention rate: active before and still active, over active before; NaN at age 0."""
        before = np.zeros_like(self.active)
        before[:, 1:] = self.active[:, :-1]
        return _ratio(self.kept, before, self.seen)

    @property
    def rate_by_age(self) -> FloatArray:
        """The retention rate of all cohorts together, by age; NaN at age 0."""
        followed = np.zeros(self.active.shape, np.bool_)
        followed[:, :-1] = self.seen[:, 1:]
        before = np.append(0, (self.active * followed).sum(axis=0)[:-1])
        return _ratio(self.kept.sum(axis=0), before, before > 0)


def month_of(day: npt.ArrayLike) -> Int64Array:
    """Return calendar months since January 1970, from days since 1970-01-01 or datetime64."""
    days = day_column("day", day).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64)


def cohorts(
    customer: npt.ArrayLike, period: npt.ArrayLike, *, customers: int, last: int | None = None
) -> Cohorts:
    """Return the cohort grid of purchases.

    One row per purchase, in any sequence: `customer` codes 0..customers-1, `period` whole numbers
    that count months, quarters or years without gaps (see `month_of`). A customer is active in a
    period with a purchase in it. The grid ends with `last`, by default the newest period; give the
    last whole one, for an unfinished month looks like customers lost. Raises ValuationError naming
    column, number of rows and rule.
    """
    codes = code_column("customer", customer, customers)
    periods = int_column("period", period).astype(np.int64)
    require_same_length({"customer": codes, "period": periods})
    end = int(periods.max(initial=0)) if last is None else last
    codes, periods = codes[periods <= end], periods[periods <= end]
    if periods.size == 0:
        nothing = np.zeros((0, 1), np.int64)
        return Cohorts(end, nothing, nothing, np.zeros((0, 1), np.bool_))
    return _grid(codes.astype(np.int64), periods, customers, end)


def _grid(codes: Int64Array, periods: Int64Array, customers: int, end: int) -> Cohorts:
    start = int(periods.min())
    width = _width(start, end, periods.size)
    bought = np.unique(codes * width + (periods - start))  # one entry per customer and period
    who, when = bought // width, bought % width
    first = np.zeros(customers, np.int64)
    first[who[::-1]] = when[::-1]  # the last one written is the earliest
    cell = first[who] * width + when - first[who]
    follows = np.append(
        False, bought[1:] == bought[:-1] + 1
    )  # a customer's row starts after a jump
    follows &= when > first[who]
    return Cohorts(
        first_period=start,
        active=np.bincount(cell, minlength=width * width).reshape(width, width),
        kept=np.bincount(cell[follows], minlength=width * width).reshape(width, width),
        seen=np.add.outer(np.arange(width), np.arange(width)) < width,
    )


def _width(start: int, end: int, rows: int) -> int:
    if end - start >= LONGEST_GRID:
        rule = f"within {LONGEST_GRID} periods of each other; count months, not days"
        raise ValuationError("too_many_periods", column="period", rows=rows, rule=rule)
    return end - start + 1


def _ratio(above: Int64Array, below: Int64Array, known: BoolArray) -> FloatArray:
    ratio = np.full(above.shape, np.nan)
    np.divide(above, below, out=ratio, where=known & (below > 0))
    return ratio

"""Buying rhythm: when the next purchase is due, by the customer's own intervals."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from valuation.arrays import DUST, FloatArray, Int32Array, Int64Array
from valuation.errors import ValuationError
from valuation.orders.state import OrderLog

type Standing = Literal["unknown", "not_due", "due", "late"]
STANDINGS: Final[tuple[Standing, ...]] = ("unknown", "not_due", "due", "late")
FEWEST_INTERVALS: Final = 3
TOLERANCE: Final = 3.0  # standard deviations after the mean interval that are still no delay
LEAST_SPREAD: Final = 0.1  # of the mean interval: nobody is as punctual as a short history looks


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a customer buys; arrays have one entry per customer, NaN where unknown."""

    intervals: Int64Array  # between purchase days
    mean: FloatArray  # days
    spread: FloatArray  # standard deviation in days, at least a tenth of the mean
    elapsed: FloatArray  # days since the last purchase
    due: FloatArray  # day of the next purchase, since 1970
    standing: Int64Array  # position in STANDINGS


def rhythm(log: OrderLog, *, as_of: int, tolerance: float = TOLERANCE) -> Rhythm:
    """Return when each customer's next purchase is due, from its own intervals.

    Due once the mean interval has passed, late `tolerance` standard deviations after it. Fewer than
    3 intervals say nothing ("unknown"). A purchase is a day whose net amount is positive.
    """
    if not tolerance > 0:
        raise ValuationError("tolerance_out_of_range", column="tolerance", rows=1, rule="above 0")
    customer, day = purchase_days(log.between(-(2**31), as_of))
    follows = customer[1:] == customer[:-1]
    gap = np.diff(day)[follows].astype(np.float64)
    of = customer[1:][follows]
    count = np.bincount(of, minlength=log.customers)
    mean, spread = _moments(gap, of, count, log.customers)
    last = np.full(log.customers, np.nan)
    last[customer] = day  # in order of days: the last one stays
    elapsed = as_of - last
    standing = 1 + (elapsed >= mean).astype(np.int64) + (elapsed > mean + tolerance * spread)
    return Rhythm(count, mean, spread, elapsed, last + mean, np.where(np.isnan(mean), 0, standing))


def purchase_days(log: OrderLog) -> tuple[Int64Array, Int64Array]:
    """Return customer and day of every purchase, by customer, then day."""
    if log.rows == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    earliest = int(log.day.min())
    span = int(log.day.max()) - earliest + 1
    key = log.customer.astype(np.int64) * span + (log.day - np.int32(earliest))
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    bought = np.add.reduceat(log.amount[order], starts) > DUST
    days = ordered[starts][bought]
    return days // span, days % span + earliest


def _moments(
    gap: FloatArray, of: Int64Array | Int32Array, count: Int64Array, customers: int
) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of the intervals, NaN below 3 of them."""
    enough = count >= FEWEST_INTERVALS
    nothing = np.full(customers, np.nan)
    total = np.bincount(of, weights=gap, minlength=customers)
    mean = np.divide(total, count, out=nothing.copy(), where=enough)
    deviation = np.square(gap - mean[of])
    squares = np.bincount(of, weights=deviation, minlength=customers)
    spread = np.sqrt(np.divide(squares, count - 1, out=nothing, where=enough))
    return mean, np.maximum(spread, LEAST_SPREAD * mean)

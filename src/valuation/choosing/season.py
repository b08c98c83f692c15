"""Do purchases follow the time of year? Measured on the log, with a stated rule.

With two full years or more: monthly purchases (logarithms) are explained by a bent trend alone, and
by trend and calendar month. Seasonal is a log whose months matter at the 1 % level (F-test) and
whose best month brings at least a quarter more than its worst. Strength is the share of what the
trend leaves unexplained that the months explain.

With less, no month has been seen twice. Then the holdouts speak: seasonal, or uneven in another way,
is a log where one holdout's total needed a factor at least a quarter higher than another's, and
their 95 % intervals do not touch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import fdtrc

from valuation.arrays import DUST, FloatArray, Int64Array
from valuation.choosing.grading import Factor
from valuation.orders.state import OrderLog

type Basis = Literal["same_months", "holdouts", "nothing"]

YEAR: Final = 12
FEWEST_MONTHS: Final = 2 * YEAR
CHANCE: Final = 0.01
CLEAR_SWING: Final = 1.25
TREND_TERMS: Final = 3  # level, slope, bend


@dataclass(frozen=True, slots=True)
class Season:
    """Whether purchases follow the time of year, and how that was measured."""

    seasonal: bool
    basis: Basis
    swing: float  # best month over worst, or highest factor of a holdout over lowest; 1 if unknown
    strength: float | None  # 0..1; None without two full years
    peak_month: int | None  # 1..12; None without two full years
    months: int  # full months in the log


def season(log: OrderLog, as_of: int, factors: Sequence[Factor] = ()) -> Season:
    """Return what the log, and the factors of its holdouts, say about the time of year."""
    first, counts = monthly_purchases(log, as_of)
    if counts.size >= FEWEST_MONTHS:
        return _by_months(first, counts)
    return _by_holdouts(factors, counts.size)


def monthly_purchases(log: OrderLog, as_of: int) -> tuple[int, FloatArray]:
    """Return the first full calendar month (since January 1970) and the purchases of each up to as_of."""
    seen = log.between(-(2**31), as_of)
    if seen.rows == 0:
        return 0, np.zeros(0)
    day = _purchase_days(seen)
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    start = int(month.min()) + (not _opens_month(int(seen.day.min())))
    stop = _month(as_of + 1)  # the first month that is not over
    counts = np.bincount(month[month >= start] - start, minlength=max(stop - start, 0))
    return start, counts[: max(stop - start, 0)].astype(np.float64)


def _purchase_days(log: OrderLog) -> Int64Array:
    """Return the day of every purchase: a customer-day with a net amount above zero."""
    first = int(log.day.min())
    width = int(log.day.max()) - first + 1
    key = log.customer.astype(np.int64) * width + (log.day.astype(np.int64) - first)
    keys, position = np.unique(key, return_inverse=True)
    net = np.bincount(position, weights=log.amount)
    days: Int64Array = keys[net > DUST] % width + first
    return days if days.size else np.full(1, first, np.int64)


def _by_months(first: int, counts: FloatArray) -> Season:
    month = (first + np.arange(counts.size)) % YEAR
    purchases = np.log(counts + 0.5)
    trend = np.vander(np.linspace(-1, 1, counts.size), TREND_TERMS)
    both = np.column_stack([trend, np.eye(YEAR)[month][:, 1:]])
    effects, unexplained = _least_squares(both, purchases)
    _, by_trend = _least_squares(trend, purchases)
    free = counts.size - both.shape[1]
    explained = max(by_trend - unexplained, 0.0)
    ratio = explained / (YEAR - 1) / max(unexplained / free, 1e-300)
    by_month = np.append(0.0, effects[TREND_TERMS:])
    swing = float(np.exp(np.ptp(by_month)))
    return Season(
        seasonal=bool(fdtrc(YEAR - 1, free, ratio) < CHANCE and swing >= CLEAR_SWING),
        basis="same_months",
        swing=swing,
        strength=explained / by_trend if by_trend > 0 else 0.0,
        peak_month=int(np.argmax(by_month)) + 1,
        months=counts.size,
    )


def _by_holdouts(factors: Sequence[Factor], months: int) -> Season:
    told = [each for each in factors if each.value > 0]
    if len(told) < 2:
        return Season(False, "nothing", 1.0, None, None, months)
    highest = max(told, key=lambda each: each.value)
    lowest = min(told, key=lambda each: each.value)
    swing = highest.value / lowest.value
    apart = swing >= CLEAR_SWING and highest.low > lowest.high
    return Season(apart, "holdouts", swing, None, None, months)


def _least_squares(columns: FloatArray, values: FloatArray) -> tuple[FloatArray, float]:
    """Return the coefficients and the sum of squares they leave."""
    coefficients: FloatArray = np.linalg.lstsq(columns, values, rcond=None)[0]
    return coefficients, float(np.sum((values - columns @ coefficients) ** 2))


def _month(day: int) -> int:
    return int(np.datetime64(day, "D").astype("datetime64[M]").astype(np.int64))


def _opens_month(day: int) -> bool:
    return _month(day) != _month(day - 1)

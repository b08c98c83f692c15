"""Do the ranges hold what they promise? Counted on the holdouts, not assumed.

Purchases are whole, so a customer's 80 % range holds the outcome with at least 80 %; for customers
who buy rarely it is often 0 to 1 and holds much more. The total has no such slack.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from valuation.arrays import FloatArray, Int64Array
from valuation.choosing.contest import Trial
from valuation.choosing.grading import NO_FACTOR, Factor
from valuation.components.value_ranges import ValueRanges, value_range
from valuation.orders.state import CustomerState
from valuation.purchases.ranges import Ranges, predictive_range
from valuation.spend.gamma_gamma import fit_gamma_gamma

LEVEL: Final = 0.8
type Inside = tuple[int, int, bool]  # customers inside, customers, and whether their total was

LOOKED_AT: Final = 20_000  # customers per holdout; of more, every k-th


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the ranges held the outcome."""

    level: float  # what they promise
    customers: float  # share of the customers inside theirs, all holdouts together
    totals_inside: int  # holdouts whose total was inside its range
    totals: int  # holdouts counted

    @property
    def too_narrow(self) -> bool:
        """Whether fewer customers than promised were inside, or most of several totals outside."""
        mostly_outside = self.totals > 1 and 2 * self.totals_inside < self.totals
        return self.customers < self.level or mostly_outside


def coverage(
    trials: Sequence[Trial],
    method: str,
    *,
    level: float = LEVEL,
    factors: Sequence[Factor] = (),
) -> Coverage | None:
    """Return how the ranges of a method did; None where the data identified it for no holdout.

    With `factors`, one for each trial, each holdout's ranges are first multiplied by its own.
    """
    return _counted(trials, method, level, factors, _purchases_inside)


def spend_coverage(
    trials: Sequence[Trial],
    method: str,
    *,
    level: float = LEVEL,
    factors: Sequence[Factor] = (),
) -> Coverage | None:
    """Return the same for the spend in the holdouts; None where the spend is not identified either."""
    return _counted(trials, method, level, factors, _spend_inside)


def _counted(
    trials: Sequence[Trial],
    method: str,
    level: float,
    factors: Sequence[Factor],
    inside_of: Callable[[Trial, str, float, Factor], Inside | None],
) -> Coverage | None:
    """Add up the holdouts in which the data identified the method."""
    each = factors or (NO_FACTOR,) * len(trials)
    found = [
        inside_of(trial, method, level, factor)
        for trial, factor in zip(trials, each, strict=True)
        if method in trial.fits and trial.fits[method].identified
    ]
    counted = [one for one in found if one is not None]
    if not counted:
        return None
    inside, customers, totals = np.sum(counted, axis=0).tolist()
    return Coverage(level, inside / customers, int(totals), len(counted))


def _purchases_inside(trial: Trial, method: str, level: float, factor: Factor) -> Inside:
    chosen = _looked_at(trial)
    rows = trial.rows.where(chosen)
    told = predictive_range(trial.fits[method], rows, trial.held.days, level=level)
    return _inside(told.times(factor.used, factor.error), trial.actual[chosen])


def _spend_inside(trial: Trial, method: str, level: float, factor: Factor) -> Inside | None:
    state = trial.held.calibration
    spend = fit_gamma_gamma(state.repeats, state.mean_spend())
    if not spend.identified:
        return None
    chosen = trial.customer[_looked_at(trial)]
    told = value_range(
        trial.fits[method], spend, _few(state, chosen), days=trial.held.days, level=level
    )
    return _inside(told.times(factor.used, factor.error), trial.held.spend[chosen])


def _few(state: CustomerState, chosen: Int64Array) -> CustomerState:
    return replace(
        state,
        first_day=state.first_day[chosen],
        last_day=state.last_day[chosen],
        repeats=state.repeats[chosen],
        first_spend=state.first_spend[chosen],
        repeat_spend=state.repeat_spend[chosen],
    )


def _looked_at(trial: Trial) -> Int64Array:
    step = -(-trial.rows.customers // LOOKED_AT)
    return np.arange(0, trial.rows.customers, step)


def _inside(told: Ranges | ValueRanges, actual: FloatArray) -> Inside:
    inside = np.count_nonzero((actual >= told.low) & (actual <= told.high))
    total = bool(told.total.low <= actual.sum() <= told.total.high)
    return int(inside), actual.size, total

"""Do the ranges hold what they promise? Counted on the holdouts, not assumed.

Purchases are whole, so a customer's 80 % range holds the outcome with at least 80 %; for customers
who buy rarely it is often 0 to 1 and holds much more. The total has no such slack.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from valuation.choosing.contest import Trial
from valuation.purchases.ranges import predictive_range

LEVEL: Final = 0.8
LOOKED_AT: Final = 20_000  # customers per holdout; of more, every k-th


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the ranges held the outcome; without any calibration factor."""

    level: float  # what they promise
    customers: float  # share of the customers inside theirs, all holdouts together
    totals_inside: int  # holdouts whose total was inside its range
    totals: int  # holdouts counted

    @property
    def too_narrow(self) -> bool:
        """Whether fewer customers than promised were inside, or most of several totals outside."""
        mostly_outside = self.totals > 1 and 2 * self.totals_inside < self.totals
        return self.customers < self.level or mostly_outside


def coverage(trials: Sequence[Trial], method: str, *, level: float = LEVEL) -> Coverage | None:
    """Return how the ranges of a method did; None where the data identified it for no holdout."""
    counted = [
        _inside(trial, method, level)
        for trial in trials
        if method in trial.fits and trial.fits[method].identified
    ]
    if not counted:
        return None
    inside, customers, totals = np.sum(counted, axis=0).tolist()
    return Coverage(level, inside / customers, int(totals), len(counted))


def _inside(trial: Trial, method: str, level: float) -> tuple[int, int, bool]:
    """Return customers inside their range, customers looked at, and whether their total was inside."""
    step = -(-trial.rows.customers // LOOKED_AT)
    chosen = np.arange(0, trial.rows.customers, step)
    actual = trial.actual[chosen]
    told = predictive_range(
        trial.fits[method], trial.rows.where(chosen), trial.held.days, level=level
    )
    inside = np.count_nonzero((actual >= told.low) & (actual <= told.high))
    total = bool(told.total.low <= actual.sum() <= told.total.high)
    return int(inside), chosen.size, total

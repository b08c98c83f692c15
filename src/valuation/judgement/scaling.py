"""Scales a component to 0..100 by stored breakpoints.

The percentile scale gives each customer with something to show the share of such customers below
it, ties sharing the middle rank; nothing sold is 0. The breakpoints are kept, so a customer scored
alone, later, gets exactly the answer of the full run.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import DUST, BoolArray, FloatArray, amount_column
from valuation.errors import ValuationError

FULL: Final = 100.0
POINTS: Final = 1_000  # from here on breakpoints are thinned; scores move by 0.1 at most


@dataclass(frozen=True, slots=True)
class Scale:
    """A rising line through breakpoints, from (0, 0); flat beyond the last."""

    values: FloatArray  # in the unit of the component
    scores: FloatArray

    @property
    def reach(self) -> float:
        """The highest score the scale gives."""
        return float(self.scores[-1])

    def score(self, values: npt.ArrayLike) -> FloatArray:
        """Return the scores; 0 for zero and below."""
        return np.interp(amount_column("value", np.atleast_1d(values)), self.values, self.scores)

    def value_for(self, score: float) -> float | None:
        """Return the smallest value that scores at least this; None if no value does."""
        if score > self.reach:
            return None
        return float(np.interp(score, self.scores, self.values))


def percentile_scale(values: npt.ArrayLike) -> Scale:
    """Return the percentile scale of a component, one value per customer.

    The score of a value is 100 * (customers below + half of those at it) / customers, all counted
    among customers above zero.
    """
    column = amount_column("value", values)
    positive = column[column > DUST]
    distinct, counts = np.unique(positive, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    scores = FULL * middle / max(positive.size, 1)
    kept = _thin(scores)
    return Scale(np.append(0.0, distinct[kept]), np.append(0.0, scores[kept]))


def target_scale(target: float) -> Scale:
    """Return the straight scale from 0 at zero to 100 at the target.

    `target_scale(100)` takes components that already are scores.
    """
    if not (np.isfinite(target) and target > 0):
        raise ValuationError("target_out_of_range", column="target", rows=1, rule="above 0")
    return Scale(np.array([0.0, target]), np.array([0.0, FULL]))


def _thin(scores: FloatArray) -> BoolArray:
    """Choose breakpoints so that no gap left between two is wider than one step of the grid."""
    if scores.size <= POINTS:
        return np.ones(scores.size, np.bool_)
    grid = np.linspace(scores[0], scores[-1], POINTS)
    at = np.searchsorted(scores, grid)
    kept = np.zeros(scores.size, np.bool_)
    kept[at] = True
    kept[np.maximum(at - 1, 0)] = True  # both sides of a jump, so that ties do not bend the line
    return kept

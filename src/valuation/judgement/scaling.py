"""Scales a component to 0..100 by stored breakpoints.

The percentile scale gives each customer with something to show the share of such customers below
it, ties sharing the middle rank; nothing sold is 0. The target scale is a straight line; other
lines, also falling ones such as for complaints, are given by their breakpoints. The breakpoints are
kept, also as plain data, so a customer scored alone, later, gets exactly the answer of the full run.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import (
    DUST,
    BoolArray,
    FloatArray,
    amount_column,
    refuse_rows,
    require_same_length,
)
from valuation.documents import Field, built_at
from valuation.errors import ValuationError

FULL: Final = 100.0
POINTS: Final = 1_000  # from here on breakpoints are thinned; scores move by 0.1 at most


@dataclass(frozen=True, slots=True)
class Scale:
    """A line through breakpoints, rising or falling all the way; flat beyond the first and last."""

    values: FloatArray  # in the unit of the component
    scores: FloatArray

    @property
    def reach(self) -> float:
        """The highest score the scale gives."""
        return float(max(self.scores[0], self.scores[-1]))

    @property
    def falling(self) -> bool:
        """Whether less is better."""
        return bool(self.scores[0] > self.scores[-1])

    def score(self, values: npt.ArrayLike) -> FloatArray:
        """Return the scores, 0..100."""
        return np.interp(amount_column("value", np.atleast_1d(values)), self.values, self.scores)

    def value_for(self, score: float) -> float | None:
        """Return the nearest value to the bad end that scores at least this; None if none does."""
        if score > self.reach:
            return None
        way = -1 if self.falling else 1
        scores, values = self.scores[::way], self.values[::way]
        at = int(np.searchsorted(scores, score))
        return float(values[at] if scores[at] == score else np.interp(score, scores, values))

    def to_data(self) -> dict[str, list[float]]:
        """Return the breakpoints as plain data; `scale_from_data` gives the very same scale."""
        return {"values": self.values.tolist(), "scores": self.scores.tolist()}


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


def breakpoint_scale(values: npt.ArrayLike, scores: npt.ArrayLike) -> Scale:
    """Return the scale through the points (value, score).

    Values rise from point to point; scores lie within 0..100 and rise or fall throughout, level
    stretches allowed. A falling scale is for what is better the less there is of it.
    """
    at, worth = amount_column("values", values), amount_column("scores", scores)
    require_same_length({"values": at, "scores": worth})
    if not at.size:
        raise ValuationError("no_breakpoints", column="values", rows=0, rule="one point or more")
    steps = np.diff(worth)
    against = steps < 0 if worth[0] <= worth[-1] else steps > 0
    refuse_rows("values", np.diff(at) <= 0, "breakpoints_order", "rising")
    refuse_rows("scores", against, "breakpoints_order", "rising, or falling, throughout")
    refuse_rows("scores", (worth < 0) | (worth > FULL), "score_out_of_range", "scores 0..100")
    return Scale(at, worth)


def scale_from_data(data: object) -> Scale:
    """Return the scale that `Scale.to_data` described; ValuationError names the field."""
    return scale_at(Field("", data))


def scale_at(field: Field) -> Scale:
    """Return the scale described by a field of a document."""
    parts = field.fields("values", "scores")
    values, scores = (
        np.array([entry.number() for entry in parts[name].entries()], np.float64)
        for name in ("values", "scores")
    )
    return built_at(field, lambda: breakpoint_scale(values, scores))


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

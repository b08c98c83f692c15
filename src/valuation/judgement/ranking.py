"""TOPSIS and VIKOR: customers by their distance to the best and the worst there is.

Sources: C. L. Hwang, K. Yoon (1981), Multiple Attribute Decision Making; S. Opricovic, G.-H. Tzeng
(2004), European Journal of Operational Research 156. Both keep what they measured by, so that one
customer scored alone, later, gets exactly the answer of the full run.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray
from valuation.errors import ValuationError
from valuation.judgement.criteria import Criteria, criteria_columns, relative_weights

# What a criterion is divided by, after its zero is taken off: a named choice, for it moves ranks.
NORMALISATIONS: Final[Mapping[str, Callable[[FloatArray], tuple[float, float]]]] = {
    "vector": lambda column: (0.0, float(np.sqrt(np.sum(column**2)))),
    "minmax": lambda column: (float(column.min()), float(column.max() - column.min())),
    "max": lambda column: (0.0, float(np.abs(column).max())),
    "sum": lambda column: (0.0, float(np.abs(column).sum())),
}


@dataclass(frozen=True, slots=True)
class TopsisPoint:
    """One criterion as TOPSIS measures it: (value - zero) / unit * weight, between two ideals."""

    zero: float
    unit: float
    weight: float
    best: float  # in weighted units
    worst: float

    def place(self, column: FloatArray) -> FloatArray:
        """Return the column in weighted units."""
        return (column - self.zero) / self.unit * self.weight


@dataclass(frozen=True, slots=True)
class Topsis:
    """Norms and ideals of a full run."""

    points: Mapping[str, TopsisPoint]
    normalisation: str

    def score(self, criteria: Criteria) -> FloatArray:
        """Return closeness to the ideal, 0 worst, 1 best; .5 where best and worst are the same."""
        columns = criteria_columns(
            {name: np.atleast_1d(_of(criteria, name)) for name in self.points}
        )
        size = next(iter(columns.values())).size
        to_best, to_worst = np.zeros(size), np.zeros(size)
        for name, point in self.points.items():
            placed = point.place(columns[name])
            to_best = to_best + (placed - point.best) ** 2
            to_worst = to_worst + (placed - point.worst) ** 2
        far = np.sqrt(to_worst)
        span = far + np.sqrt(to_best)
        return np.where(span > 0, far / np.where(span > 0, span, 1.0), 0.5)


@dataclass(frozen=True, slots=True)
class VikorPoint:
    """One criterion as VIKOR measures it: weight * (best - value) / (best - worst)."""

    weight: float
    best: float
    worst: float

    def regret(self, column: FloatArray) -> FloatArray:
        """Return the weighted distance from the best; 0 where best and worst are the same."""
        if self.best == self.worst:
            return np.zeros(column.size)
        return self.weight * (self.best - column) / (self.best - self.worst)


@dataclass(frozen=True, slots=True)
class Regret:
    """What VIKOR says of each customer; 0 is best everywhere."""

    total: FloatArray  # S: the sum of the weighted distances
    largest: FloatArray  # R: the largest of them
    compromise: FloatArray  # Q: strategy * S + (1 - strategy) * R, both scaled to 0..1


@dataclass(frozen=True, slots=True)
class Vikor:
    """Best and worst values of a full run, and the bounds of its regrets."""

    points: Mapping[str, VikorPoint]
    strategy: float  # weight of the majority (S) against the strongest complaint (R), 0..1
    total: tuple[float, float]  # the least and the most of S in the run
    largest: tuple[float, float]  # of R

    def score(self, criteria: Criteria) -> Regret:
        """Return S, R and Q; beyond the run's own bounds Q leaves 0..1."""
        columns = criteria_columns(
            {name: np.atleast_1d(_of(criteria, name)) for name in self.points}
        )
        total, largest = _regrets(self.points, columns)
        compromise = self.strategy * _within(total, self.total)
        compromise = compromise + (1 - self.strategy) * _within(largest, self.largest)
        return Regret(total, largest, compromise)


def fit_topsis(
    criteria: Criteria,
    weights: Mapping[str, float],
    *,
    costs: Collection[str] = (),
    normalisation: str = "vector",
) -> Topsis:
    """Return norms and ideals of these customers; weights count by their share of the total.

    `costs` are the criteria of which less is better. `normalisation` is one of NORMALISATIONS.
    """
    columns = criteria_columns(criteria, costs)
    shares = relative_weights(weights, columns)
    if normalisation not in NORMALISATIONS:
        rule = f"one of {', '.join(NORMALISATIONS)}"
        raise ValuationError("unknown_normalisation", column="normalisation", rows=1, rule=rule)
    points = {}
    for name, column in columns.items():
        zero, unit = NORMALISATIONS[normalisation](column)
        plain = TopsisPoint(zero, unit or 1.0, shares[name], 0.0, 0.0)
        ends = plain.place(_ends(column, name in costs))
        points[name] = TopsisPoint(zero, unit or 1.0, shares[name], float(ends[0]), float(ends[1]))
    return Topsis(points, normalisation)


def fit_vikor(
    criteria: Criteria,
    weights: Mapping[str, float],
    *,
    costs: Collection[str] = (),
    strategy: float = 0.5,
) -> Vikor:
    """Return the bests and worsts of these customers; weights count by their share of the total."""
    if not 0 <= strategy <= 1:
        raise ValuationError("strategy_out_of_range", column="strategy", rows=1, rule="within 0..1")
    columns = criteria_columns(criteria, costs)
    shares = relative_weights(weights, columns)
    points = {}
    for name, column in columns.items():
        best, worst = _ends(column, name in costs).tolist()
        points[name] = VikorPoint(shares[name], best, worst)
    total, largest = _regrets(points, columns)
    bounds = [(float(each.min()), float(each.max())) for each in (total, largest)]
    return Vikor(points, strategy, bounds[0], bounds[1])


def _ends(column: FloatArray, is_cost: bool) -> FloatArray:
    """Return the best and the worst value."""
    low, high = column.min(), column.max()
    return np.array([low, high] if is_cost else [high, low])


def _regrets(
    points: Mapping[str, VikorPoint], columns: Mapping[str, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return sum and maximum of the regrets, always taken in the order of the criteria."""
    size = next(iter(columns.values())).size
    total, largest = np.zeros(size), np.full(size, -np.inf)
    for name, point in points.items():
        regret = point.regret(columns[name])
        total = total + regret
        largest = np.maximum(largest, regret)
    return total, largest


def _within(values: FloatArray, bounds: tuple[float, float]) -> FloatArray:
    low, high = bounds
    return np.zeros(values.size) if high == low else (values - low) / (high - low)


def _of(criteria: Criteria, name: str) -> npt.ArrayLike:
    if name not in criteria:
        raise ValuationError("criterion_missing", column=name, rows=1, rule="a value for it")
    return criteria[name]

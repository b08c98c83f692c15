"""AHP: weights out of judgements "this matters three times as much as that".

Source: T. L. Saaty (1980), The Analytic Hierarchy Process; missing judgements by S. Bozoki, J. Fulop,
L. Ronyai (2010), On optimal completion of incomplete pairwise comparison matrices, Mathematical and
Computer Modelling 52, 318-333: they are filled in so that the whole is as consistent as it can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np

from valuation.arrays import FloatArray, IntArray
from valuation.errors import ValuationError

type Judgements = Mapping[tuple[str, str], float]  # (one, other): how many times one outweighs it

# The mean consistency index of random judgements, for 1, 2, 3, ... items: Saaty's own, and that of
# H. Donegan, F. Dodd (1991), Mathematical and Computer Modelling 15(10), from more judgements.
RANDOM_INDEX: Final[Mapping[str, tuple[float, ...]]] = {
    "saaty": (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49),
    "donegan_dodd": (0.0, 0.0, 0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055),
}
MOST_ITEMS: Final = 10
ACCEPTED_RATIO: Final = 0.10
AGREE: Final = 1e-9  # relative: a pair judged both ways must say the same
SETTLED: Final = 1e-11  # largest change of the logarithm of a filled-in judgement
ROUNDING: Final = 1e-12
MAX_ROUNDS: Final = 2_000
SHORTEST_STEP: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Ahp:
    """Weights that total 1, and whether the judgements behind them agree with each other."""

    weights: Mapping[str, float]
    lambda_max: float
    index: float  # (lambda_max - n) / (n - 1)
    ratio: float  # index / random index; 0 for one or two items, which cannot disagree
    completed: Mapping[tuple[str, str], float]  # the judgements nobody gave, filled in

    @property
    def consistent(self) -> bool:
        """Whether the ratio is at most .10; otherwise the judgements should be looked at again."""
        return self.ratio <= ACCEPTED_RATIO


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A goal's criteria judged, and the items judged under each criterion."""

    goal: Ahp
    criteria: Mapping[str, Ahp]
    weights: Mapping[str, float]  # of the items, total 1

    @property
    def inconsistent(self) -> tuple[str, ...]:
        """The criteria whose judgements disagree; "" stands for the judgements of the goal."""
        judged = {"": self.goal, **self.criteria}
        return tuple(name for name, result in judged.items() if not result.consistent)


def ahp(judgements: Judgements, *, items: Sequence[str] = (), random_index: str = "saaty") -> Ahp:
    """Return the weights of the items: the principal eigenvector of the judgements.

    One judgement per pair is enough; missing ones are filled in. Items stand in the order of
    `items`, or as first named. Raises ValuationError for judgements not above 0, given twice and
    differently, on strangers, about more than ten items, or that leave items unconnected.
    """
    if random_index not in RANDOM_INDEX:
        rule = f"one of {', '.join(RANDOM_INDEX)}"
        raise ValuationError("unknown_random_index", column="random_index", rows=1, rule=rule)
    names = tuple(items) or tuple(dict.fromkeys(name for pair in judgements for name in pair))
    matrix = _matrix(judgements, names)
    missing = np.argwhere(np.triu(np.isnan(matrix), 1))
    _require_connected(matrix, names)
    filled = _complete(matrix, missing) if missing.size else matrix
    lambda_max, weights = _perron(filled)
    index = max(lambda_max - len(names), 0.0) / max(len(names) - 1, 1)
    random = RANDOM_INDEX[random_index][len(names) - 1]
    return Ahp(
        weights=dict(zip(names, weights.tolist(), strict=True)),
        lambda_max=lambda_max,
        index=index,
        ratio=index / random if random else 0.0,
        completed={(names[i], names[j]): float(filled[i, j]) for i, j in missing.tolist()},
    )


def ahp_hierarchy(goal: Judgements, criteria: Mapping[str, Judgements]) -> Hierarchy:
    """Return items weighed under each criterion, and the criteria under the goal."""
    top = ahp(goal)
    if set(top.weights) != set(criteria):
        odd = sorted(set(top.weights) ^ set(criteria))
        rule = "judgements under exactly the criteria of the goal"
        raise ValuationError("criteria_differ", column=odd[0], rows=len(odd), rule=rule)
    under = {name: ahp(judgements) for name, judgements in criteria.items()}
    items = sorted({item for result in under.values() for item in result.weights})
    weights = {
        item: sum(top.weights[name] * result.weights.get(item, 0.0) for name, result in under.items())
        for item in items
    }  # fmt: skip
    return Hierarchy(top, under, weights)


@dataclass(frozen=True, slots=True)
class _Principal:
    value: float
    right: FloatArray
    left: FloatArray


def _matrix(judgements: Judgements, names: Sequence[str]) -> FloatArray:
    """Return the reciprocal matrix, NaN where nobody judged."""
    if not 1 <= len(names) <= MOST_ITEMS:
        rule = f"1 to {MOST_ITEMS} items: more than that nobody compares consistently"
        raise ValuationError("items_out_of_range", column="items", rows=len(names), rule=rule)
    place = {name: number for number, name in enumerate(names)}
    matrix = np.full((len(names), len(names)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for (one, other), times in judgements.items():
        _require_judgement(one, other, times, place)
        i, j = place[one], place[other]
        if not (np.isnan(matrix[i, j]) or abs(matrix[i, j] / times - 1) <= AGREE):
            raise _refused(one, other, "judged_twice", "one judgement, or two that agree")
        matrix[i, j], matrix[j, i] = times, 1 / times
    return matrix


def _require_judgement(one: str, other: str, times: float, place: Mapping[str, int]) -> None:
    if one not in place or other not in place:
        raise _refused(one, other, "unknown_item", "both are items")
    if not (isfinite(times) and times > 0):
        raise _refused(one, other, "judgement_out_of_range", "a number above 0")
    if one == other and times != 1:
        raise _refused(one, other, "judgement_of_itself", "1, being the same")


def _refused(one: str, other: str, code: str, rule: str) -> ValuationError:
    return ValuationError(code, column=f"{one}/{other}", rows=1, rule=rule)


def _require_connected(matrix: FloatArray, names: Sequence[str]) -> None:
    known = ~np.isnan(matrix)
    reached = known[0]
    for _ in names:
        reached = known[reached].any(axis=0)
    alone = [name for name, there in zip(names, reached, strict=True) if not there]
    if alone:
        rule = f"judgements that connect it with {names[0]}"
        raise ValuationError("not_connected", column=alone[0], rows=len(alone), rule=rule)


def _principal(matrix: FloatArray) -> _Principal:
    value, right = _perron(matrix)
    return _Principal(value, right, _perron(matrix.T)[1])


def _perron(matrix: FloatArray) -> tuple[float, FloatArray]:
    """Return the largest eigenvalue and its vector, of total 1: both positive, as the matrix is."""
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    return float(values[largest].real), vector / vector.sum()


def _complete(matrix: FloatArray, missing: IntArray) -> FloatArray:
    """Fill in what is missing so that lambda_max is smallest: convex in the logarithms.

    Where the eigenvectors stand still, the best judgement is the square root of their ratios; a
    step towards it that does not help is halved.
    """
    i, j = missing.T
    filled = np.where(np.isnan(matrix), 1.0, matrix)
    now = _principal(filled)
    for _ in range(MAX_ROUNDS):
        told = np.log(filled[i, j])
        way = np.log(now.right[i] * now.left[j] / (now.right[j] * now.left[i])) / 2 - told
        if float(np.abs(way).max()) < SETTLED:
            break
        step, before = 1.0, now.value
        filled = _with(filled, i, j, np.exp(told + way))
        now = _principal(filled)
        while now.value > before * (1 + ROUNDING) and step > SHORTEST_STEP:
            step /= 2
            filled = _with(filled, i, j, np.exp(told + step * way))
            now = _principal(filled)
    return filled


def _with(matrix: FloatArray, i: IntArray, j: IntArray, times: FloatArray) -> FloatArray:
    changed = matrix.copy()
    changed[i, j], changed[j, i] = times, 1 / times
    return changed

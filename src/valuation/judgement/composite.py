"""The composite value score: a weighted sum of component scores, 0..100."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from valuation.arrays import FloatArray, require_same_length
from valuation.errors import ValuationError
from valuation.judgement.scaling import FULL

TOLERANCE = 1e-6  # of the total of the weights and of the bounds of a score


@dataclass(frozen=True, slots=True)
class Composite:
    """Scores with everything needed to explain them."""

    score: FloatArray
    components: Mapping[str, FloatArray]  # the scores that went in, 0..100
    weights: Mapping[str, float]  # as used: of the components with facts, total 100
    excluded: tuple[str, ...]  # components without facts, whose weight went to the others

    def contribution(self, component: str) -> FloatArray:
        """Return the points a component brings each customer; they add up to the score."""
        return self.weights[component] / FULL * self.components[component]


def composite(
    components: Mapping[str, FloatArray | None], weights: Mapping[str, float]
) -> Composite:
    """Return sum of weight * score / 100 per customer.

    `components` hold scores 0..100, or None where there are no facts yet: their weight is shared
    out among the others, visibly. Components with weight 0 may be missing. Raises ValuationError
    unless weights total 100 and at least one weighted component has facts.
    """
    require_weights(weights)
    known = {name: column for name, column in components.items() if column is not None}
    used = usable_weights(weights, frozenset(known))
    chosen = {name: known[name] for name in used}
    require_same_length(chosen)
    for name, column in chosen.items():
        _require_scores(name, column)
    excluded = tuple(sorted(name for name in weights if weights[name] > 0 and name not in used))
    return Composite(weighted_sum(chosen, used), chosen, used, excluded)


def require_weights(weights: Mapping[str, float]) -> None:
    """Refuse weights that are negative or do not total 100."""
    negative = sum(not weight >= 0 for weight in weights.values())
    if negative:
        raise ValuationError("negative_weight", column="weight", rows=negative, rule="0 or more")
    if abs(sum(weights.values()) - FULL) > TOLERANCE:
        rule = "weights that total 100"
        raise ValuationError("weights_total", column="weight", rows=len(weights), rule=rule)


def usable_weights(weights: Mapping[str, float], known: frozenset[str]) -> dict[str, float]:
    """Return the weights of the known components, raised to total 100; in order of their names."""
    usable = {
        name: weights[name] for name in sorted(weights) if name in known and weights[name] > 0
    }
    total = sum(usable.values())
    if not usable:
        rule = "facts for at least one weighted component"
        raise ValuationError("no_components", column="component", rows=len(weights), rule=rule)
    if abs(total - FULL) <= TOLERANCE:
        return usable
    return {name: weight * FULL / total for name, weight in usable.items()}


def weighted_sum(scores: Mapping[str, FloatArray], weights: Mapping[str, float]) -> FloatArray:
    """Return sum of weight * score / 100, always adding in the order of the weights."""
    total = np.zeros(next(iter(scores.values())).size)
    for name, weight in weights.items():
        total += weight / FULL * scores[name]
    return total


def _require_scores(name: str, column: FloatArray) -> None:
    outside = ~((column >= -TOLERANCE) & (column <= FULL + TOLERANCE))
    count = int(np.count_nonzero(outside))
    if count:
        raise ValuationError("score_out_of_range", column=name, rows=count, rule="scores 0..100")

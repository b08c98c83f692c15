"""Scores of 0..100 put together from parts of which some may be unknown."""

from collections.abc import Mapping

import numpy as np

from valuation.arrays import FloatArray
from valuation.errors import ValuationError

WHOLE = 100.0


def falling(values: FloatArray, best: float, worst: float) -> FloatArray:
    """Return 100 up to `best`, 0 from `worst` on, a straight line between; NaN stays unknown."""
    score: FloatArray = np.clip(WHOLE * (worst - values) / (worst - best), 0.0, WHOLE)
    return score


def saturating(values: FloatArray, half: float) -> FloatArray:
    """Return 0 at 0, 50 at `half`, ever slower towards 100; values below 0 count as 0."""
    amount = np.maximum(values, 0.0)
    score: FloatArray = WHOLE * amount / (amount + half)
    return score


def weigh(parts: Mapping[str, FloatArray], weights: Mapping[str, float]) -> FloatArray:
    """Return the weighted mean of the parts known of each customer; NaN where none is.

    A part that is NaN leaves its weight to the others of the same customer.
    """
    require_part_weights(parts, weights)
    total = np.zeros(next(iter(parts.values())).size)
    weight = np.zeros(total.size)
    for name, part in parts.items():
        known = ~np.isnan(part)
        total += np.where(known, part, 0.0) * weights[name]
        weight += known * weights[name]
    mean: FloatArray = np.divide(total, weight, out=np.full(total.size, np.nan), where=weight > 0)
    return mean


def require_part_weights(parts: Mapping[str, object], weights: Mapping[str, float]) -> None:
    """Refuse weights that do not belong to the parts, are negative, or are all zero."""
    wrong = set(parts) ^ set(weights)
    if wrong:
        rule = f"a weight for each of {', '.join(parts)}"
        raise ValuationError("weights_differ", column=min(wrong), rows=len(wrong), rule=rule)
    negative = [name for name, weight in weights.items() if not weight >= 0]
    if negative or not sum(weights.values()) > 0:
        column = negative[0] if negative else "weight"
        rule = "weights of 0 or more, at least one above 0"
        raise ValuationError("negative_weight", column=column, rows=len(negative), rule=rule)

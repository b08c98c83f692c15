"""Criteria as columns: what every method of judgement checks at the door."""

from collections.abc import Collection, Mapping
from math import isfinite

import numpy.typing as npt

from valuation.arrays import FloatArray, amount_column, require_same_length
from valuation.errors import ValuationError

type Criteria = Mapping[str, npt.ArrayLike]  # one entry per customer; more is better unless a cost


def criteria_columns(
    criteria: Criteria, costs: Collection[str] = (), *, least: int = 1
) -> dict[str, FloatArray]:
    """Return the criteria as finite columns of one length, with at least so many customers."""
    if not criteria:
        raise ValuationError("no_criteria", column="criteria", rows=0, rule="one criterion or more")
    columns = {name: amount_column(name, values) for name, values in criteria.items()}
    require_same_length(columns)
    require_known("costs", costs, columns)
    name, first = next(iter(columns.items()))
    if first.size < least:
        rule = f"at least {least} customers to compare"
        raise ValuationError("too_few_to_compare", column=name, rows=first.size, rule=rule)
    return columns


def relative_weights(weights: Mapping[str, float], columns: Collection[str]) -> dict[str, float]:
    """Return the weights as shares of 1, in the order of the criteria; one for each, 0 or more."""
    require_known("weights", weights, columns)
    for name in columns:
        weight = weights.get(name, float("nan"))
        if not (isfinite(weight) and weight >= 0):
            rule = "a weight of 0 or more for each criterion"
            raise ValuationError("weight_out_of_range", column=name, rows=1, rule=rule)
    total = sum(weights.values())
    if not total > 0:
        rule = "one weight above 0"
        raise ValuationError("weights_total", column="weights", rows=len(weights), rule=rule)
    return {name: weights[name] / total for name in columns}


def require_known(field: str, names: Collection[str], columns: Collection[str]) -> None:
    """Refuse names that are no criterion."""
    strangers = sorted(name for name in names if name not in columns)
    if strangers:
        rule = f"names of criteria, which {', '.join(strangers)} is not"
        raise ValuationError("unknown_criterion", column=field, rows=len(strangers), rule=rule)

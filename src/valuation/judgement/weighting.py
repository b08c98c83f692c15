"""Weights out of the data: entropy, CRITIC, MEREC. They weigh what tells customers apart.

Such weights say where the figures differ, not what matters to the company: show them beside the
company's own. Sources: Shannon entropy as in F. Zavadskas, V. Podvezko (2016), IJITDM 15(2); CRITIC:
D. Diakoulaki, G. Mavrotas, L. Papayannakis (1995), Computers & Operations Research 22(7); MEREC:
M. Keshavarz-Ghorabaee et al. (2021), Symmetry 13(4) 525.
"""

from collections.abc import Collection

import numpy as np

from valuation.arrays import FloatArray, refuse_rows
from valuation.errors import ValuationError
from valuation.judgement.criteria import Criteria, criteria_columns


def entropy_weights(criteria: Criteria) -> dict[str, float]:
    """Return weights by 1 - entropy of each criterion's shares; total 1.

    Criteria are 0 or more with a total above 0. A criterion with equal values weighs nothing.
    """
    columns = criteria_columns(criteria, least=2)
    for name, column in columns.items():
        refuse_rows(name, column < 0, "below_zero", "0 or more")
        refuse_rows(name, np.array([not column.any()]), "all_zero", "one value above 0")
    return _as_weights({name: _one_less_entropy(column) for name, column in columns.items()})


def critic_weights(criteria: Criteria, costs: Collection[str] = ()) -> dict[str, float]:
    """Return weights by contrast and conflict: deviation * sum of (1 - correlation); total 1.

    Criteria are scaled to 0..1 first, the best to 1; `costs` are those of which less is better. A
    criterion with equal values weighs nothing, and counts as uncorrelated with the others.
    """
    columns = criteria_columns(criteria, costs, least=2)
    scaled = np.array([_unit(column, name in costs) for name, column in columns.items()])
    centred = scaled - scaled.mean(axis=1, keepdims=True)
    deviation = np.sqrt(np.mean(centred**2, axis=1))
    standard = centred / np.where(deviation > 0, deviation, 1.0)[:, None]
    correlation = np.einsum("ik,jk->ij", standard, standard) / scaled.shape[1]
    np.fill_diagonal(correlation, 1.0)
    amounts = deviation * (1 - correlation).sum(axis=1)
    return _as_weights(dict(zip(columns, amounts.tolist(), strict=True)))


def merec_weights(criteria: Criteria, costs: Collection[str] = ()) -> dict[str, float]:
    """Return weights by the effect of removing each criterion; total 1.

    All values are above 0; `costs` are the criteria of which less is better.
    """
    columns = criteria_columns(criteria, costs, least=2)
    for name, column in columns.items():
        refuse_rows(name, column <= 0, "not_above_zero", "above 0")
    logs = {
        name: np.abs(np.log(column / column.max() if name in costs else column.min() / column))
        for name, column in columns.items()
    }
    whole = sum(logs.values(), np.zeros(1))
    performance = np.log1p(whole / len(logs))
    effects = {
        name: float(np.abs(np.log1p((whole - part) / len(logs)) - performance).sum())
        for name, part in logs.items()
    }
    return _as_weights(effects)


def _one_less_entropy(column: FloatArray) -> float:
    share = column / column.sum()
    some = share[share > 0]
    return max(1 + float((some * np.log(some)).sum() / np.log(column.size)), 0.0)


def _unit(column: FloatArray, is_cost: bool) -> FloatArray:
    """Scale to 0..1, the best to 1; all 0 where all are equal."""
    low, high = column.min(), column.max()
    if high == low:
        return np.zeros(column.size)
    return ((high - column) if is_cost else (column - low)) / (high - low)


def _as_weights(amounts: dict[str, float]) -> dict[str, float]:
    total = sum(amounts.values())
    if not total > 1e-12:
        rule = "one criterion that tells customers apart"
        raise ValuationError(
            "nothing_differs", column=next(iter(amounts)), rows=len(amounts), rule=rule
        )
    return {name: amount / total for name, amount in amounts.items()}

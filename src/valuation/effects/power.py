"""How many customers an experiment needs, and what a given number can show."""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

import numpy as np
from scipy.special import nctdtr, ndtri, stdtrit

from valuation.errors import ValuationError

MOST: Final = 1e9  # customers; beyond, the effect is too small to be looked for


@dataclass(frozen=True, slots=True)
class Design:
    """How an experiment is laid out."""

    share_treated: float = 0.5
    correlation: float = 0.0  # of before and after, used by CUPED
    cluster_size: float = 1.0  # customers treated together
    within_cluster: float = 0.0  # correlation of customers of one cluster
    alpha: float = 0.05  # chance of finding an effect that is not there

    @property
    def variance_factor(self) -> float:
        """By how much the variance is larger than that of independent customers without CUPED."""
        clustered = 1 + (self.cluster_size - 1) * self.within_cluster
        return (1 - self.correlation**2) * clustered


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Customers needed with the action and without."""

    treated: int
    control: int


def power(effect: float, spread: float, customers: float, *, design: Design | None = None) -> float:
    """Return the chance to show an effect, by the two-sided t-test on noncentral t.

    `effect` and `spread` (the standard deviation among customers) are in the unit of the measure.
    """
    layout = _checked(spread, design)
    treated = customers * layout.share_treated
    freedom = customers / layout.cluster_size - 2
    if freedom <= 0:
        return 0.0
    error = spread * sqrt(layout.variance_factor * (1 / treated + 1 / (customers - treated)))
    centre = abs(effect) / error
    edge = float(stdtrit(freedom, 1 - layout.alpha / 2))
    if centre > edge + 30:
        return 1.0
    above = 1 - float(nctdtr(freedom, centre, edge))
    return float(np.clip(above + float(nctdtr(freedom, centre, -edge)), 0.0, 1.0))


def sample_size(
    effect: float, spread: float, *, chance: float = 0.8, design: Design | None = None
) -> SampleSize:
    """Return how many customers show an effect with the given chance (power)."""
    layout = _checked(spread, design)
    if not 0 < chance < 1 or effect == 0:
        rule = "an effect other than 0, and a chance between 0 and 1"
        raise ValuationError("effect_out_of_range", column="effect", rows=1, rule=rule)
    low, high = 2.0 * layout.cluster_size, 8.0 * layout.cluster_size
    while power(effect, spread, high, design=layout) < chance:
        low, high = high, high * 2
        if high > MOST:
            rule = f"an effect that {MOST:,.0f} customers can show"
            raise ValuationError("effect_out_of_range", column="effect", rows=1, rule=rule)
    while high - low > 1e-6 * high:
        middle = (low + high) / 2
        enough = power(effect, spread, middle, design=layout) >= chance
        low, high = (low, middle) if enough else (middle, high)
    share = layout.share_treated
    return SampleSize(ceil(high * share - 1e-3), ceil(high * (1 - share) - 1e-3))


def smallest_effect(
    spread: float, customers: float, *, chance: float = 0.8, design: Design | None = None
) -> float:
    """Return the smallest effect that so many customers show with the given chance."""
    layout = _checked(spread, design)
    reach = float(ndtri(1 - layout.alpha / 2) + ndtri(chance))
    share = layout.share_treated
    error = spread * sqrt(layout.variance_factor / (customers * share * (1 - share)))
    low, high = 0.0, 4 * reach * error
    if power(high, spread, customers, design=layout) < chance:
        rule = "enough customers to show any effect"
        raise ValuationError("too_few_customers", column="customers", rows=1, rule=rule)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        enough = power(middle, spread, customers, design=layout) >= chance
        low, high = (low, middle) if enough else (middle, high)
    return high


def _checked(spread: float, design: Design | None) -> Design:
    layout = design or Design()
    right = (
        spread > 0,
        0 < layout.share_treated < 1,
        -1 < layout.correlation < 1,
        layout.cluster_size >= 1,
        0 <= layout.within_cluster <= 1,
        0 < layout.alpha < 1,
    )
    if not all(right):
        rule = "a spread above 0, shares and chances between 0 and 1, clusters of 1 or more"
        wrong = len(right) - sum(right)
        raise ValuationError("design_out_of_range", column="design", rows=wrong, rule=rule)
    return layout

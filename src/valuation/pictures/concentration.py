"""How much of the whole the vital few bring: Pareto curve, top share, Gini, Herfindahl-Hirschman."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int64Array, amount_column

CURVE_POINTS: Final = 201  # enough for any screen


@dataclass(frozen=True, slots=True)
class Concentration:
    """Concentration of a total over customers, from the largest down.

    Values below zero (more returns than sales, losses) let the curve rise above 1 and fall back.
    Where the total is not positive, shares mean nothing and are None.
    """

    customers: int
    total: float
    negative: int  # customers below zero
    curve_customers: FloatArray  # cumulative share of customers, 0..1
    curve_values: FloatArray  # cumulative share of the total
    top_share: float | None  # of the top 20 % of customers, rounded up to whole customers
    making_80: int | None  # fewest customers who make 80 % of the total
    peak: float | None  # highest point of the curve: above 1 if some customers lose money
    gini: float | None  # 0 all alike .. 1 one has all; values below zero count as zero
    hhi: float | None  # sum of squared shares, 1/customers .. 1; values below zero count as zero

    @property
    def equal_customers(self) -> float | None:
        """How many customers of one size would be as concentrated: 1 / HHI."""
        return None if self.hhi is None else 1 / self.hhi


def concentration(values: npt.ArrayLike, *, top: float = 0.2, most: float = 0.8) -> Concentration:
    """Return the concentration of sales or profit, one value per customer, in any one unit.

    Raises ValuationError on a value that is missing or infinite.
    """
    ranked = from_the_largest(values)
    summed = np.append(0.0, np.cumsum(ranked))
    total = float(summed[-1])
    meaningful = total > 0
    shares = summed / total if meaningful else np.zeros(summed.size)
    picked = curve_points(ranked.size)
    return Concentration(
        customers=ranked.size,
        total=total,
        negative=int(np.count_nonzero(ranked < 0)),
        curve_customers=picked / max(ranked.size, 1),
        curve_values=shares[picked],
        top_share=float(shares[_at_least(top, ranked.size)]) if meaningful else None,
        making_80=int(np.argmax(shares >= most - 1e-12)) if meaningful else None,
        peak=float(shares.max()) if meaningful else None,
        gini=_gini(ranked) if meaningful else None,
        hhi=_hhi(ranked) if meaningful else None,
    )


def from_the_largest(values: npt.ArrayLike) -> FloatArray:
    """Return a checked column of amounts, sorted downwards."""
    return -np.sort(-amount_column("value", values))


def curve_points(customers: int) -> Int64Array:
    """Return the numbers of customers at which a curve is drawn, first and last included."""
    return np.unique(np.linspace(0, customers, CURVE_POINTS).round().astype(np.int64))


def _at_least(share: float, customers: int) -> int:
    return min(int(np.ceil(round(share * customers, 9))), customers)


def _gini(ranked: FloatArray) -> float:
    rising = np.maximum(ranked, 0.0)[::-1]
    rank = np.arange(1, rising.size + 1)
    return float(
        2 * (rank @ rising) / (rising.size * rising.sum()) - (rising.size + 1) / rising.size
    )


def _hhi(ranked: FloatArray) -> float:
    share = np.maximum(ranked, 0.0)
    share = share / share.sum()
    return float(share @ share)

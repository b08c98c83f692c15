"""The whale curve: how much profit some customers make, and how much of it others lose again.

Cooper and Kaplan (1991), Profit Priorities from Activity-Based Costing, Harvard Business Review
69(3). Customers stand from the most profitable down; the running total rises over those who earn,
stays level, and falls over those who lose: the hump is the whale's back.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from valuation.arrays import DUST, FloatArray
from valuation.pictures.concentration import curve_points, from_the_largest


@dataclass(frozen=True, slots=True)
class WhaleCurve:
    """The running total of profit, customers from the most profitable down.

    Amounts are in the unit of the input. Shares are of the final profit; where that is not above
    zero they mean nothing and are None, while the amounts still hold.
    """

    makers: int  # customers who earn
    level: int  # customers who neither earn nor lose
    losers: int
    curve_customers: FloatArray  # cumulative share of customers, 0..1
    curve_values: FloatArray  # cumulative profit, in its unit
    peak: float  # profit of all who earn: the highest point
    total: float  # final profit: the end of the curve
    peak_position: float  # share of the customers at the peak, 0..1

    @property
    def customers(self) -> int:
        """Number of customers."""
        return self.makers + self.level + self.losers

    @property
    def lost(self) -> float:
        """Profit that the losing customers take away again."""
        return self.peak - self.total

    @property
    def peak_share(self) -> float | None:
        """The peak over the final profit: 2.25 says that makers earn 225 % of what is left."""
        return self.peak / self.total if self.total > 0 else None

    @property
    def lost_share(self) -> float | None:
        """What is lost over the final profit."""
        return self.lost / self.total if self.total > 0 else None


def whale_curve(profit: npt.ArrayLike) -> WhaleCurve:
    """Return the whale curve of profits, one per customer, in any one unit.

    Who is within a millionth of zero neither earns nor loses. Raises ValuationError on a profit
    that is missing or infinite: a customer of unknown profit belongs into no curve.
    """
    ranked = from_the_largest(profit)
    makers = int(np.count_nonzero(ranked > DUST))
    losers = int(np.count_nonzero(ranked < -DUST))
    summed = np.append(0.0, np.cumsum(ranked))
    picked = curve_points(ranked.size)
    return WhaleCurve(
        makers=makers,
        level=ranked.size - makers - losers,
        losers=losers,
        curve_customers=picked / max(ranked.size, 1),
        curve_values=summed[picked],
        peak=float(summed[makers]),
        total=float(summed[-1]),
        peak_position=makers / max(ranked.size, 1),
    )

"""Leaving by the toss of a coin after a purchase: what the BG/NBD and the MBG/NBD share.

Both add to the likelihood of the NBD what dropout adds. A customer with x repeat purchases has had
x chances to leave (BG/NBD: the first purchase is none) or x + 1 (MBG/NBD: it is one). With c the
chance at the first purchase, 0 or 1, and d the log odds of having left since the last purchase,
    d = log a - log(b + c + x - 1) + (r + x) (log(alpha + T) - log(alpha + t_x)),
dropout adds log B(a, b + c + x) - log B(a, b), and log(1 + exp d) for who had a chance to leave.
"""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.special import betainc, betaln, hyp2f1, psi

from valuation.arrays import FloatArray
from valuation.orders.history import History, UniqueRows, by_repeats_and_age
from valuation.orders.kernels import (
    DropoutRows,
    DropoutTables,
    Kernels,
    SilenceTables,
    kernels_for,
)
from valuation.purchases.forecasting import discount
from valuation.purchases.nbd import RateEvidence, rate_likelihood
from valuation.purchases.optimise import Likelihood

SMALLEST = 1e-300
NEVER = -700.0  # log odds of what cannot have happened: exp leaves nothing, and is slow at infinity
GAP = 1e-6  # half the width of the gaps of 2F1: a = 1, a + b = 1, and r - a a whole number


class Leavers(NamedTuple):
    """Rates as gamma(r, alpha), dropout as beta(a, b) where x + b - 1 purchases were survived."""

    r: float
    alpha: float
    a: float
    b: float
    unit: float

    def alive(self, rows: History, *, first_chance: int) -> FloatArray:
        """Return the probability of not having left with the last purchase, given the silence since.

        `first_chance` is 1 where one may leave after the first purchase already.
        """
        if rows.customers == 0:
            return np.zeros(0)
        repeats = np.arange(int(rows.repeats.max()) + 1.0)
        days = np.arange(int(rows.age.max()) + 1)
        stayed = np.maximum(self.b + repeats - 1, SMALLEST)
        odds, shape = np.log(self.a / stayed), self.r + repeats
        if first_chance == 0:
            odds[0], shape[0] = NEVER, 0.0
        tables = SilenceTables(odds, shape, np.log(self.alpha + days / self.unit))
        kernels = kernels_for(rows.customers)
        return kernels.alive(rows.repeats, rows.recency, rows.age, tables)

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the discounted purchases of customers known to be alive."""

        def table(repeats: FloatArray, age: FloatArray) -> FloatArray:
            return discount(
                lambda until: self.if_alive(repeats, age, days=until), days, yearly_rate
            )

        return by_repeats_and_age(rows, table)

    def if_alive(self, repeats: FloatArray, age: FloatArray, *, days: float) -> FloatArray:
        """Return the expected purchases of a customer known to be alive.

        The paper's 2F1(r+x, b+x; a+b+x-1; z) overflows for large x; Euler's transformation leaves
        (1-z)**(a-1) * 2F1(a-1, a+b-1-r; a+b+x-1; z), whose parameters do not grow with x. Where a and b
        are so large that this overflows too, customers leave all alike and three of them say it.
        """
        a, b = self._off_the_gaps()
        scale = self.alpha + age / self.unit
        horizon = days / self.unit
        sum_of_shapes = a + b + repeats - 1
        curve = hyp2f1(a - 1, a + b - 1 - self.r, sum_of_shapes, horizon / (scale + horizon))
        with np.errstate(over="ignore", invalid="ignore"):
            still = (scale / (scale + horizon)) ** (a - 1) * curve
        purchases: FloatArray = np.maximum(sum_of_shapes / (a - 1) * (1 - still), 0.0)
        beyond = ~np.isfinite(still)
        if np.any(beyond):
            purchases[beyond] = self.if_all_leave_alike(repeats[beyond], scale[beyond], horizon)
        return purchases

    def reach(
        self, repeats: FloatArray, age: FloatArray, *, days: float, purchases: int
    ) -> FloatArray:
        """Return the chance of at least so many purchases of a customer known to be alive.

        The rate must bring them, and the customer stay after each but the last: a negative binomial
        tail times a ratio of beta functions.
        """
        horizon = days / self.unit
        scale = self.alpha + age / self.unit
        stays = self.b + repeats
        staying = np.exp(betaln(self.a, stays + purchases - 1) - betaln(self.a, stays))
        chance: FloatArray = staying * betainc(
            purchases, self.r + repeats, horizon / (scale + horizon)
        )
        return chance

    def if_all_leave_alike(
        self, repeats: FloatArray, scale: FloatArray, horizon: float
    ) -> FloatArray:
        """Return the same as the mean of (1 - (scale / (scale + p t))**(r+x)) / p over p of beta(a, b+x).

        Three points match the first five moments of a normal curve, which a beta of large a and b is.
        """
        total = self.a + self.b + repeats
        mean = self.a / total
        spread = np.sqrt(3 * mean * (1 - mean) / (total + 1))
        purchases = np.zeros(repeats.size)
        for shift, weight in ((-1, 1 / 6), (0, 2 / 3), (1, 1 / 6)):
            leaving = mean + shift * spread
            still = (scale / (scale + leaving * horizon)) ** (self.r + repeats)
            purchases += weight * (1 - still) / leaving
        return purchases

    def _off_the_gaps(self) -> tuple[float, float]:
        """Return a and b, moved where the formula has a gap that the model has not."""
        a = self.a
        if abs(a - 1) < GAP:
            a = 1 + GAP
        elif (self.r - a).is_integer():
            a += GAP
        return a, self.b if abs(a + self.b - 1) > GAP else self.b + GAP


@dataclass(frozen=True, slots=True)
class DropoutEvidence:
    """All the likelihood needs: the tables of the NBD, and unique rows of who had a chance to leave."""

    rates: RateEvidence
    rows: DropoutRows
    kernels: Kernels
    first_chance: int  # 1 where one may leave after the first purchase already

    @classmethod
    def from_rows(
        cls,
        rows: UniqueRows,
        unit: float,
        kernels: Kernels | None = None,
        *,
        first_chance: int = 0,
    ) -> "DropoutEvidence":
        """Arrange unique rows for the likelihood; without `kernels` those for their number."""
        rates = RateEvidence.from_rows(rows, unit)
        tossed = rows.history.repeats + first_chance > 0
        past = rows.history.where(tossed)
        steps = np.empty(int(rates.repeats[-1]) + 1 if rates.repeats.size else 0, np.int32)
        steps[rates.repeats.astype(np.int64)] = np.arange(rates.repeats.size)
        step = steps[past.repeats]
        arranged = DropoutRows(step, past.recency, past.age, rows.weight[tossed])
        return cls(rates, arranged, kernels or kernels_for(rows.size), first_chance)


def likelihood(evidence: DropoutEvidence, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (r, alpha, a, b) and its gradient."""
    _, _, a, b = parameters
    count = evidence.rates.count
    stayed = b + evidence.first_chance + evidence.rates.repeats
    total, by_rates = rate_likelihood(evidence.rates, parameters[:2])
    total += float(count @ (betaln(a, stayed) - betaln(a, b)))
    leaving = psi(a + b) - psi(a + stayed)
    by_a = count @ leaving
    by_b = count @ (leaving + psi(stayed) - psi(b))
    sums = evidence.kernels.dropout_sums(evidence.rows, dropout_tables(evidence, parameters))
    gradient = np.array(
        [
            by_rates[0] + sums.by_rate,
            by_rates[1] + sums.by_scale,
            by_a + sums.gone / a,
            by_b - sums.by_stay,
        ]
    )
    return total + sums.softplus, gradient


def dropout_tables(evidence: DropoutEvidence, parameters: FloatArray) -> DropoutTables:
    """Return every number the rows look up, at (r, alpha, a, b)."""
    r, alpha, a, b = parameters
    rates = evidence.rates
    # b + c + x - 1; without a chance to leave (c + x = 0) it is never looked up.
    before_last = np.maximum(b + evidence.first_chance + rates.repeats - 1, b)
    scale = alpha + rates.age
    return DropoutTables(
        shape=r + rates.repeats,
        odds=np.log(a) - np.log(before_last),
        stay=1 / before_last,
        log_scale=np.log(scale),
        inverse_scale=1 / scale,
    )


def arrange(unique: UniqueRows, size: int, *, unit: float, first_chance: int) -> Likelihood:
    """Return the likelihood of unique rows, with kernels for `size` rows."""
    evidence = DropoutEvidence.from_rows(unique, unit, kernels_for(size), first_chance=first_chance)
    return partial(likelihood, evidence)

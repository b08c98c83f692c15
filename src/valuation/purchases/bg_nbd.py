"""BG/NBD: customers buy at steady but different rates, and after any purchase may leave for good.

Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2). Rates
are gamma(r, alpha), the chance to leave after a purchase is beta(a, b), both independent. Nobody
tells us when a customer left; long silence after frequent purchases is the only sign.

The likelihood splits in two: that of the NBD, plus what dropout adds. With d the log odds that a
repeat customer has left since the last purchase,
    d = log a - log(b + x - 1) + (r + x) (log(alpha + T) - log(alpha + t_x)),
dropout adds log B(a, b + x) - log B(a, b), and log(1 + exp d) for those who ever came back.
P(alive) is 1 / (1 + exp d), and 1 for those who never came back.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
from scipy.special import betaln, expit, hyp2f1, psi

from valuation.arrays import FloatArray
from valuation.codes import DROPOUT_NOT_IDENTIFIED
from valuation.orders.history import History, UniqueRows, by_repeats_and_age, compress
from valuation.orders.kernels import DropoutRows, DropoutTables, Kernels, kernels_for
from valuation.purchases.fitting import (
    Fitted,
    common_notes,
    require_repeaters,
)
from valuation.purchases.forecasting import discount
from valuation.purchases.nbd import RateEvidence, maximise_rates, rate_likelihood
from valuation.purchases.optimise import Optimum, maximise

CLEAR_GAIN = (
    2.996  # log likelihood gained by dropout at the 5 % level (chi-square, 2 degrees, halved)
)
COARSE_FIRST = 50_000  # unique rows from which a coarse fit first saves time
GAP = 1e-6  # half the width of the gaps of 2F1: a = 1, a + b = 1, and r - a a whole number


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Rates as gamma(r, alpha), dropout as beta(a, b); alpha in units of `unit` days."""

    r: float
    alpha: float
    a: float
    b: float
    unit: float = 7.0
    name: ClassVar[str] = "bg_nbd"

    def alive(self, rows: History) -> FloatArray:
        """Return the probability that each customer has not left, 0..1."""
        past = np.maximum(rows.repeats, 1)
        silence = np.log(self.alpha + rows.age / self.unit)
        silence -= np.log(self.alpha + rows.recency / self.unit)
        odds = np.log(self.a) - np.log(self.b + past - 1) + (self.r + past) * silence
        return np.where(rows.repeats > 0, expit(-odds), 1.0)

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of purchases in the next `days` (paper, equation 10)."""
        return by_repeats_and_age(rows, partial(self._if_alive, days=days)) * self.alive(rows)

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each purchase discounted to today from the day it is expected."""

        def table(repeats: FloatArray, age: FloatArray) -> FloatArray:
            return discount(
                lambda until: self._if_alive(repeats, age, days=until), days, yearly_rate
            )

        return by_repeats_and_age(rows, table) * self.alive(rows)

    def log_likelihood(self, rows: History) -> float:
        """Return the log likelihood of the histories."""
        evidence = DropoutEvidence.from_rows(compress(rows), self.unit)
        return likelihood(evidence, np.array([self.r, self.alpha, self.a, self.b]))[0]

    def _off_the_gaps(self) -> tuple[float, float]:
        """Return a and b, moved where the formula has a gap that the model has not."""
        a = self.a
        if abs(a - 1) < GAP:
            a = 1 + GAP
        elif (self.r - a).is_integer():
            a += GAP
        return a, self.b if abs(a + self.b - 1) > GAP else self.b + GAP

    def _if_alive(self, repeats: FloatArray, age: FloatArray, *, days: float) -> FloatArray:
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
            purchases[beyond] = self._if_all_leave_alike(repeats[beyond], scale[beyond], horizon)
        return purchases

    def _if_all_leave_alike(
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


@dataclass(frozen=True, slots=True)
class DropoutEvidence:
    """All the likelihood needs: the tables of the NBD, and unique rows of who came back."""

    rates: RateEvidence
    rows: DropoutRows
    kernels: Kernels

    @classmethod
    def from_rows(
        cls, rows: UniqueRows, unit: float, kernels: Kernels | None = None
    ) -> "DropoutEvidence":
        """Arrange unique rows for the likelihood; without `kernels` those for their number."""
        rates = RateEvidence.from_rows(rows, unit)
        back = rows.history.repeats > 0
        past = rows.history.where(back)
        step = np.searchsorted(rates.repeats, past.repeats).astype(np.int32)
        arranged = DropoutRows(step, past.recency, past.age, rows.weight[back])
        return cls(rates, arranged, kernels or kernels_for(rows.size))


def likelihood(evidence: DropoutEvidence, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (r, alpha, a, b) and its gradient."""
    _, _, a, b = parameters
    repeats, count = evidence.rates.repeats, evidence.rates.count
    total, by_rates = rate_likelihood(evidence.rates, parameters[:2])
    total += float(count @ (betaln(a, b + repeats) - betaln(a, b)))
    leaving = psi(a + b) - psi(a + b + repeats)
    by_a = count @ leaving
    by_b = count @ (leaving + psi(b + repeats) - psi(b))
    tables = dropout_tables(evidence.rates, parameters)
    sums = evidence.kernels.dropout_sums(evidence.rows, tables)
    gradient = np.array(
        [
            by_rates[0] + sums.by_rate,
            by_rates[1] + sums.by_scale,
            by_a + sums.gone / a,
            by_b - sums.by_stay,
        ]
    )
    return total + sums.softplus, gradient


def fit_bg_nbd(rows: History, *, unit: float = 7.0, start: BgNbd | None = None) -> Fitted[BgNbd]:
    """Fit by maximum likelihood; alpha in units of `unit` days.

    Raises ValuationError when nobody bought again. Notes: dropout_not_identified (dropout does not
    raise the likelihood clearly above the NBD's: use that), too_few_customers, not_converged.
    A large base is first fitted coarsely; its standard errors come from that fit.
    """
    require_repeaters(rows.repeaters, rows.customers)
    unique = compress(rows)
    evidence = DropoutEvidence.from_rows(unique, unit)
    without = maximise_rates(evidence.rates)
    opening = _opening(start, without)
    optimum = _fit_warm(unique, evidence, opening, unit)
    notes = common_notes(repeaters=rows.repeaters, converged=optimum.converged)
    gain = optimum.log_likelihood - without.log_likelihood
    if optimum.at_limit or gain < CLEAR_GAIN:
        notes = (DROPOUT_NOT_IDENTIFIED, *notes)
    r, alpha, a, b = optimum.parameters.tolist()
    return Fitted(
        model=BgNbd(r, alpha, a, b, unit),
        log_likelihood=optimum.log_likelihood,
        customers=rows.customers,
        repeaters=rows.repeaters,
        converged=optimum.converged,
        identified=not notes,
        notes=notes,
        standard_errors=optimum.standard_errors(rows.customers),
        evaluations=optimum.evaluations,
    )


def _opening(start: BgNbd | None, without: Optimum) -> FloatArray:
    if start is not None:
        return np.array([start.r, start.alpha, start.a, start.b])
    return np.append(without.parameters, [1.0, 1.0])


def _fit_warm(
    unique: UniqueRows, evidence: DropoutEvidence, opening: FloatArray, unit: float
) -> Optimum:
    """Fit exactly; a large base starts from the fit of its times in whole units."""
    exact = partial(likelihood, evidence)
    if unique.size < COARSE_FIRST:
        return maximise(exact, opening, unique.customers)
    coarse = DropoutEvidence.from_rows(unique.coarse(max(int(unit), 1)), unit, evidence.kernels)
    near = maximise(partial(likelihood, coarse), opening, unique.customers)
    best = maximise(exact, near.parameters, unique.customers, curvature=near.curvature)
    return replace(best, evaluations=best.evaluations + near.evaluations)


def dropout_tables(rates: RateEvidence, parameters: FloatArray) -> DropoutTables:
    """Return every number the rows look up, at (r, alpha, a, b)."""
    r, alpha, a, b = parameters
    before_last = np.maximum(b + rates.repeats - 1, b)  # b + x - 1; x = 0 is never looked up
    scale = alpha + rates.age
    return DropoutTables(
        shape=r + rates.repeats,
        odds=np.log(a) - np.log(before_last),
        stay=1 / before_last,
        log_scale=np.log(scale),
        inverse_scale=1 / scale,
    )

"""NBD: customers buy at steady but different rates and never leave.

Each buys as a Poisson process; the rates vary between customers as a gamma distribution (Ehrenberg
1959, Applied Statistics 8(1)). Likelihood of the timings: the BG/NBD of Fader, Hardie and Lee
(2005) without dropout. The fallback where the data show no sign of customers leaving.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
from scipy.special import betainc, gammaln, psi

from valuation.arrays import FloatArray
from valuation.codes import RATES_ALIKE
from valuation.orders.history import History, UniqueRows, compress
from valuation.purchases.fitting import Fitted, common_notes, report, require_repeaters
from valuation.purchases.forecasting import DAYS_PER_YEAR
from valuation.purchases.optimise import Optimum, maximise


@dataclass(frozen=True, slots=True)
class Nbd:
    """Purchase rates as gamma(r, alpha), with alpha in units of `unit` days."""

    r: float
    alpha: float
    unit: float = 7.0
    name: ClassVar[str] = "nbd"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(r, alpha)."""
        return self.r, self.alpha

    def with_parameters(self, parameters: FloatArray) -> "Nbd":
        """Return the model at another (r, alpha)."""
        r, alpha = parameters.tolist()
        return Nbd(r, alpha, self.unit)

    def alive(self, rows: History) -> FloatArray:
        """Return 1 for everybody: the model knows no dropout."""
        return np.ones(rows.customers)

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return (r + x) / (alpha + T) * days, in purchases."""
        return (self.r + rows.repeats) / (self.alpha * self.unit + rows.age) * days

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the discounted number of purchases: the rate times an annuity."""
        force = float(np.log1p(yearly_rate)) / DAYS_PER_YEAR
        annuity = -np.expm1(-force * days) / force if force else days
        return self.expected(rows, 1.0) * annuity

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the chance of at least so many purchases in the next `days`."""
        scale = self.alpha * self.unit + rows.age.astype(np.float64)
        shape = self.r + rows.repeats.astype(np.float64)
        chance: FloatArray = betainc(purchases, shape, days / (scale + days))
        return chance

    def log_likelihood(self, rows: History) -> float:
        """Return the log likelihood of the histories."""
        evidence = RateEvidence.from_rows(compress(rows), self.unit)
        return rate_likelihood(evidence, np.array([self.r, self.alpha]))[0]


@dataclass(frozen=True, slots=True)
class RateEvidence:
    """All that the NBD likelihood needs: two short tables, whatever the number of customers."""

    repeats: FloatArray  # distinct x
    count: FloatArray  # customers with that x
    age: FloatArray  # every day from 0 to the oldest, in units
    customers_by_age: FloatArray
    repeats_by_age: FloatArray

    @property
    def customers(self) -> float:
        """Number of customers."""
        return float(self.count.sum())

    @classmethod
    def from_rows(cls, rows: UniqueRows, unit: float) -> "RateEvidence":
        """Count customers and purchases by number of repeats and by age."""
        past, weight = rows.history, rows.weight
        count = np.bincount(past.repeats, weights=weight)
        distinct = np.flatnonzero(count)
        by_age = np.bincount(past.age, weights=weight)
        repeats_by_age = np.bincount(past.age, weights=weight * past.repeats)
        age = np.arange(by_age.size) / unit
        return cls(distinct.astype(np.float64), count[distinct], age, by_age, repeats_by_age)


def rate_likelihood(evidence: RateEvidence, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (r, alpha) and its gradient.

    Per customer: log G(r + x) - log G(r) + r log alpha - (r + x) log(alpha + T).
    """
    r, alpha = parameters
    scale = alpha + evidence.age
    log_scale = np.log(scale)
    weight = r * evidence.customers_by_age + evidence.repeats_by_age
    gammas = evidence.count @ (gammaln(r + evidence.repeats) - gammaln(r))
    total = gammas + evidence.customers * r * np.log(alpha) - weight @ log_scale
    by_r = (
        evidence.count @ (psi(r + evidence.repeats) - psi(r))
        + evidence.customers * np.log(alpha)
        - evidence.customers_by_age @ log_scale
    )
    by_alpha = evidence.customers * r / alpha - weight @ (1 / scale)
    return float(total), np.array([by_r, by_alpha])


def fit_nbd(rows: History, *, unit: float = 7.0) -> Fitted[Nbd]:
    """Fit by maximum likelihood; alpha in units of `unit` days.

    Raises ValuationError when nobody bought again. Notes: too_few_customers, rates_alike (the rates
    of the customers do not differ, r and alpha run away together), not_converged.
    """
    require_repeaters(rows.repeaters, rows.customers)
    optimum = maximise_rates(RateEvidence.from_rows(compress(rows), unit))
    notes = common_notes(repeaters=rows.repeaters, converged=optimum.converged)
    if optimum.at_limit:
        notes += (RATES_ALIKE,)
    r, alpha = optimum.parameters.tolist()
    return report(Nbd(r, alpha, unit), optimum, rows, notes)


def maximise_rates(evidence: RateEvidence) -> Optimum:
    """Return the NBD optimum, started from the plain purchase rate of the base."""
    observed = float(evidence.customers_by_age @ evidence.age)
    start = np.array([1.0, observed / float(evidence.repeats_by_age.sum())])
    return maximise(
        partial(rate_likelihood, evidence), start, evidence.customers, exact_curvature=True
    )

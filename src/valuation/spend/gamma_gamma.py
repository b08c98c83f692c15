"""Gamma-Gamma: what a customer spends per purchase, learned from few purchases.

Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025; Colombo and Jiang
(1999). A customer's spend per purchase is gamma(p, nu), nu varies between customers as gamma(q, v).
Who bought often is judged by the own mean, who bought once by that of everybody. Assumes that spend
does not depend on how often one buys; the fit reports when it does.
"""

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, Protocol

import numpy as np
from scipy.special import gammaln, psi

from valuation.arrays import FloatArray, Int32Array, IntArray, dot
from valuation.codes import SPEND_ALIKE, SPEND_DEPENDS_ON_FREQUENCY, SPEND_MEAN_INFINITE
from valuation.errors import ValuationError
from valuation.orders.kernels import Spenders, SpendSums, kernels_for
from valuation.purchases.fitting import (
    Fitted,
    common_notes,
    require_repeaters,
)
from valuation.purchases.optimise import Optimum, maximise
from valuation.slices import in_slices
from valuation.spend.nearby import NearbySums

SAMPLE = 50_000  # repeat customers in the first fit of a large base
DEPENDENT = 0.2  # correlation of frequency and mean spend above which the model's assumption fails


class SpendModel(Protocol):
    """Forecasts what a purchase will bring, in the unit of the amounts."""

    @property
    def name(self) -> str:
        """Stable code of the model."""

    def expected_spend(self, repeats: Int32Array, mean: FloatArray) -> FloatArray:
        """Return the expected spend per purchase, given the number and mean of past ones."""


@dataclass(frozen=True, slots=True)
class MeanSpend:
    """The fallback: one's own mean where there is one, else that of everybody."""

    everybody: float
    name: ClassVar[str] = "mean_spend"

    def expected_spend(self, repeats: Int32Array, mean: FloatArray) -> FloatArray:
        """Return the own mean, or everybody's for who has none."""
        return np.where((repeats > 0) & (mean > 0), mean, self.everybody)


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Spend as gamma(p, nu) with nu as gamma(q, v); v has the unit of the amounts."""

    p: float
    q: float
    v: float
    name: ClassVar[str] = "gamma_gamma"

    def expected_spend(self, repeats: Int32Array, mean: FloatArray) -> FloatArray:
        """Return p (v + x m) / (p x + q - 1) (note 025, equation 5); NaN where it is infinite."""
        spend = np.empty(repeats.size)

        def fill(part: slice) -> None:
            below = self.p * repeats[part] + (self.q - 1)
            above = self.p * (self.v + repeats[part] * mean[part])
            if self.q <= 1:  # else everybody's is finite
                below[below <= 0] = np.nan
            np.divide(above, below, out=spend[part])

        in_slices(repeats.size, fill)
        return spend

    def log_likelihood(self, repeats: Int32Array, mean: FloatArray) -> float:
        """Return the log likelihood of the mean spends of repeat customers."""
        evidence = SpendEvidence.from_rows(spenders(repeats, mean))
        return spend_likelihood(evidence, np.array([self.p, self.q, self.v]))[0]


@dataclass(slots=True)
class SpendEvidence:
    """Repeat customers with positive spend; sums that do not change are taken once."""

    repeats: Int32Array
    total: FloatArray  # x times mean spend
    distinct: FloatArray
    count: FloatArray  # customers per distinct number of repeats
    log_totals: float  # sum of x log total
    log_means: float  # sum of log mean spend
    _near: NearbySums | None = None  # where the rows were looked at last

    @classmethod
    def from_rows(cls, rows: Spenders, unit: float = 1.0) -> "SpendEvidence":
        """Arrange repeat customers for the likelihood, their spend in units of so much."""
        total = np.empty(rows.mean.size)

        def part_of(part: slice) -> tuple[float, float, IntArray]:
            repeats, mean = rows.repeats[part].astype(np.float64), rows.mean[part] / unit
            np.multiply(repeats, mean, out=total[part])
            logs = np.log(mean)
            numbers = np.bincount(rows.repeats[part], minlength=highest)
            return dot(repeats, logs), float(logs.sum()), numbers

        highest = int(rows.repeats.max(initial=0)) + 1
        products, logs, numbers = zip(*in_slices(total.size, part_of), strict=True)
        log_totals, log_means = math.fsum(products), math.fsum(logs)
        counts = np.sum(numbers, axis=0).astype(np.float64)
        distinct = np.flatnonzero(counts)
        past, count = distinct.astype(np.float64), counts[distinct]
        log_totals += dot(count * past, np.log(past))
        return cls(rows.repeats, total, past, count, log_totals, log_means)

    def sums(self, v: float) -> SpendSums:
        """Return the sums at v; the rows are looked at only where v has gone far since the last time."""
        if self._near is None or not self._near.reaches(v):
            self._near = NearbySums.around(self.repeats, self.total, v)
        return self._near.at(v)


def spend_likelihood(evidence: SpendEvidence, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (p, q, v) and its gradient (note 025, equation 1a)."""
    p, q, v = parameters
    customers = evidence.total.size
    shape = p * evidence.distinct + q
    sums = evidence.sums(float(v))
    total = (
        evidence.count @ (gammaln(shape) - gammaln(p * evidence.distinct))
        + customers * (q * np.log(v) - gammaln(q))
        + p * (evidence.log_totals - sums.repeats_log)
        - evidence.log_means
        - q * sums.log
    )
    gammas_by_p = evidence.distinct * (psi(shape) - psi(p * evidence.distinct))
    by_p = evidence.count @ gammas_by_p + evidence.log_totals - sums.repeats_log
    by_q = evidence.count @ psi(shape) + customers * (np.log(v) - psi(q)) - sums.log
    by_v = customers * q / v - p * sums.repeats_inverse - q * sums.inverse
    return float(total), np.array([by_p, by_q, by_v])


def fit_gamma_gamma(repeats: Int32Array, mean: FloatArray) -> Fitted[GammaGamma]:
    """Fit by maximum likelihood to repeat customers with positive mean spend; others are left out.

    Raises ValuationError when there are none, or the columns differ in length. Notes:
    spend_depends_on_frequency (correlation above 0.2), spend_mean_infinite (q <= 1: no expected
    spend), spend_alike (spends do not vary enough to tell p, q and v apart), too_few_customers,
    not_converged. Only spend_depends_on_frequency leaves the model usable.
    """
    if repeats.size != mean.size:
        rule = f"as many rows as repeats ({repeats.size:,})"
        raise ValuationError("length_differs", column="mean", rows=mean.size, rule=rule)
    rows = spenders(repeats, mean)
    repeaters = rows.repeats.size
    require_repeaters(repeaters, repeats.size)
    optimum = _fit_warm(rows)
    warnings = common_notes(repeaters=repeaters, converged=optimum.converged)
    warnings += _notes_on(optimum)
    related = (SPEND_DEPENDS_ON_FREQUENCY,) if abs(spend_correlation(*rows)) > DEPENDENT else ()
    p, q, v = optimum.parameters.tolist()
    return Fitted(
        model=GammaGamma(p, q, v),
        log_likelihood=optimum.log_likelihood,
        customers=repeats.size,
        repeaters=repeaters,
        converged=optimum.converged,
        identified=not warnings,
        notes=warnings + related,
        standard_errors=optimum.standard_errors(repeaters),
        evaluations=optimum.evaluations,
        covariance=optimum.covariance(repeaters),
    )


def spend_correlation(repeats: Int32Array, mean: FloatArray) -> float:
    """Return the correlation of frequency and mean spend; 0 if either does not vary."""
    if repeats.size < 2 or np.ptp(repeats) == 0 or np.ptp(mean) == 0:
        return 0.0
    middle = float(repeats.mean()), float(mean.mean())

    def part_of(part: slice) -> tuple[float, float, float]:
        one, other = repeats[part] - middle[0], mean[part] - middle[1]
        return dot(one, other), dot(one, one), dot(other, other)

    both, first, second = map(math.fsum, zip(*in_slices(mean.size, part_of), strict=True))
    return both / math.sqrt(first * second)


def spenders(repeats: Int32Array, mean: FloatArray) -> Spenders:
    """Return who has repeat purchases and a positive mean spend, in order."""
    return kernels_for(repeats.size).spenders(repeats, mean)


def _notes_on(optimum: Optimum) -> tuple[str, ...]:
    notes = (SPEND_ALIKE,) if optimum.at_limit else ()
    return (*notes, SPEND_MEAN_INFINITE) if optimum.parameters[1] <= 1 else notes


def _fit_warm(rows: Spenders) -> Optimum:
    """Fit exactly, in units of the mean spend; a large base starts from the fit of every k-th."""
    unit = float(rows.mean.mean())
    every = max(rows.mean.size // SAMPLE, 1)
    few = Spenders(rows.repeats[::every].copy(), rows.mean[::every].copy())
    optimum = _fit(few, unit, np.ones(3), None)
    if every > 1:
        best = _fit(rows, unit, optimum.parameters, optimum.curvature)
        optimum = replace(best, evaluations=best.evaluations + optimum.evaluations)
    return _in_amounts(optimum, unit, rows.mean.size)


def _fit(rows: Spenders, unit: float, start: FloatArray, curvature: FloatArray | None) -> Optimum:
    likelihood = partial(spend_likelihood, SpendEvidence.from_rows(rows, unit))
    return maximise(likelihood, start, rows.mean.size, curvature=curvature)


def _in_amounts(optimum: Optimum, unit: float, customers: int) -> Optimum:
    """Return the optimum for amounts in their own unit: v scales, each density shrinks by it."""
    return replace(
        optimum,
        parameters=optimum.parameters * np.array([1.0, 1.0, unit]),
        log_likelihood=optimum.log_likelihood - customers * float(np.log(unit)),
    )

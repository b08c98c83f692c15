"""Pareto/NBD: customers buy at steady but different rates, and may leave for good at any moment.

Schmittlein, Morrison and Colombo (1987), Counting Your Customers: Who Are They and What Will They Do
Next?, Management Science 33(1). Rates are gamma(r, alpha); the risk of leaving is gamma(s, beta).
The likelihood is that of the NBD plus what dropout adds per customer,
    s (log beta - log(beta + T)) + log(1 + G),
G being the odds of having left since the last purchase (`silence`). P(alive) is 1 / (1 + G).
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
from scipy.special import betainc, expit, exprel

from valuation.arrays import FloatArray, dot
from valuation.orders.history import History, UniqueRows, compress
from valuation.purchases.dropout import fit_with_dropout
from valuation.purchases.fitting import Fitted
from valuation.purchases.forecasting import SteadyBuyers
from valuation.purchases.nbd import RateEvidence, rate_likelihood
from valuation.purchases.optimise import Likelihood
from valuation.purchases.silence import FEW, STEEPEST, listen

POINTS, WEIGHTS = FEW
ROOT = 6
BLOCK = 100_000  # customers scored at a time: keeps the memory bounded


@dataclass(frozen=True, slots=True)
class ParetoNbd(SteadyBuyers):
    """Rates as gamma(r, alpha), leaving as gamma(s, beta); alpha and beta in units of `unit` days."""

    r: float
    alpha: float
    s: float
    beta: float
    unit: float = 7.0
    name: ClassVar[str] = "pareto_nbd"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(r, alpha, s, beta)."""
        return self.r, self.alpha, self.s, self.beta

    def with_parameters(self, parameters: FloatArray) -> "ParetoNbd":
        """Return the model at other (r, alpha, s, beta)."""
        r, alpha, s, beta = parameters.tolist()
        return ParetoNbd(r, alpha, s, beta, self.unit)

    def alive(self, rows: History) -> FloatArray:
        """Return the probability that each customer has not left, 0..1."""
        alive = np.empty(rows.customers)
        for start in range(0, rows.customers, BLOCK):
            part = slice(start, start + BLOCK)
            recency, age = rows.recency[part] / self.unit, rows.age[part] / self.unit
            repeats = rows.repeats[part].astype(np.float64)
            silence = listen(np.array(self.parameters), repeats, recency, age)
            alive[part] = expit(-silence.log_odds)
        return alive

    def log_likelihood(self, rows: History) -> float:
        """Return the log likelihood of the histories."""
        evidence = SilenceEvidence.from_rows(compress(rows), self.unit)
        return likelihood(evidence, np.array(self.parameters))[0]

    def _if_alive(self, repeats: FloatArray, age: FloatArray, *, days: float) -> FloatArray:
        """Return the expected purchases of a customer known to be alive.

        (r + x) / (alpha + T) * (beta + T) / (s - 1) * (1 - ((beta + T) / (beta + T + t))**(s - 1)),
        written so that s = 1 is no gap.
        """
        scale = self.beta + age / self.unit
        ahead = np.log1p(days / self.unit / scale)
        lasting = scale * ahead * exprel((1 - self.s) * ahead)
        purchases: FloatArray = (self.r + repeats) / (self.alpha + age / self.unit) * lasting
        return purchases

    def _reach(
        self, repeats: FloatArray, age: FloatArray, *, days: float, purchases: int
    ) -> FloatArray:
        """Return the mean, over the moment of leaving, of the chance to buy so often until then.

        Each point is a root of the share of those who stay so long: it is smooth where the share itself is steep, at
        the end, and ten points give nine digits. Who stays to the end is the rest.
        """
        horizon, age = days / self.unit, age / self.unit
        scale = self.beta + age
        to_the_end = np.exp(-self.s * np.log1p(horizon / scale))
        chance = to_the_end * self._bought(repeats, age, np.full(age.size, horizon), purchases)
        lowest = to_the_end ** (1 / ROOT)
        for point, weight in zip(POINTS, WEIGHTS, strict=True):
            root = lowest + (1 - lowest) * point
            leaving = (1 - lowest) * weight * ROOT * root ** (ROOT - 1)
            grown = np.expm1(np.minimum(-ROOT * np.log(root) / self.s, STEEPEST))
            left = np.minimum(scale * grown, horizon)
            chance += leaving * self._bought(repeats, age, left, purchases)
        return chance

    def _bought(
        self, repeats: FloatArray, age: FloatArray, until: FloatArray, purchases: int
    ) -> FloatArray:
        chance: FloatArray = betainc(
            purchases, self.r + repeats, until / (self.alpha + age + until)
        )
        return chance


@dataclass(frozen=True, slots=True)
class SilenceEvidence:
    """All the likelihood needs: the tables of the NBD, and the unique rows."""

    rates: RateEvidence
    repeats: FloatArray
    recency: FloatArray  # in units, as the age
    age: FloatArray
    weight: FloatArray

    @classmethod
    def from_rows(cls, rows: UniqueRows, unit: float) -> "SilenceEvidence":
        """Arrange unique rows for the likelihood."""
        past = rows.history
        return cls(
            RateEvidence.from_rows(rows, unit),
            past.repeats.astype(np.float64),
            past.recency / unit,
            past.age / unit,
            rows.weight,
        )


def likelihood(evidence: SilenceEvidence, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (r, alpha, s, beta) and its gradient."""
    _, _, s, beta = parameters
    rates = evidence.rates
    total, by_rates = rate_likelihood(rates, parameters[:2])
    staying = np.log(beta / (beta + rates.age))
    silence = listen(parameters, evidence.repeats, evidence.recency, evidence.age)
    gone = evidence.weight * expit(silence.log_odds)
    total += s * dot(rates.customers_by_age, staying)
    total += dot(evidence.weight, np.logaddexp(0.0, silence.log_odds))
    by_s = dot(rates.customers_by_age, staying)
    by_beta = s * dot(rates.customers_by_age, 1 / beta - 1 / (beta + rates.age))
    gradient = np.array([by_rates[0], by_rates[1], by_s, by_beta])
    gradient += [dot(gone, derivative) for derivative in silence[1:]]
    return float(total), gradient


def fit_pareto_nbd(
    rows: History, *, unit: float = 7.0, start: ParetoNbd | None = None
) -> Fitted[ParetoNbd]:
    """Fit by maximum likelihood; alpha and beta in units of `unit` days.

    Raises ValuationError when nobody bought again. Notes as for `fit_bg_nbd`.
    """
    opening = (1.0, max(float(rows.age.mean()) / unit, 1.0)) if rows.customers else (1.0, 1.0)
    return fit_with_dropout(
        rows,
        partial(_arrange, unit=unit),
        ParetoNbd,
        unit=unit,
        start=start.parameters if start else None,
        opening=opening,
    )


def _arrange(unique: UniqueRows, _size: int, *, unit: float) -> Likelihood:
    return partial(likelihood, SilenceEvidence.from_rows(unique, unit))

"""GGom/NBD: as the Pareto/NBD, but the risk of leaving grows with the time one has been a customer.

Bemmaor and Glady (2012), Modeling Purchasing Behavior with Sudden "Death": A Flexible Customer Lifetime
Model, Management Science 58(5). Rates are gamma(r, alpha). Lifetimes are Gompertz, eta b exp(b t) being
the risk at t, and eta is gamma(s, beta) across customers. With a clock for leaving that runs ever faster,
    g(t) = (exp(b t) - 1) / b,   scale = beta / b,   P(still there at t) = (scale / (scale + g(t)))**s:
a Pareto/NBD whose beta is `scale` once b is 0. It is fitted in r, alpha, b, s and scale, for as b
vanishes beta does too while scale stays. The odds of having left since the last purchase are
    G = integral over y from t_x to T of  s exp(b y) / (scale + g(y)) * ((alpha + T) / (alpha + y))**(r + x)
                                                         * ((scale + g(T)) / (scale + g(y)))**s,
taken by Gauss-Legendre on panels, its derivatives under the integral sign.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, Final, NamedTuple

import numpy as np
from scipy.special import betainc, expit, exprel

from valuation.arrays import FloatArray, dot
from valuation.codes import AGEING_NOT_IDENTIFIED, DROPOUT_NOT_IDENTIFIED
from valuation.orders.history import History, compress
from valuation.purchases.dropout import CLEAR_GAIN
from valuation.purchases.fitting import Fitted, common_notes, report
from valuation.purchases.forecasting import SteadyBuyers
from valuation.purchases.nbd import maximise_rates, rate_likelihood
from valuation.purchases.optimise import Optimum, maximise
from valuation.purchases.panels import panel_points
from valuation.purchases.pareto_nbd import ROOT, SilenceEvidence, fit_pareto_nbd
from valuation.purchases.silence import FADED, MANY, SMALLEST

BLOCK: Final = 4_096  # rows at a time: keeps the memory bounded
STEEPEST: Final = 600.0  # exp of it is a number, and still is one times a scale of a million
SERIES_BELOW: Final = 0.05  # of b y: there the closed form of a derivative cancels
CLEARLY_AGEING: Final = (
    1.353  # log likelihood gained over the Pareto/NBD at the 5 % level: b = 0 is at the edge
)
# -sum of (-v)**(k-1) k / (k+1)!, highest power first
_BEND: Final = (-8 / 362880, 7 / 40320, -6 / 5040, 5 / 720, -4 / 120, 3 / 24, -2 / 6, 1 / 2)


@dataclass(frozen=True, slots=True)
class GgomNbd(SteadyBuyers):
    """Rates as gamma(r, alpha), Gompertz lifetimes with b and gamma(s, beta).

    alpha in units of `unit` days, b per such unit; beta has no unit.
    """

    r: float
    alpha: float
    b: float
    s: float
    beta: float
    unit: float = 7.0
    name: ClassVar[str] = "ggom_nbd"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(r, alpha, b, s, beta)."""
        return self.r, self.alpha, self.b, self.s, self.beta

    def with_parameters(self, parameters: FloatArray) -> "GgomNbd":
        """Return the model at other (r, alpha, b, s, beta)."""
        r, alpha, b, s, beta = parameters.tolist()
        return GgomNbd(r, alpha, b, s, beta, self.unit)

    def alive(self, rows: History) -> FloatArray:
        """Return the probability that each customer has not left, 0..1."""
        repeats = rows.repeats.astype(np.float64)
        recency, age = rows.recency / self.unit, rows.age / self.unit
        alive: FloatArray = expit(-listen(self._searched, repeats, recency, age).log_odds)
        return alive

    def log_likelihood(self, rows: History) -> float:
        """Return the log likelihood of the histories."""
        evidence = SilenceEvidence.from_rows(compress(rows), self.unit)
        return likelihood(evidence, self._searched)[0]

    @property
    def _searched(self) -> FloatArray:
        return np.array([self.r, self.alpha, self.b, self.s, self.beta / self.b])

    def _if_alive(self, repeats: FloatArray, age: FloatArray, *, days: float) -> FloatArray:
        """Return (r + x) / (alpha + T) times the mean time of the next `days` before leaving."""
        lasting = np.empty(age.size)
        for start in range(0, age.size, BLOCK):
            part = slice(start, start + BLOCK)
            lasting[part] = self._lasting(age[part] / self.unit, days / self.unit)
        purchases: FloatArray = (self.r + repeats) / (self.alpha + age / self.unit) * lasting
        return purchases

    def _lasting(self, age: FloatArray, horizon: float) -> FloatArray:
        """Return the integral of the share that is still there, up to the horizon."""
        pace = self._pace(age)
        span = np.maximum(np.minimum(self._until(pace, FADED / self.s), horizon), SMALLEST)
        slow = self.b / pace  # below 1 the share has a pole shortly before now
        with np.errstate(divide="ignore"):
            near = np.where(slow < 1, -np.log1p(-np.minimum(slow, 1)) / self.b, np.inf)
        place, weight = panel_points(span, near, self.b)
        passed = pace[:, None] * place * exprel(self.b * place)
        staying: FloatArray = np.einsum("ij,ij->i", weight, np.exp(-self.s * np.log1p(passed)))
        return staying

    def _pace(self, age: FloatArray) -> FloatArray:
        """Return exp(b T) / (scale + g(T)): how fast the clock runs now, by its own reading."""
        pace: FloatArray = np.exp(-_ageing(age, self.b, self.beta / self.b).log_size)
        return pace

    def _until(self, pace: FloatArray, log_passed: FloatArray | float) -> FloatArray:
        """Return when the clock's reading has grown by the factor exp(log_passed)."""
        grown = np.expm1(np.minimum(log_passed, STEEPEST)) / pace
        until: FloatArray = np.log1p(self.b * grown) / self.b
        return until

    def _reach(
        self, repeats: FloatArray, age: FloatArray, *, days: float, purchases: int
    ) -> FloatArray:
        """Return the mean, over the moment of leaving, of the chance to buy so often until then.

        As in the Pareto/NBD each point is a root of the share of those who stay so long. Leaving that quickens makes
        that share bend late: ten points would leave five digits, twenty leave ten.
        """
        horizon, age = days / self.unit, age / self.unit
        pace = self._pace(age)
        passed = pace * horizon * exprel(np.minimum(self.b * horizon, STEEPEST))
        to_the_end = np.exp(-self.s * np.log1p(passed))
        chance = to_the_end * self._bought(repeats, age, np.full(age.size, horizon), purchases)
        lowest = to_the_end ** (1 / ROOT)
        for point, weight in zip(*MANY, strict=True):
            root = lowest + (1 - lowest) * point
            leaving = (1 - lowest) * weight * ROOT * root ** (ROOT - 1)
            left = np.minimum(self._until(pace, -ROOT * np.log(root) / self.s), horizon)
            chance += leaving * self._bought(repeats, age, left, purchases)
        return chance

    def _bought(
        self, repeats: FloatArray, age: FloatArray, until: FloatArray, purchases: int
    ) -> FloatArray:
        chance: FloatArray = betainc(
            purchases, self.r + repeats, until / (self.alpha + age + until)
        )
        return chance


class Ageing(NamedTuple):
    """log((scale + g(y)) exp(-b y)), which neither overflows nor cancels, and its derivatives."""

    log_size: FloatArray
    by_b: FloatArray
    by_scale: FloatArray


class Silence(NamedTuple):
    """Per row the log odds of having left, and their derivatives."""

    log_odds: FloatArray
    by_r: FloatArray
    by_alpha: FloatArray
    by_b: FloatArray
    by_s: FloatArray
    by_scale: FloatArray


def listen(
    parameters: FloatArray, repeats: FloatArray, recency: FloatArray, age: FloatArray
) -> Silence:
    """Return log odds and derivatives at (r, alpha, b, s, scale); times are in units."""
    answer = np.empty((6, repeats.size))
    for start in range(0, repeats.size, BLOCK):
        part = slice(start, start + BLOCK)
        answer[:, part] = _integrate(parameters, repeats[part], recency[part], age[part])
    return Silence(*answer)


def _integrate(
    parameters: FloatArray, repeats: FloatArray, recency: FloatArray, age: FloatArray
) -> tuple[FloatArray, ...]:
    r, alpha, b, s, scale = parameters
    bought = r + repeats
    span = _visible(parameters, repeats, recency, age)
    pole = -np.log1p(-b * scale) / b if b * scale < 1 else np.inf
    place, weight = panel_points(span, recency + min(alpha, pole), b)
    moment = recency[:, None] + place
    then, now = _ageing(moment, b, scale), _ageing(age, b, scale)
    since_alpha = np.log((alpha + age[:, None]) / (alpha + moment))
    # log of (scale + g(T)) / (scale + g(y))
    since_scale = (now.log_size + b * age)[:, None] - (then.log_size + b * moment)
    height = bought[:, None] * since_alpha + s * since_scale - then.log_size
    top = height.max(axis=1)
    area = weight * np.exp(height - top[:, None])
    total = area.sum(axis=1)

    def mean(values: FloatArray) -> FloatArray:
        middle: FloatArray = np.einsum("ij,ij->i", area, values) / total
        return middle

    return (
        np.log(s) + top + np.log(total),
        mean(since_alpha),
        bought * (1 / (alpha + age) - mean(1 / (alpha + moment))),
        s * (age + now.by_b) - mean(s * moment + (s + 1) * then.by_b),
        1 / s + mean(since_scale),
        s * now.by_scale - (s + 1) * mean(then.by_scale),
    )


def _visible(
    parameters: FloatArray, repeats: FloatArray, recency: FloatArray, age: FloatArray
) -> FloatArray:
    """Return how long after the last purchase the integrand stays above exp(-FADED) of its start."""
    r, alpha, b, s, scale = parameters
    bought = (alpha + recency) * np.expm1(np.minimum(FADED / (r + repeats), STEEPEST))
    grown = np.expm1(min(FADED / s, STEEPEST)) * np.exp(_ageing(recency, b, scale).log_size)
    left = np.log1p(b * grown) / b
    span: FloatArray = np.minimum(age - recency, np.minimum(bought, left))
    return np.maximum(span, SMALLEST)


def _ageing(moment: FloatArray, b: float, scale: float) -> Ageing:
    passed = b * moment
    fading, ramp = np.exp(-passed), moment * exprel(-passed)
    size = scale * fading + ramp
    by_b = (-moment * moment * _bend(passed) - moment * scale * fading) / size
    return Ageing(np.log(size), by_b, fading / size)


def _bend(passed: FloatArray) -> FloatArray:
    """Return ((1 - exp(-v)) / v - exp(-v)) / v, by its series where that cancels."""
    safe = np.maximum(passed, SERIES_BELOW)
    closed = (exprel(-safe) - np.exp(-safe)) / safe
    bend: FloatArray = np.where(passed < SERIES_BELOW, np.polyval(_BEND, passed), closed)
    return bend


def likelihood(evidence: SilenceEvidence, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (r, alpha, b, s, scale) and its gradient."""
    _, _, b, s, scale = parameters
    rates = evidence.rates
    total, by_rates = rate_likelihood(rates, parameters[:2])
    customers = rates.customers_by_age
    now = _ageing(rates.age, b, scale)
    staying = dot(customers, np.log(scale) - now.log_size - b * rates.age)
    silence = listen(parameters, evidence.repeats, evidence.recency, evidence.age)
    gone = evidence.weight * expit(silence.log_odds)
    total += s * staying + dot(evidence.weight, np.logaddexp(0.0, silence.log_odds))
    by_b = -s * dot(customers, rates.age + now.by_b)
    by_scale = s * dot(customers, 1 / scale - now.by_scale)
    gradient = np.array([by_rates[0], by_rates[1], by_b, staying, by_scale])
    gradient += [dot(gone, derivative) for derivative in silence[1:]]
    return float(total), gradient


def fit_ggom_nbd(rows: History, *, unit: float = 7.0) -> Fitted[GgomNbd]:
    """Fit by maximum likelihood; alpha in units of `unit` days, b per unit.

    Raises ValuationError when nobody bought again. Notes as for `fit_pareto_nbd`, and
    ageing_not_identified: the risk of leaving is not seen to grow, the Pareto/NBD says as much.
    """
    steady = fit_pareto_nbd(rows, unit=unit)
    unique = compress(rows)
    evidence = SilenceEvidence.from_rows(unique, unit)
    r, alpha, s, scale = steady.model.parameters
    slow = unit / max(float(rows.age.mean()), 1.0)
    found = maximise(
        partial(likelihood, evidence),
        np.array([r, alpha, slow, s, scale]),
        unique.customers,
        exact_curvature=True,
    )
    notes = common_notes(repeaters=rows.repeaters, converged=found.converged)
    if found.at_limit or found.log_likelihood - steady.log_likelihood < CLEARLY_AGEING:
        notes = (AGEING_NOT_IDENTIFIED, *notes)
    if found.log_likelihood - maximise_rates(evidence.rates).log_likelihood < CLEAR_GAIN:
        notes = (DROPOUT_NOT_IDENTIFIED, *notes)
    optimum = _with_beta(found)
    r, alpha, b, s, beta = optimum.parameters.tolist()
    return report(GgomNbd(r, alpha, b, s, beta, unit), optimum, rows, notes)


def _with_beta(found: Optimum) -> Optimum:
    """Return the optimum in beta = b * scale, whose logarithm is the sum of theirs."""
    parameters = found.parameters.copy()
    parameters[4] *= parameters[2]
    back = np.eye(5)
    back[4, 2] = -1.0  # log scale = log beta - log b
    return replace(found, parameters=parameters, curvature=back.T @ found.curvature @ back)

"""sBG and BdW: who renews a contract, period after period, and for how long.

Fader and Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1): each
customer stays from period to period with the same probability, which varies between customers as a
beta distribution (shifted-beta-geometric). Fader, Hardie, Liu, Davin and Steenburgh (2018), How to
Project Customer Retention Revisited, JIM 43: the probability may also drift with time (beta-discrete-
Weibull). The share of a cohort that renewed t times is
    S(t) = B(a, b + t**c) / B(a, b),  c = 1 in the sBG.

Histories are read like this: `repeats` are the renewals made, `age` the days since the contract began,
`unit` the days of a period. Who renewed at each of the age // unit occasions is a customer; who did not
has left at the first occasion missed. Nothing is guessed: a contract tells when it ends.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, hyp2f1, psi

from valuation.arrays import BoolArray, FloatArray, Int64Array
from valuation.codes import DROPOUT_NOT_IDENTIFIED
from valuation.errors import ValuationError
from valuation.orders.history import History
from valuation.purchases.fitting import Fitted, common_notes, report
from valuation.purchases.forecasting import DAYS_PER_YEAR
from valuation.purchases.optimise import maximise

YEAR = 365.0
ROUNDING = 1e-15  # a chance to leave below this is none
DISCOUNTED_AWAY = 1e-12  # what a renewal is worth today when it no longer matters


@dataclass(frozen=True, slots=True)
class Sbg:
    """Leaving at each renewal with a chance of beta(a, b); `unit` is a period in days."""

    a: float
    b: float
    unit: float = YEAR
    name: ClassVar[str] = "sbg"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(a, b)."""
        return self.a, self.b

    def with_parameters(self, parameters: FloatArray) -> "Sbg":
        """Return the model at another (a, b)."""
        a, b = parameters.tolist()
        return Sbg(a, b, self.unit)

    def survival(self, renewals: npt.ArrayLike) -> FloatArray:
        """Return the share of a new cohort that renews so many times."""
        return np.exp(log_survival(np.array([self.a, self.b, 1.0]), renewals)[0])

    def lifetime(self, renewals: FloatArray, rate: float) -> FloatArray:
        """Return the discounted expected residual lifetime (DERL), in periods.

        Of customers who renewed so many times and are about to decide again: the renewals still to come,
        the first undiscounted, each later one at `rate` per period (Fader and Hardie 2010, Customer-Base
        Valuation in a Contractual Setting, Marketing Science 29(1)). `rate` is above 0.
        """
        _require_rate(rate)
        stays, whole = self.b + renewals, self.a + self.b + renewals
        lasting: FloatArray = stays / whole * hyp2f1(1, stays + 1, whole + 1, 1 / (1 + rate))
        return lasting

    def alive(self, rows: History) -> FloatArray:
        """Return 1 for who renewed at every occasion, else 0."""
        return _renewed_always(rows, self.unit).astype(np.float64)

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of renewals in the next `days`."""
        return _renewals(self, rows, days, 0.0)

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each renewal discounted to today from its day."""
        return _renewals(self, rows, days, yearly_rate)

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the chance of at least so many renewals in the next `days`, if still a customer."""
        return _reach(self, rows, days, purchases)


@dataclass(frozen=True, slots=True)
class Bdw:
    """The same with S(t) = B(a, b + t**c) / B(a, b): c < 1, leaving grows rarer with time."""

    a: float
    b: float
    c: float
    unit: float = YEAR
    name: ClassVar[str] = "bdw"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(a, b, c)."""
        return self.a, self.b, self.c

    def with_parameters(self, parameters: FloatArray) -> "Bdw":
        """Return the model at another (a, b, c)."""
        a, b, c = parameters.tolist()
        return Bdw(a, b, c, self.unit)

    def survival(self, renewals: npt.ArrayLike) -> FloatArray:
        """Return the share of a new cohort that renews so many times."""
        return np.exp(log_survival(np.array(self.parameters), renewals)[0])

    def lifetime(self, renewals: FloatArray, rate: float) -> FloatArray:
        """Return the discounted expected residual lifetime, as in the sBG; a sum, for want of a formula."""
        _require_rate(rate)
        terms = int(np.ceil(-np.log(DISCOUNTED_AWAY * min(rate, 1.0)) / np.log1p(rate)))
        now = self.survival(renewals)
        lasting = np.zeros(now.size)
        for ahead in range(terms):
            lasting += self.survival(renewals + ahead + 1) / now * (1 + rate) ** -ahead
        return lasting

    def alive(self, rows: History) -> FloatArray:
        """Return 1 for who renewed at every occasion, else 0."""
        return _renewed_always(rows, self.unit).astype(np.float64)

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of renewals in the next `days`."""
        return _renewals(self, rows, days, 0.0)

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each renewal discounted to today from its day."""
        return _renewals(self, rows, days, yearly_rate)

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the chance of at least so many renewals in the next `days`, if still a customer."""
        return _reach(self, rows, days, purchases)


@dataclass(frozen=True, slots=True)
class Attrition:
    """All the likelihood needs; arrays by number of renewals, from 0."""

    lost: FloatArray  # customers who renewed so many times and then left
    kept: FloatArray  # customers who renewed so many times and have not had to decide since

    @classmethod
    def from_rows(cls, rows: History, unit: float) -> Self:
        """Count customers by renewals; refuses more renewals than there were occasions."""
        occasions = _occasions(rows.age, unit)
        broken = int(np.count_nonzero(rows.repeats > occasions))
        if broken:
            rule = "no more renewals than periods have passed"
            raise ValuationError("too_many_renewals", column="repeats", rows=broken, rule=rule)
        kept = rows.repeats == occasions
        size = int(rows.repeats.max(initial=0)) + 1
        return cls(
            np.bincount(rows.repeats[~kept], minlength=size).astype(np.float64),
            np.bincount(rows.repeats[kept], minlength=size).astype(np.float64),
        )


def log_survival(parameters: FloatArray, renewals: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return log S at (a, b, c) and its three derivatives."""
    a, b, c = parameters
    count = np.asarray(renewals, np.float64)
    times = count**c
    slower = psi(b + times) - psi(a + b + times)
    growth = times * np.log(np.maximum(count, 1.0))  # of times with c; 0 ** c stays
    gradient = np.array(
        [psi(a + b) - psi(a + b + times), slower - psi(b) + psi(a + b), slower * growth]
    )
    return betaln(a, b + times) - betaln(a, b), gradient


def likelihood(attrition: Attrition, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (a, b, c) and its gradient."""
    renewals = np.arange(attrition.lost.size, dtype=np.float64)
    stayed, by_stayed = log_survival(parameters, renewals)
    after, by_after = log_survival(parameters, renewals + 1)
    ratio = np.exp(after - stayed)
    leaving = np.maximum(-np.expm1(after - stayed), ROUNDING)
    by_leaving = by_stayed - ratio / leaving * (by_after - by_stayed)
    total = attrition.lost @ (stayed + np.log(leaving)) + attrition.kept @ stayed
    return float(total), by_leaving @ attrition.lost + by_stayed @ attrition.kept


def _likelihood_of_sbg(attrition: Attrition, parameters: FloatArray) -> tuple[float, FloatArray]:
    total, gradient = likelihood(attrition, np.append(parameters, 1.0))
    return total, gradient[:2]


def fit_sbg(rows: History, *, unit: float = YEAR) -> Fitted[Sbg]:
    """Fit by maximum likelihood; `unit` is a contract's period in days.

    Raises ValuationError where someone renewed more often than possible. Notes: too_few_customers (fewer
    than 30 left), dropout_not_identified (nobody left, or all at the same rate), not_converged.
    """
    attrition = Attrition.from_rows(rows, unit)
    optimum = maximise(
        partial(_likelihood_of_sbg, attrition),
        np.ones(2),
        max(rows.customers, 1),
        exact_curvature=True,
    )
    notes = _notes(attrition, converged=optimum.converged, at_limit=optimum.at_limit)
    a, b = optimum.parameters.tolist()
    return report(Sbg(a, b, unit), optimum, rows, notes)


def fit_bdw(rows: History, *, unit: float = YEAR) -> Fitted[Bdw]:
    """Fit by maximum likelihood, from the sBG; raises and notes as `fit_sbg`."""
    attrition = Attrition.from_rows(rows, unit)
    steady = fit_sbg(rows, unit=unit).model
    optimum = maximise(
        partial(likelihood, attrition),
        np.array([steady.a, steady.b, 1.0]),
        max(rows.customers, 1),
        exact_curvature=True,
    )
    notes = _notes(attrition, converged=optimum.converged, at_limit=optimum.at_limit)
    a, b, c = optimum.parameters.tolist()
    return report(Bdw(a, b, c, unit), optimum, rows, notes)


def _notes(attrition: Attrition, *, converged: bool, at_limit: bool) -> tuple[str, ...]:
    notes = common_notes(repeaters=int(attrition.lost.sum()), converged=converged)
    return (DROPOUT_NOT_IDENTIFIED, *notes) if at_limit else notes


def _occasions(days: npt.ArrayLike, unit: float) -> Int64Array:
    """Return how many periods have ended after so many days."""
    return np.floor(np.asarray(days) / unit + 1e-9).astype(np.int64)


def _renewed_always(rows: History, unit: float) -> BoolArray:
    always: BoolArray = rows.repeats >= _occasions(rows.age, unit)
    return always


def _renewals(model: Sbg | Bdw, rows: History, days: float, yearly_rate: float) -> FloatArray:
    """Return the discounted chances of the next renewal, the one after it, and so on."""
    force = float(np.log1p(yearly_rate)) / DAYS_PER_YEAR
    ahead = _occasions(rows.age + days, model.unit) - _occasions(rows.age, model.unit)
    now = model.survival(rows.repeats)
    renewals = np.zeros(rows.customers)
    for step in range(1, int(ahead.max(initial=0)) + 1):
        wait = (rows.repeats + step) * model.unit - rows.age
        renewed = model.survival(rows.repeats + step) / now * np.exp(-force * wait)
        renewals += np.where(step <= ahead, renewed, 0.0)
    return renewals * model.alive(rows)


def _reach(model: Sbg | Bdw, rows: History, days: float, purchases: int) -> FloatArray:
    ahead = _occasions(rows.age + days, model.unit) - _occasions(rows.age, model.unit)
    later = model.survival(rows.repeats + purchases)
    return np.where(purchases <= ahead, later / model.survival(rows.repeats), 0.0)


def _require_rate(rate: float) -> None:
    if not rate > 0:
        raise ValuationError("rate_out_of_range", column="rate", rows=1, rule="above 0")

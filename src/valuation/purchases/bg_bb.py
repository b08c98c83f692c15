"""BG/BB: who buys or gives once a year, once a term, once a fair, and may stop for good.

Fader, Hardie and Shang (2010), Customer-Base Analysis in a Discrete-Time Noncontractual Setting,
Marketing Science 29(6). At each occasion a customer who is still one buys with a chance of
beta(alpha, beta); before each occasion the customer stops for good with a chance of beta(gamma, delta).

Histories are read in occasions of `unit` days: `repeats` are the occasions used after the first purchase,
recency // unit the number of the last one used, age // unit the number of occasions so far.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, gammaln, psi

from valuation.arrays import FloatArray, Int64Array, dot
from valuation.codes import DROPOUT_NOT_IDENTIFIED
from valuation.errors import ValuationError
from valuation.orders.history import History, UniqueRows, compress, distinct
from valuation.purchases.dropout import CLEAR_GAIN
from valuation.purchases.fitting import Fitted, common_notes, report, require_repeaters
from valuation.purchases.forecasting import DAYS_PER_YEAR
from valuation.purchases.optimise import maximise

YEAR = 365.0
NO_DROPOUT = np.array([1e-6, 1.0])  # gamma and delta of customers who stay


@dataclass(frozen=True, slots=True)
class BgBb:
    """Buying as beta(alpha, beta), stopping as beta(gamma, delta); occasions are `unit` days apart."""

    alpha: float
    beta: float
    gamma: float
    delta: float
    unit: float = YEAR
    name: ClassVar[str] = "bg_bb"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(alpha, beta, gamma, delta)."""
        return self.alpha, self.beta, self.gamma, self.delta

    def with_parameters(self, parameters: FloatArray) -> "BgBb":
        """Return the model at other (alpha, beta, gamma, delta)."""
        alpha, beta, gamma, delta = parameters.tolist()
        return BgBb(alpha, beta, gamma, delta, self.unit)

    def alive(self, rows: History) -> FloatArray:
        """Return the probability to be a customer still at the next occasion, 0..1."""
        unique, place = distinct(rows)
        cells = Cells.from_rows(unique, self.unit)
        parameters = np.array(self.parameters)
        total = log_terms(cells, parameters)[0]
        now = cells.occasions - cells.repeats
        buying = betaln(self.alpha + cells.repeats, self.beta + now)
        buying -= betaln(self.alpha, self.beta) + betaln(self.gamma, self.delta)
        staying = betaln(self.gamma, self.delta + cells.occasions + 1)
        alive: FloatArray = np.exp(buying + staying - total)[place]
        return alive

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of purchases in the next `days` (paper, equation 13)."""
        return self._ahead(rows, days, 0.0)

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each purchase discounted to today from the day of its occasion."""
        return self._ahead(rows, days, yearly_rate)

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the chance of at least so many purchases in the next `days`, if still a customer.

        The occasion that brings the last of them may be any: a beta negative binomial.
        """
        occasions, ahead = self._occasions(rows, days)
        buys, skips = self.alpha + rows.repeats, self.beta + occasions - rows.repeats
        chance = np.zeros(rows.customers)
        for occasion in range(purchases, int(ahead.max(initial=0)) + 1):
            ways = gammaln(occasion) - gammaln(purchases) - gammaln(occasion - purchases + 1)
            bought = betaln(buys + purchases, skips + occasion - purchases) - betaln(buys, skips)
            stayed = self._stayed(occasions, occasion)
            chance += np.where(occasion <= ahead, np.exp(ways + bought) * stayed, 0.0)
        return chance

    def log_likelihood(self, rows: History) -> float:
        """Return the log likelihood of the histories."""
        cells = Cells.from_rows(compress(rows), self.unit)
        return likelihood(cells, np.array(self.parameters))[0]

    def _ahead(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        force = float(np.log1p(yearly_rate)) / DAYS_PER_YEAR
        occasions, ahead = self._occasions(rows, days)
        staying = np.zeros(rows.customers)
        for occasion in range(1, int(ahead.max(initial=0)) + 1):
            wait = (occasions + occasion) * self.unit - rows.age
            worth = self._stayed(occasions, occasion) * np.exp(-force * wait)
            staying += np.where(occasion <= ahead, worth, 0.0)
        buying = (self.alpha + rows.repeats) / (self.alpha + self.beta + occasions)
        purchases: FloatArray = buying * staying * self.alive(rows)
        return purchases

    def _occasions(self, rows: History, days: float) -> tuple[Int64Array, Int64Array]:
        """Return the occasions so far and those of the next `days`."""
        so_far = occasions_in(rows.age, self.unit)
        return so_far, occasions_in(rows.age + days, self.unit) - so_far

    def _stayed(self, occasions: Int64Array, occasion: int) -> FloatArray:
        """Return the chance to stay until an occasion ahead, of who stays until the next."""
        base = self.delta + np.arange(int(occasions.max(initial=0)) + 1)
        table = np.exp(betaln(self.gamma, base + occasion) - betaln(self.gamma, base + 1))
        stayed: FloatArray = table[occasions]
        return stayed


@dataclass(frozen=True, slots=True)
class Cells:
    """Unique rows, and for each the moments at which the customer may have stopped, one after another.

    A cell says that the customer lived through `lived` occasions; in a row's last cell, through all.
    """

    repeats: FloatArray
    occasions: FloatArray
    weight: FloatArray
    row: npt.NDArray[np.intp]  # of each cell
    first: npt.NDArray[np.intp]  # cell of each row
    lived: FloatArray

    @classmethod
    def from_rows(cls, rows: UniqueRows, unit: float) -> Self:
        """Lay out the cells; refuses more purchases than occasions up to the last one."""
        past = rows.history
        last, occasions = occasions_in(past.recency, unit), occasions_in(past.age, unit)
        broken = int(np.count_nonzero(past.repeats > last))
        if broken:
            rule = "no more repeat purchases than occasions up to the last one"
            raise ValuationError("too_many_purchases", column="repeats", rows=broken, rule=rule)
        size = occasions - last + 1
        first = np.cumsum(size) - size
        row = np.repeat(np.arange(size.size), size)
        lived = last[row] + np.arange(row.size) - first[row]
        return cls(
            repeats=past.repeats.astype(np.float64),
            occasions=occasions.astype(np.float64),
            weight=rows.weight,
            row=row,
            first=first,
            lived=lived.astype(np.float64),
        )


def occasions_in(days: npt.ArrayLike, unit: float) -> Int64Array:
    """Return how many occasions there are in so many days."""
    return np.floor(np.asarray(days) / unit + 1e-9).astype(np.int64)


def log_terms(cells: Cells, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the log likelihood of each row and the weight of each cell in it."""
    alpha, beta, gamma, delta = parameters
    repeats, lived = cells.repeats[cells.row], cells.lived
    stopped = (lived < cells.occasions[cells.row]).astype(np.float64)
    logs = betaln(alpha + repeats, beta + lived - repeats) - betaln(alpha, beta)
    logs += betaln(gamma + stopped, delta + lived) - betaln(gamma, delta)
    if logs.size == 0:
        return np.zeros(0), logs
    highest = np.maximum.reduceat(logs, cells.first)
    total = highest + np.log(np.add.reduceat(np.exp(logs - highest[cells.row]), cells.first))
    return total, np.exp(logs - total[cells.row])


def likelihood(cells: Cells, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (alpha, beta, gamma, delta) and its gradient."""
    alpha, beta, gamma, delta = parameters
    total, share = log_terms(cells, parameters)
    weight = share * cells.weight[cells.row]
    repeats, lived = cells.repeats[cells.row], cells.lived
    stopped = (lived < cells.occasions[cells.row]).astype(np.float64)
    customers = float(cells.weight.sum())
    both, ends = psi(alpha + beta + lived), psi(gamma + stopped + delta + lived)
    gradient = [
        dot(weight, psi(alpha + repeats) - both) - customers * (psi(alpha) - psi(alpha + beta)),
        dot(weight, psi(beta + lived - repeats) - both)
        - customers * (psi(beta) - psi(alpha + beta)),
        dot(weight, psi(gamma + stopped) - ends) - customers * (psi(gamma) - psi(gamma + delta)),
        dot(weight, psi(delta + lived) - ends) - customers * (psi(delta) - psi(gamma + delta)),
    ]
    return dot(cells.weight, total), np.array(gradient)


def fit_bg_bb(rows: History, *, unit: float = YEAR) -> Fitted[BgBb]:
    """Fit by maximum likelihood; occasions are `unit` days apart.

    Raises ValuationError when nobody bought again, or someone more often than possible. Notes as for
    `fit_bg_nbd`; dropout is held against the same buying without it.
    """
    require_repeaters(rows.repeaters, rows.customers)
    cells = Cells.from_rows(compress(rows), unit)
    whole = partial(likelihood, cells)
    optimum = maximise(whole, np.ones(4), rows.customers, exact_curvature=True)
    notes = common_notes(repeaters=rows.repeaters, converged=optimum.converged)

    def staying(buying: FloatArray) -> tuple[float, FloatArray]:
        total, gradient = whole(np.append(buying, NO_DROPOUT))
        return total, gradient[:2]

    without = maximise(staying, np.ones(2), rows.customers)
    if optimum.at_limit or optimum.log_likelihood - without.log_likelihood < CLEAR_GAIN:
        notes = (DROPOUT_NOT_IDENTIFIED, *notes)
    alpha, beta, gamma, delta = optimum.parameters.tolist()
    return report(BgBb(alpha, beta, gamma, delta, unit), optimum, rows, notes)

"""How far a customer's future spend, or its present value, may be off: ranges for each and for all.

A customer who makes n purchases spends the sum of n gamma(p, nu), and nu is gamma(p x + q, v + x m) after x
purchases of mean m (see `gamma_gamma`). So the sum is below s with the chance
    I(s / (v + x m + s); p n, p x + q),
I being the regularised incomplete beta function, and over n it is a mean by the chances the purchase model
gives: no simulation. The parameters of both models are uncertain as in `purchases.ranges`.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.special import betainc

from valuation.arrays import FloatArray, Int64Array, dot
from valuation.errors import ValuationError
from valuation.orders.history import History, distinct
from valuation.orders.state import CustomerState
from valuation.purchases.fitting import Fitted
from valuation.purchases.ranges import (
    Forecaster,
    TotalRange,
    narrow,
    places_about,
    require_level,
    total_range,
    uncertain,
)
from valuation.spend.gamma_gamma import GammaGamma

BLOCK: Final = 20_000  # customers at a time: keeps the memory bounded
NEGLIGIBLE: Final = 1e-5  # chance of so many purchases or more that is not looked at
HALVINGS: Final = 18  # of an interval of log amounts: four digits
NARROWEST: Final = 1e-4  # of the spend per purchase: less is nothing
MOST: Final = 1e6  # times the spend per purchase: more is not looked for


@dataclass(frozen=True, slots=True)
class ValueRanges:
    """Spend, or its present value, of the next days; arrays have one entry per customer."""

    expected: FloatArray
    low: FloatArray  # so little or less with a chance of (1 - level) / 2
    high: FloatArray
    total: TotalRange
    level: float

    def times(self, factor: float, error: float = 0.0) -> "ValueRanges":
        """Return the ranges times a calibration factor, whose relative standard error widens the total."""
        total = self.total.times(factor, error, self.level)
        return ValueRanges(
            self.expected * factor, self.low * factor, self.high * factor, total, self.level
        )


class _Purchases(NamedTuple):
    """What the purchase models say of distinct histories."""

    expected: FloatArray  # models x histories
    squares: FloatArray  # mean of the square, per history
    exactly: FloatArray  # histories x 1, 2, 3 ... purchases
    worth: FloatArray  # mean discount of a purchase, per history


class _Pairs(NamedTuple):
    """Customers and numbers of purchases they may make, with the chance of exactly so many."""

    row: Int64Array
    purchases: FloatArray
    chance: FloatArray
    reachable: FloatArray  # per customer: all of it but a hair


def value_range[Model: Forecaster](
    purchases: Fitted[Model],
    spend: Fitted[GammaGamma],
    state: CustomerState,
    *,
    days: float,
    yearly_rate: float = 0.0,
    margin: float = 1.0,
    level: float = 0.8,
) -> ValueRanges:
    """Return the central range that holds the spend of the next `days` with chance `level`.

    With a `yearly_rate` it is the present value, each purchase at the mean discount of the customer's
    purchases; with a `margin` what is earned of it. Who never bought has 0. Needs 0 < level < 1 and
    finite `days`. A customer of few purchases where q is 2 or less leaves the total without an upper end.
    """
    require_level(level)
    if not np.isfinite(days):
        raise ValuationError("endless_horizon", column="days", rows=1, rule="a finite horizon")
    buyers = np.flatnonzero(state.buyers)
    columns = np.zeros((3, state.customers))
    repeats, mean = state.repeats[buyers].astype(np.float64), state.mean_spend()[buyers]
    spends = _spends(spend)
    counted = (spend.model,) if narrow(spend.covariance) else spends
    summary = _Summary()
    rows = state.history()
    for start in range(0, buyers.size, BLOCK):
        part = slice(start, start + BLOCK)
        unique, place = distinct(rows.where(buyers[part]))
        told = _told(purchases, unique.history, days, yearly_rate)
        block = _Block(spends, counted, repeats[part], mean[part], told, place)
        columns[:, buyers[part]] = block.expected, *block.ends(level)
        summary.add(block)
    expected, low, high = columns * margin
    return ValueRanges(expected, low, high, summary.total(margin, level), level)


class _Block:
    """Some customers, seen with every model."""

    def __init__(
        self,
        spends: tuple[GammaGamma, ...],
        counted: tuple[GammaGamma, ...],
        repeats: FloatArray,
        mean: FloatArray,
        told: _Purchases,
        place: Int64Array,
    ) -> None:
        self._told, self._place = told, place
        self.spends = counted  # what single customers are seen with; the total with all
        self.shape = np.array([each.p * repeats + each.q for each in counted])
        self.scale = np.array([each.v + repeats * mean for each in counted])
        whole = repeats.astype(np.int32)
        self.each = np.array([each.expected_spend(whole, mean) for each in spends])
        self.worth = told.worth[place]
        self.expected = told.expected.mean(axis=0)[place] * self.each.mean(axis=0) * self.worth

    def ends(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Return low and high."""
        low, high = (self._quantile(share) for share in ((1 - level) / 2, (1 + level) / 2))
        return low * self.worth, high * self.worth

    def by_purchases(self) -> FloatArray:
        """Return the expected total of each purchase model, at the mean of the spend models."""
        worth = np.bincount(
            self._place,
            weights=self.each.mean(axis=0) * self.worth,
            minlength=self._told.worth.size,
        )
        totals: FloatArray = np.einsum("ij,j->i", self._told.expected, worth)
        return totals

    def by_spend(self) -> FloatArray:
        """Return the expected total of each spend model, at the mean of the purchase models."""
        counted = self._told.expected.mean(axis=0)[self._place] * self.worth
        totals: FloatArray = np.einsum("ij,j->i", self.each, counted)
        return totals

    def chance_variance(self) -> float:
        """Return the variance of the total with known parameters; infinite where one customer's is."""
        counted, squares = self._told.expected.mean(axis=0), self._told.squares
        total = 0.0
        each = self.each.mean(axis=0)
        for model, shape, scale in zip(self.spends, self.shape, self.scale, strict=True):
            if np.any(shape <= 2):
                return float("inf")
            inverse_square = scale**2 / ((shape - 1) * (shape - 2))
            second = (model.p * counted + model.p**2 * squares)[self._place] * inverse_square
            own = second - (counted[self._place] * each) ** 2
            total += dot(own, self.worth**2) / len(self.spends)
        return total

    def _quantile(self, share: float) -> FloatArray:
        """Return the amount that is not exceeded with this chance, before any discount."""
        exactly = self._told.exactly
        found = np.zeros(self._place.size)
        nothing = 1 - exactly.sum(axis=1)
        some = np.flatnonzero(nothing[self._place] < share)
        if some.size == 0:
            return found
        pairs = _pairs(exactly[self._place[some]])
        wanted = np.minimum(share - nothing[self._place[some]], pairs.reachable)
        middle = self.each.mean(axis=0)[some]
        below, above = np.log(middle * NARROWEST), np.log(middle * MOST)
        for _ in range(HALVINGS):
            amount = (below + above) / 2
            reached = self._chance(some, pairs, np.exp(amount)) >= wanted
            above, below = np.where(reached, amount, above), np.where(reached, below, amount)
        found[some] = np.exp(above)
        return found

    def _chance(self, some: Int64Array, pairs: _Pairs, amount: FloatArray) -> FloatArray:
        """Return the chance to spend something, but no more than the amount."""
        chance = np.zeros(pairs.chance.size)
        who = some[pairs.row]
        for model, shape, scale in zip(self.spends, self.shape, self.scale, strict=True):
            share = amount[pairs.row] / (scale[who] + amount[pairs.row])
            chance += betainc(model.p * pairs.purchases, shape[who], share) / len(self.spends)
        return np.bincount(pairs.row, weights=chance * pairs.chance, minlength=some.size)


class _Summary:
    """Totals of all blocks."""

    def __init__(self) -> None:
        self.expected = self.own = 0.0
        self._by_purchases: list[FloatArray] = []
        self._by_spend: list[FloatArray] = []

    def add(self, block: _Block) -> None:
        self.expected += float(block.expected.sum())
        self.own += block.chance_variance()
        self._by_purchases.append(block.by_purchases())
        self._by_spend.append(block.by_spend())

    def total(self, margin: float, level: float) -> TotalRange:
        """Return the range of the total; purchases and spend are uncertain apart from each other."""
        if not self._by_spend:
            return TotalRange(0.0, 0.0, 0.0, 0.0, 0.0)
        about = sum(
            float(np.sum(each, axis=0).var()) for each in (self._by_purchases, self._by_spend)
        )
        square = margin**2
        return total_range(self.expected * margin, self.own * square, about * square, level)


def _told[Model: Forecaster](
    fit: Fitted[Model], rows: History, days: float, yearly_rate: float
) -> _Purchases:
    models = uncertain(fit)
    expected = np.array([model.expected(rows, days) for model in models])
    counted = (fit.model,) if narrow(fit.covariance) else models
    alive = np.array([model.alive(rows) for model in counted])
    at_least = [np.ones(rows.customers)]
    active = np.arange(rows.customers)
    while active.size:
        few, number = rows.where(active), len(at_least)
        reach = np.array([model.reach(few, days, number) for model in counted]) * alive[:, active]
        at_least.append(np.zeros(rows.customers))
        at_least[-1][active] = reach.mean(axis=0)
        active = active[at_least[-1][active] > NEGLIGIBLE]
    table = np.array(at_least).T
    squares = table[:, 1:] @ (2.0 * np.arange(1, table.shape[1]) - 1)
    return _Purchases(
        expected,
        squares,
        -np.diff(table[:, 1:], append=0.0),
        _worth(fit.model, rows, days, yearly_rate),
    )


def _worth(model: Forecaster, rows: History, days: float, yearly_rate: float) -> FloatArray:
    """Return the mean discount of a purchase of the next `days`, by history."""
    plain = model.expected(rows, days)
    worth = np.ones(rows.customers)
    if yearly_rate != 0.0:
        np.divide(model.discounted(rows, days, yearly_rate), plain, out=worth, where=plain > 0)
    return worth


def _spends(fit: Fitted[GammaGamma]) -> tuple[GammaGamma, ...]:
    """Return the spend model at points that stand for the uncertainty of its parameters."""
    if not fit.identified:
        rule = "a spend model that the data identify"
        raise ValuationError("spend_not_identified", column="spend", rows=fit.customers, rule=rule)
    return tuple(
        GammaGamma(*place.tolist())
        for place in places_about((fit.model.p, fit.model.q, fit.model.v), fit.covariance)
    )


def _pairs(exactly: FloatArray) -> _Pairs:
    row, column = np.nonzero(exactly > NEGLIGIBLE)
    purchases, chance = column.astype(np.float64) + 1, exactly[row, column]
    reachable = np.bincount(row, weights=chance, minlength=exactly.shape[0]) * (1 - NEGLIGIBLE)
    return _Pairs(row, purchases, chance, reachable)

"""How far a forecast may be off: ranges for every customer and for the total.

Two things are uncertain: what a customer will do even if the parameters were known, and the parameters.
The first is computed, not simulated: each model knows the chance of at least n purchases. The second is
a normal distribution of the log parameters with the covariance of the fit, taken at 2 d points that match
its mean and covariance (McNamee and Stenger 1967; the third-degree spherical rule). So the same input
gives the same answer, and no seed is needed.
"""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from scipy.special import gammaincinv

from valuation.arrays import FloatArray, Int32Array, Int64Array, dot
from valuation.errors import ValuationError
from valuation.orders.history import History, UniqueRows, distinct
from valuation.purchases.fitting import Fitted
from valuation.purchases.forecasting import PurchaseModel
from valuation.purchases.optimise import LOG_LIMIT

BLOCK: Final = 50_000  # distinct histories at a time: keeps the memory bounded
NARROW: Final = 0.05  # relative standard error below which a parameter counts as known
NEGLIGIBLE: Final = (
    1e-4  # of a squared purchase: what a further purchase may still add to a variance
)


class Forecaster(PurchaseModel, Protocol):
    """A purchase model that knows how its forecast is distributed, and how it would be elsewhere."""

    @property
    def parameters(self) -> tuple[float, ...]:
        """The parameters that were fitted, all positive."""

    def with_parameters(self, parameters: FloatArray) -> "Forecaster":
        """Return the model at other parameters."""

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the chance of at least so many purchases in the next `days`, if alive."""


@dataclass(frozen=True, slots=True)
class TotalRange:
    """What all customers together will buy."""

    expected: float
    low: float
    high: float
    chance_variance: float  # would be there with known parameters
    parameter_variance: float  # comes from not knowing them; 0 where the fit cannot tell

    def times(self, factor: float, error: float, level: float) -> "TotalRange":
        """Return the range times a factor, whose relative standard error widens it."""
        expected = self.expected * factor
        about = self.parameter_variance * factor**2 + (expected * error) ** 2
        return total_range(expected, self.chance_variance * factor**2, about, level)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Purchases of the next days; arrays have one entry per customer."""

    expected: FloatArray
    low: Int32Array  # so few or fewer with a chance of (1 - level) / 2
    high: Int32Array
    total: TotalRange
    level: float

    def times(self, factor: float, error: float = 0.0) -> "Ranges":
        """Return the ranges times a calibration factor: whole numbers again, rounded outwards.

        The relative standard error of the factor widens the total alone: it is the same for everybody,
        and next to a single customer's chance it is nothing.
        """
        if factor == 1.0 and error == 0.0:
            return self
        low = np.floor(self.low * factor).astype(np.int32)
        high = np.ceil(self.high * factor).astype(np.int32)
        total = self.total.times(factor, error, self.level)
        return Ranges(self.expected * factor, low, high, total, self.level)


def predictive_range[Model: Forecaster](
    fit: Fitted[Model], rows: History, days: float, *, level: float = 0.8
) -> Ranges:
    """Return the central range that holds the purchases of the next `days` with chance `level`.

    Purchases are whole, so a customer's range holds them with at least that chance. Needs
    0 < level < 1. Where the fit gives no covariance the parameters count as known.
    """
    require_level(level)
    unique, place = distinct(rows)
    models = uncertain(fit)
    expected, totals = _expected(models, unique, days)
    counted = (fit.model,) if narrow(fit.covariance) else models
    columns = np.zeros((2, unique.size), np.int32)
    variances = np.zeros(len(counted))
    for start in range(0, unique.size, BLOCK):
        part = slice(start, start + BLOCK)
        block = _Block(counted, _part(unique, part), days)
        columns[:, part] = block.count(level)
        variances += block.variances
    total = total_range(float(totals.mean()), float(variances.mean()), float(totals.var()), level)
    low, high = columns[:, place]
    return Ranges(expected[place], low, high, total, level)


def require_level(level: float) -> None:
    """Refuse a level that is no share."""
    if not 0 < level < 1:
        raise ValuationError("level_out_of_range", column="level", rows=1, rule="above 0, below 1")


class _Block:
    """Some distinct histories, seen with every model."""

    def __init__(self, models: tuple[Forecaster, ...], unique: UniqueRows, days: float) -> None:
        rows = unique.history
        self._models, self._rows, self._days = models, rows, days
        self._weight = unique.weight
        self._alive = np.array([model.alive(rows) for model in models])
        expected = np.array([model.expected(rows, days) for model in models])
        self.variances = -(expected**2) @ unique.weight  # until `count` adds the squares

    def count(self, level: float) -> Int32Array:
        """Return low and high: a quantile is the number of purchases that are likely enough."""
        low, high = np.zeros((2, self._rows.customers), np.int32)
        active = np.arange(self._rows.customers)
        purchases = 0
        while active.size:
            purchases += 1
            chances = self._chances(active, purchases)
            self.variances += (2 * purchases - 1) * (chances @ self._weight[active])
            chance = chances.mean(axis=0)
            low[active] += chance > (1 + level) / 2
            high[active] += chance > (1 - level) / 2
            matters = (2 * purchases + 1) * chance > NEGLIGIBLE
            active = active[matters | (chance > (1 - level) / 2)]
        return np.array([low, high])

    def _chances(self, active: Int64Array, purchases: int) -> FloatArray:
        """Return the chance of at least so many purchases, by model and customer."""
        rows = self._rows.where(active)
        each = [model.reach(rows, self._days, purchases) for model in self._models]
        chances: FloatArray = np.array(each) * self._alive[:, active]
        return chances


def uncertain[Model: Forecaster](fit: Fitted[Model]) -> tuple[Forecaster, ...]:
    """Return the model at points that stand for the uncertainty of its parameters."""
    if not np.all(np.isfinite(fit.covariance)):
        return (fit.model,)
    places = places_about(fit.model.parameters, fit.covariance)
    return tuple(fit.model.with_parameters(place) for place in places)


def places_about(parameters: tuple[float, ...], covariance: FloatArray) -> FloatArray:
    """Return 2 d places with the mean and the covariance of the log parameters; one where it is unknown."""
    if not np.all(np.isfinite(covariance)):
        return np.array([parameters])
    steps = np.sqrt(len(parameters)) * np.linalg.cholesky(covariance).T
    middle = np.log(np.array(parameters))
    places = np.clip(np.concatenate([middle + steps, middle - steps]), -LOG_LIMIT, LOG_LIMIT)
    points: FloatArray = np.exp(places)
    return points


def narrow(covariance: FloatArray) -> bool:
    """Tell whether the parameters are known so well that no single customer's range shows it."""
    return bool(np.all(np.diag(covariance) < NARROW**2))


def _expected(
    models: tuple[Forecaster, ...], unique: UniqueRows, days: float
) -> tuple[FloatArray, FloatArray]:
    """Return the mean forecast for each history, and each model's total."""
    mean, totals = np.zeros(unique.size), []
    for model in models:
        forecast = model.expected(unique.history, days)
        mean += forecast / len(models)
        totals.append(dot(forecast, unique.weight))
    return mean, np.array(totals)


def _part(unique: UniqueRows, part: slice) -> UniqueRows:
    rows = unique.history
    chosen = History(rows.repeats[part], rows.recency[part], rows.age[part])
    return UniqueRows(chosen, unique.weight[part])


def total_range(expected: float, own: float, about: float, level: float) -> TotalRange:
    """Return the range of a gamma distribution of this mean and variance: never below zero.

    `own` is the variance of chance, `about` that of not knowing the parameters.
    """
    variance = own + about
    if not np.isfinite(variance):
        return TotalRange(expected, 0.0, float("inf"), own, about)
    if expected <= 0 or variance <= 0:
        return TotalRange(expected, expected, expected, own, about)
    shape = expected**2 / variance
    low, high = gammaincinv(shape, [(1 - level) / 2, (1 + level) / 2]) * variance / expected
    return TotalRange(expected, float(low), float(high), own, about)

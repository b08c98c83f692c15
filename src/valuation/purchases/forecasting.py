"""What a purchase model can do, and the discounting all of them share."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

import numpy as np

from valuation.arrays import FloatArray
from valuation.errors import ValuationError
from valuation.orders.history import History, by_repeats_and_age

DAYS_PER_YEAR: Final = 365.25
WORTHLESS: Final = 28.0  # exp(-28) is below 1e-12
FIRST_PANEL: Final = 730.0  # days; panels grow with the time from now, as the curves flatten
PANEL_GROWTH: Final = 3.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)  # exact to about nine digits on smooth curves


class PurchaseModel(Protocol):
    """Forecasts purchases of customers with a history; times are in days."""

    @property
    def name(self) -> str:
        """Stable code of the model."""

    def alive(self, rows: History) -> FloatArray:
        """Return the probability that each customer is still a customer, 0..1."""

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of purchases in the next `days`, per customer."""

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each purchase discounted to today from the day it is expected.

        `days` may be infinite where `yearly_rate` is above 0: what is still to come from a customer.
        """


class StatusQuo:
    """Everybody goes on as before: x / T purchases per day. The baseline any model has to beat."""

    name = "status_quo"

    def alive(self, rows: History) -> FloatArray:
        """Return 1 for everybody: plain rates know no dropout."""
        return np.ones(rows.customers)

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return x / T * days; 0 for who first bought today."""
        rate = np.divide(rows.repeats, rows.age, out=np.zeros(rows.customers), where=rows.age > 0)
        purchases: FloatArray = rate * days
        return purchases

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the discounted number of purchases."""
        return discount(lambda until: self.expected(rows, until), days, yearly_rate)


def discount(
    expected: Callable[[float], FloatArray], days: float, yearly_rate: float
) -> FloatArray:
    """Discount the purchases of the next `days` continuously at a yearly rate (0.1 is 10 % a year).

    With E(s) the purchases expected until s and v = (1 + rate) ** (-s / year), this is
    v(days) E(days) + log(1 + rate) * integral of v(s) E(s) ds (by parts), by Gauss-Legendre in panels.
    `days` may be infinite: the discounted expected residual transactions (DERT).
    """
    force = force_of(yearly_rate)
    last = worth_counting(days, yearly_rate)
    total: FloatArray = np.exp(-force * last) * expected(last)
    if force == 0.0:
        return total
    start = 0.0
    while start < last:
        end = min(max(FIRST_PANEL, start * PANEL_GROWTH), last)
        for node, weight in zip(_NODES, _WEIGHTS, strict=True):
            moment = start + (end - start) * (node + 1) / 2
            worth = force * (end - start) / 2 * weight * np.exp(-force * moment)
            total = total + worth * expected(moment)
        start = end
    return total


def force_of(yearly_rate: float) -> float:
    """Return the continuous rate per day."""
    return float(np.log1p(yearly_rate)) / DAYS_PER_YEAR


def worth_counting(days: float, yearly_rate: float) -> float:
    """Return the horizon, cut where a purchase is worth less than 1e-12 of one today.

    Refuses an endless horizon without a discount.
    """
    force = force_of(yearly_rate)
    if np.isinf(days) and force <= 0:
        rule = "a finite horizon, or a discount above 0"
        raise ValuationError("endless_horizon", column="days", rows=1, rule=rule)
    return min(days, WORTHLESS / force) if force > 0 else days


class SteadyBuyers(ABC):
    """What models share whose forecast needs a customer's repeats and age alone, once it is known to be alive."""

    __slots__ = ()

    @abstractmethod
    def alive(self, rows: History) -> FloatArray:
        """Return the probability that each customer has not left, 0..1."""

    @abstractmethod
    def _if_alive(self, repeats: FloatArray, age: FloatArray, *, days: float) -> FloatArray:
        """Return the expected purchases of a customer known to be alive."""

    @abstractmethod
    def _reach(
        self, repeats: FloatArray, age: FloatArray, *, days: float, purchases: int
    ) -> FloatArray:
        """Return the chance of so many purchases of a customer known to be alive."""

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of purchases in the next `days`."""
        return by_repeats_and_age(rows, partial(self._if_alive, days=days)) * self.alive(rows)

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each purchase discounted to today from the day it is expected."""

        def table(repeats: FloatArray, age: FloatArray) -> FloatArray:
            return discount(
                lambda until: self._if_alive(repeats, age, days=until), days, yearly_rate
            )

        return by_repeats_and_age(rows, table) * self.alive(rows)

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the chance of at least so many purchases in the next `days`, if alive."""
        return by_repeats_and_age(rows, partial(self._reach, days=days, purchases=purchases))

"""Sufficient state: all that the models need to know about each customer's past orders.

The rule: one transaction per customer and day. A customer-day is a purchase when its net amount,
returns included, is positive; free goods count too when asked. Times are whole days.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from valuation.arrays import (
    DUST,
    BoolArray,
    FloatArray,
    Int32Array,
    IntArray,
    amount_column,
    code_column,
    day_column,
    require_same_length,
)
from valuation.errors import ValuationError
from valuation.orders.history import History
from valuation.orders.kernels import (
    NO_DAY,
    Lines,
    Orders,
    Purchases,
    empty_lines,
    kernels_for,
)
from valuation.orders.kernels_numpy import net_by_day
from valuation.slices import in_slices


@dataclass(frozen=True, slots=True)
class OrderLog:
    """Checked order lines. Arrays share one length; amounts are net of tax, returns negative."""

    customer: IntArray
    day: Int32Array
    amount: FloatArray
    customers: int
    ordered: bool

    @property
    def rows(self) -> int:
        """Number of order lines."""
        return int(self.customer.size)

    def between(self, after: int, until: int) -> "OrderLog":
        """Return the lines of the days after `after`, up to and with `until`."""
        if self.ordered:
            days = np.array([after, until], self.day.dtype)  # another type would copy the column
            start, stop = np.searchsorted(self.day, days, side="right")
            return self._take(slice(int(start), int(max(start, stop))))
        return self._take((self.day > after) & (self.day <= until))

    def in_date_order(self) -> "OrderLog":
        """Return the same lines by day; lines of one day keep their sequence."""
        return (
            self if self.ordered else self._take(np.argsort(self.day, kind="stable"), ordered=True)
        )

    def _take(self, rows: slice | npt.NDArray[np.generic], *, ordered: bool = False) -> "OrderLog":
        return OrderLog(
            self.customer[rows],
            self.day[rows],
            self.amount[rows],
            self.customers,
            self.ordered or ordered,
        )


@dataclass(frozen=True, slots=True)
class CustomerState:
    """What is remembered of each customer as of a day; every array has one entry per customer."""

    first_day: Int32Array  # days since 1970; NO_DAY for who never bought
    last_day: Int32Array
    repeats: Int32Array  # purchase days after the first: x
    first_spend: FloatArray
    repeat_spend: FloatArray
    as_of: int
    other_days: int  # customer-days that made no purchase: returns, cancelled, free

    @property
    def customers(self) -> int:
        """Number of customers, buyers or not."""
        return int(self.repeats.size)

    @property
    def buyers(self) -> BoolArray:
        """Which customers have bought at least once."""
        bought: BoolArray = self.first_day != NO_DAY
        return bought

    @property
    def purchase_days(self) -> int:
        """Number of purchases: customer-days with a positive net amount."""
        return int(self.repeats.sum(dtype=np.int64)) + int(np.count_nonzero(self.buyers))

    def history(self) -> History:
        """Return x, t_x and T in days; who never bought has zeros."""
        recency, age = np.empty((2, self.customers), np.int32)

        def fill(part: slice) -> None:
            first = self.first_day[part]
            np.subtract(self.last_day[part], first, out=recency[part])
            np.subtract(self.as_of, first, out=age[part])
            age[part][first == NO_DAY] = 0

        in_slices(self.customers, fill)
        return History(self.repeats, recency, age)

    def mean_spend(self, *, include_first: bool = False) -> FloatArray:
        """Return the mean spend of the repeat purchases, or of all; 0 where there are none."""
        mean = np.empty(self.customers)

        def fill(part: slice) -> None:
            count, total = self.repeats[part], self.repeat_spend[part]
            if include_first:
                bought = self.first_day[part] != NO_DAY
                count, total = count + bought, total + self.first_spend[part]
            # Who bought nothing has spent nothing: 0 / 1 is right, and quicker than to leave it out.
            np.divide(total, np.maximum(count, 1), out=mean[part])

        in_slices(self.customers, fill)
        return mean


@dataclass(frozen=True, slots=True)
class Split:
    """A log cut in two: what is learned from, and what the forecast is graded on."""

    calibration: CustomerState
    days: int  # length of the holdout
    purchases: FloatArray  # purchase days in the holdout, per customer
    spend: FloatArray  # what those purchases brought


def order_log(
    customer: npt.ArrayLike, day: npt.ArrayLike, amount: npt.ArrayLike, *, customers: int
) -> OrderLog:
    """Check three columns of equal length and return them as a log.

    `customer` holds codes 0..customers-1, `day` whole days since 1970 or datetime64, `amount`
    floats or whole minor units. Lines may come in any sequence; date order is faster on a large
    log. Raises ValuationError naming the column, the number of rows and the rule.
    """
    if customers < 0:
        raise ValuationError("negative_count", column="customers", rows=1, rule="0 or more")
    codes = code_column("customer", customer, customers)
    days = day_column("day", day)
    amounts = amount_column("amount", amount)
    require_same_length({"customer": codes, "day": days, "amount": amounts})
    ordered = bool(np.all(days[1:] >= days[:-1]))
    return OrderLog(codes, days, amounts, customers, ordered)


def summarise(log: OrderLog, as_of: int, *, count_free: bool = False) -> CustomerState:
    """Return the state as of a day; later lines are not seen.

    With `count_free` a customer-day whose net amount is exactly zero is a purchase too.
    """
    purchases = _collect(log.between(-(2**31), as_of), count_free=count_free)
    return CustomerState(*purchases[:5], as_of=as_of, other_days=purchases.other_days)


def split(log: OrderLog, as_of: int, days: int, *, count_free: bool = False) -> Split:
    """Cut a log after `as_of` and hold out the following `days`.

    Who first buys within the holdout has no history to forecast from and counts nowhere.
    """
    if days < 1:
        raise ValuationError(
            "empty_holdout", column="days", rows=1, rule="a holdout of 1 day or more"
        )
    calibration = summarise(log, as_of, count_free=count_free)
    held = _collect(log.between(as_of, as_of + days), count_free=count_free)
    known = calibration.buyers
    bought = held.first_day != NO_DAY
    purchases = np.where(known, held.repeats + bought, 0).astype(np.float64)
    spend = np.where(known, held.first_spend + held.repeat_spend, 0.0)
    return Split(calibration, days, purchases, spend)


def sum_of_log_gaps(log: OrderLog, as_of: int, *, count_free: bool = False) -> float:
    """Return the sum of the logarithms of all times between two purchases of a customer, in days.

    With the numbers of purchases it tells how regular customers buy.
    """
    seen = log.between(-(2**31), as_of)
    owner, date, net = net_by_day(seen.customer, seen.day, seen.amount)
    bought = net >= least_net(count_free=count_free)
    owner, date = owner[bought], date[bought]
    again = owner[1:] == owner[:-1]
    return float(np.log(np.diff(date)[again]).sum())


def least_net(*, count_free: bool) -> float:
    """Return the net amount from which a customer-day is a purchase."""
    return 0.0 if count_free else DUST


def post(lines: Lines, other_days: Int32Array, log: OrderLog, least: float) -> IntArray:
    """Post a log to lines with the kernels that are fastest for it; return whose rows came late."""
    kernels = kernels_for(log.rows)
    if kernels.needs_date_order:
        log = log.in_date_order()
    orders = Orders(log.customer, log.day, log.amount)
    late = kernels.post(lines, other_days, orders, least)
    whose: IntArray = log.customer[late]
    return whose


def _collect(log: OrderLog, *, count_free: bool) -> Purchases:
    least = least_net(count_free=count_free)
    lines, other_days = empty_lines(log.customers), np.zeros(log.customers, np.int32)
    post(lines, other_days, log, least)
    found = kernels_for(log.customers).read(lines, least)
    return found._replace(other_days=found.other_days + int(other_days.sum()))

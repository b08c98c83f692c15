"""Chooses how the heavy loops run: NumPy for a small company, compiled code for a large one.

Both give the same answer. Compiled code is imported only when it pays: a company with a few
thousand orders must never wait for a compiler.
"""

from functools import cache
from importlib import import_module
from typing import NamedTuple, Protocol, cast

import numpy as np
import numpy.typing as npt

from valuation.arrays import BoolArray, FloatArray, Int32Array, Int64Array, IntArray
from valuation.slices import in_slices

LARGE = 200_000  # rows; below, loading compiled code costs more than it saves
NO_DAY = -(2**31)  # stands for "never bought"
POWERS = 12  # of a customer's share in v, see spend.nearby


# What is kept of a customer, in one place of memory so that an order touches only that. The newest
# day seen is kept open: later orders may still add to it, and only its net says what it was.
LINE = np.dtype(
    [
        ("first_day", np.int32),  # of the closed days; NO_DAY without a purchase
        ("last_day", np.int32),
        ("repeats", np.int32),
        ("open_day", np.int32),  # NO_DAY before the first order
        ("open_net", np.float64),
        ("first_spend", np.float64),
        ("repeat_spend", np.float64),
    ]
)
EMPTY = np.array((NO_DAY, NO_DAY, 0, NO_DAY, 0.0, 0.0, 0.0), LINE)

type Lines = npt.NDArray[np.void]


class Purchases(NamedTuple):
    """What the lines say once their open days are counted; arrays have one entry per customer."""

    first_day: Int32Array
    last_day: Int32Array
    repeats: Int32Array
    first_spend: FloatArray
    repeat_spend: FloatArray
    other_days: int  # open days whose net amount makes no purchase


class DropoutSums(NamedTuple):
    """Weighted sums over repeat customers of softplus(d) and of sigmoid(d) times its derivatives.

    d is the log odds that a customer has left since the last purchase.
    """

    softplus: float
    by_rate: float  # sigmoid * (log age - log recency)
    by_scale: float  # sigmoid * (r + x) * (1 / age - 1 / recency)
    gone: float  # sigmoid
    by_stay: float  # sigmoid / (b + x - 1)


class DropoutRows(NamedTuple):
    """Repeat customers as the dropout kernel reads them; one entry per unique row."""

    step: Int32Array  # which entry of the tables by number of repeats
    recency: Int32Array
    age: Int32Array
    weight: FloatArray


class DropoutTables(NamedTuple):
    """Every transcendental number the rows need, computed once per distinct value."""

    shape: FloatArray  # r + x, by step
    odds: FloatArray  # log a - log(b + x - 1), by step
    stay: FloatArray  # 1 / (b + x - 1), by step
    log_scale: FloatArray  # log(alpha + day), by day
    inverse_scale: FloatArray  # 1 / (alpha + day), by day


class SilenceTables(NamedTuple):
    """What the chance of being alive looks up."""

    odds: FloatArray  # log odds of leaving with the last purchase, by repeats
    shape: FloatArray  # r + x, by repeats
    log_scale: FloatArray  # log(alpha + day), by day


class Spenders(NamedTuple):
    """Customers who bought again and spent something then."""

    repeats: Int32Array
    mean: FloatArray


class SpendSums(NamedTuple):
    """Sums over customers with x repeat purchases and total spend t, of y = t + v."""

    repeats_log: float  # x log y
    log: float  # log y
    repeats_inverse: float  # x / y
    inverse: float  # 1 / y


class SpendPowers(NamedTuple):
    """Sums over customers of the powers 1, 2, ... POWERS of v / (t + v), plain and times x."""

    plain: FloatArray
    repeats: FloatArray


class Pairs(NamedTuple):
    """Cells of a table by number of repeats and age."""

    row: Int64Array  # of the table, by repeats
    width: int  # of the table: ages 0..width-1
    repeats: Int32Array
    age: Int32Array


class Orders(NamedTuple):
    """Columns of checked orders, of one length."""

    customer: IntArray
    day: Int32Array
    amount: FloatArray


class Kernels(Protocol):
    """The loops that touch every row."""

    @property
    def needs_date_order(self) -> bool:
        """Whether orders must come by date."""

    def post(self, lines: Lines, other_days: Int32Array, orders: Orders, least: float) -> BoolArray:
        """Post orders; a customer-day is a purchase if its net >= least. Return who came too late.

        Too late is a row of a day before the customer's open day: it is left out and marked. Rows
        are read by date where `needs_date_order` says so.
        """

    def read(self, lines: Lines, least: float) -> Purchases:
        """Return what the lines say, the open days counted as they stand."""

    def dropout_sums(self, rows: DropoutRows, tables: DropoutTables) -> DropoutSums:
        """Sum what the BG/NBD likelihood and its gradient need over the repeat customers."""

    def alive(
        self, repeats: Int32Array, recency: Int32Array, age: Int32Array, tables: SilenceTables
    ) -> FloatArray:
        """Return the probability of still being a customer, per row."""

    def mark(self, pairs: Pairs, seen: BoolArray) -> None:
        """Mark the cells that occur."""

    def pick(self, pairs: Pairs, table: FloatArray) -> FloatArray:
        """Return each row's cell of a table."""

    def spenders(self, repeats: Int32Array, mean: FloatArray) -> Spenders:
        """Return who has repeat purchases and a positive mean, in order."""

    def spend_powers(self, repeats: Int32Array, total: FloatArray, v: float) -> SpendPowers:
        """Sum the powers from which the Gamma-Gamma's likelihood and gradient follow."""


def empty_lines(customers: int) -> Lines:
    """Return the lines of customers nobody has seen yet."""
    lines = np.empty(customers, LINE)

    def fill(part: slice) -> None:
        lines[part] = EMPTY

    in_slices(customers, fill)
    return lines


def kernels_for(rows: int) -> Kernels:
    """Return the kernels that are fastest for this many rows."""
    return _load(
        "valuation.orders.kernels_numba" if rows >= LARGE else "valuation.orders.kernels_numpy"
    )


@cache
def _load(module: str) -> Kernels:
    return cast(Kernels, import_module(module))

"""Chooses how the heavy loops run: NumPy for a small company, compiled code for a large one.

Both give the same answer. Compiled code is imported only when it pays: a company with a few
thousand orders must never wait for a compiler.
"""

from functools import cache
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from valuation.arrays import FloatArray, Int32Array, IntArray

LARGE = 200_000  # rows; below, loading compiled code costs more than it saves
NO_DAY = -(2**31)  # stands for "never bought"


class Purchases(NamedTuple):
    """What one pass over the orders leaves per customer; arrays have one entry per customer."""

    first_day: Int32Array
    last_day: Int32Array
    repeats: Int32Array
    first_spend: FloatArray
    repeat_spend: FloatArray
    other_days: int  # customer-days whose net amount makes no purchase


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


class Kernels(Protocol):
    """The two loops that touch every row."""

    def collect(
        self, customer: IntArray, day: Int32Array, amount: FloatArray, customers: int, least: float
    ) -> Purchases:
        """Reduce orders to purchases per customer; a customer-day counts if its net >= least."""

    def dropout_sums(self, rows: DropoutRows, tables: DropoutTables) -> DropoutSums:
        """Sum what the BG/NBD likelihood and its gradient need over the repeat customers."""


def kernels_for(rows: int) -> Kernels:
    """Return the kernels that are fastest for this many rows."""
    return _load(
        "valuation.orders.kernels_numba" if rows >= LARGE else "valuation.orders.kernels_numpy"
    )


@cache
def _load(module: str) -> Kernels:
    return cast(Kernels, import_module(module))

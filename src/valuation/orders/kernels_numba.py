"""The heavy loops compiled: one pass over date-ordered orders, one pass over unique rows.

One thread each: a second one gains little where memory is the limit, and compiled threads do not
survive the forking of a web server.
"""

from collections.abc import Callable
from math import exp, log1p
from typing import Any

import numba
import numpy as np

from valuation.arrays import FloatArray, Int32Array, IntArray
from valuation.orders.kernels import NO_DAY, DropoutRows, DropoutSums, DropoutTables, Purchases

# One line per customer, so that an order touches one place in memory.
LEDGER = np.dtype(
    [
        ("first_day", np.int32),
        ("last_day", np.int32),
        ("repeats", np.int32),
        ("open_day", np.int32),
        ("open_net", np.float64),
        ("first_spend", np.float64),
        ("repeat_spend", np.float64),
    ]
)


def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop on its first call, once for all processes where there is a place to keep it."""
    try:
        kept: Callable[..., Any] = numba.njit(cache=True)(loop)
    except RuntimeError:  # a read-only installation run by a user without a home
        kept = numba.njit(loop)
    return kept


def collect(
    customer: IntArray, day: Int32Array, amount: FloatArray, customers: int, least: float
) -> Purchases:
    """Reduce DATE-ORDERED orders to purchases; a customer-day counts if its net >= least."""
    ledger = np.zeros(customers, LEDGER)
    ledger["first_day"] = ledger["last_day"] = ledger["open_day"] = NO_DAY
    other_days = int(_post(ledger, customer, day, amount, least))
    return Purchases(
        ledger["first_day"].copy(),
        ledger["last_day"].copy(),
        ledger["repeats"].copy(),
        ledger["first_spend"].copy(),
        ledger["repeat_spend"].copy(),
        other_days,
    )


def dropout_sums(rows: DropoutRows, tables: DropoutTables) -> DropoutSums:
    """Sum what the BG/NBD likelihood and its gradient need over the repeat customers."""
    return DropoutSums(*_sum(rows, tables))


def _close_day_loop(ledger: Any, code: int, least: float) -> int:  # noqa: ANN401 (a record array)
    """Post the customer's open day; return 1 if it was a day without a purchase."""
    line = ledger[code]
    if line.open_day == NO_DAY:
        return 0
    if line.open_net < least:
        return 1
    if line.first_day == NO_DAY:
        line.first_day = line.open_day
        line.first_spend = line.open_net
    else:
        line.repeats += 1
        line.repeat_spend += line.open_net
    line.last_day = line.open_day
    return 0


_close_day = compiled(_close_day_loop)


def _post_loop(
    ledger: Any,  # noqa: ANN401
    customer: IntArray,
    day: Int32Array,
    amount: FloatArray,
    least: float,
) -> int:
    other_days = 0
    for row in range(customer.size):
        code = customer[row]
        if ledger[code].open_day != day[row]:
            other_days += _close_day(ledger, code, least)
            ledger[code].open_day = day[row]
            ledger[code].open_net = 0.0
        ledger[code].open_net += amount[row]
    for code in range(ledger.size):
        other_days += _close_day(ledger, code, least)
    return other_days


_post = compiled(_post_loop)


def _sum_loop(rows: DropoutRows, tables: DropoutTables) -> tuple[float, float, float, float, float]:
    softplus = by_rate = by_scale = gone = by_stay = 0.0
    for row in range(rows.step.size):
        step, recency, age = rows.step[row], rows.recency[row], rows.age[row]
        silence = tables.log_scale[age] - tables.log_scale[recency]
        odds = tables.odds[step] + tables.shape[step] * silence
        small = exp(-abs(odds))
        left = rows.weight[row] * (1.0 if odds > 0 else small) / (1.0 + small)
        softplus += rows.weight[row] * (max(odds, 0.0) + log1p(small))
        by_rate += left * silence
        drift = tables.inverse_scale[age] - tables.inverse_scale[recency]
        by_scale += left * tables.shape[step] * drift
        gone += left
        by_stay += left * tables.stay[step]
    return softplus, by_rate, by_scale, gone, by_stay


_sum = compiled(_sum_loop)

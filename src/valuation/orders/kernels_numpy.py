"""The heavy loops in NumPy: nothing to compile, and orders may come in any sequence."""

import numpy as np

from valuation.arrays import FloatArray, Int32Array, Int64Array, IntArray, dot
from valuation.orders.kernels import NO_DAY, DropoutRows, DropoutSums, DropoutTables, Purchases


def collect(
    customer: IntArray, day: Int32Array, amount: FloatArray, customers: int, least: float
) -> Purchases:
    """Reduce orders to purchases per customer; a customer-day counts if its net >= least."""
    owner, date, net = net_by_day(customer, day, amount)
    bought = net >= least
    other_days = int(bought.size - np.count_nonzero(bought))
    owner, date, net = owner[bought], date[bought], net[bought]
    opening = np.ones(owner.size, np.bool_)
    opening[1:] = owner[1:] != owner[:-1]
    closing = np.roll(opening, -1)
    first_day = np.full(customers, NO_DAY, np.int32)
    last_day = np.full(customers, NO_DAY, np.int32)
    first_spend = np.zeros(customers)
    first_day[owner[opening]] = date[opening]
    last_day[owner[closing]] = date[closing]
    first_spend[owner[opening]] = net[opening]
    again = ~opening
    repeats = np.bincount(owner[again], minlength=customers).astype(np.int32)
    repeat_spend = np.bincount(owner[again], weights=net[again], minlength=customers)
    return Purchases(first_day, last_day, repeats, first_spend, repeat_spend, other_days)


def dropout_sums(rows: DropoutRows, tables: DropoutTables) -> DropoutSums:
    """Sum what the BG/NBD likelihood and its gradient need over the repeat customers."""
    shape = tables.shape[rows.step]
    silence = tables.log_scale[rows.age] - tables.log_scale[rows.recency]
    drift = tables.inverse_scale[rows.age] - tables.inverse_scale[rows.recency]
    odds = tables.odds[rows.step] + shape * silence
    small = np.exp(-np.abs(odds))  # one exponential serves both softplus and sigmoid
    gone = rows.weight * np.where(odds > 0, 1.0, small) / (1.0 + small)
    return DropoutSums(
        softplus=dot(rows.weight, np.maximum(odds, 0.0) + np.log1p(small)),
        by_rate=dot(gone, silence),
        by_scale=dot(gone * shape, drift),
        gone=float(gone.sum()),
        by_stay=dot(gone, tables.stay[rows.step]),
    )


def net_by_day(
    customer: IntArray, day: Int32Array, amount: FloatArray
) -> tuple[Int64Array, Int64Array, FloatArray]:
    """Return customer, day and net amount of every customer-day, by customer, then day."""
    if customer.size == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    earliest = int(day.min())
    span = int(day.max()) - earliest + 1
    key = customer.astype(np.int64) * span + (day - earliest)
    days, position = np.unique(key, return_inverse=True)
    net = np.bincount(position, weights=amount)
    return days // span, days % span + earliest, net

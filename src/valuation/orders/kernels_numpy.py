"""The heavy loops in NumPy: nothing to compile, and orders may come in any sequence."""

import numpy as np
from scipy.special import expit

from valuation.arrays import BoolArray, FloatArray, Int32Array, Int64Array, IntArray, dot
from valuation.orders.kernels import (
    NO_DAY,
    POWERS,
    DropoutRows,
    DropoutSums,
    DropoutTables,
    Lines,
    Orders,
    Pairs,
    Purchases,
    SilenceTables,
    Spenders,
    SpendPowers,
)

needs_date_order = False


def post(lines: Lines, other_days: Int32Array, orders: Orders, least: float) -> BoolArray:
    """Post orders in any sequence; return which rows came too late, see Kernels.post."""
    late: BoolArray = orders.day < lines["open_day"][orders.customer]
    owner, day, net = net_by_day(*_with_open_days(lines, orders, ~late))
    newest = np.ones(owner.size, np.bool_)
    newest[:-1] = owner[1:] != owner[:-1]
    lines["open_day"][owner[newest]] = day[newest]
    lines["open_net"][owner[newest]] = net[newest]
    bought = ~newest & (net >= least)
    np.add.at(other_days, owner[~newest & ~bought], 1)
    _add_purchases(lines, owner[bought], day[bought], net[bought])
    return late


def read(lines: Lines, least: float) -> Purchases:
    """Return what the lines say, the open days counted as they stand."""
    is_open = lines["open_day"] != NO_DAY
    counts = is_open & (lines["open_net"] >= least)
    first = counts & (lines["first_day"] == NO_DAY)
    again = counts & ~first
    return Purchases(
        np.where(first, lines["open_day"], lines["first_day"]),
        np.where(counts, lines["open_day"], lines["last_day"]),
        lines["repeats"] + again.astype(np.int32),
        np.where(first, lines["open_net"], lines["first_spend"]),
        lines["repeat_spend"] + np.where(again, lines["open_net"], 0.0),
        int(np.count_nonzero(is_open & ~counts)),
    )


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


def _with_open_days(lines: Lines, orders: Orders, taken: BoolArray) -> Orders:
    """Put the open day of everybody concerned before the orders taken, as one row each."""
    customer = orders.customer[taken]
    concerned = np.unique(customer)
    concerned = concerned[lines["open_day"][concerned] != NO_DAY]
    return Orders(
        np.concatenate([concerned, customer]),
        np.concatenate([lines["open_day"][concerned], orders.day[taken]]),
        np.concatenate([lines["open_net"][concerned], orders.amount[taken]]),
    )


def _add_purchases(lines: Lines, owner: Int64Array, day: Int64Array, net: FloatArray) -> None:
    """Add closed purchases, sorted by customer and day."""
    opening = np.ones(owner.size, np.bool_)
    opening[1:] = owner[1:] != owner[:-1]
    lines["last_day"][owner[np.roll(opening, -1)]] = day[np.roll(opening, -1)]
    first = opening & (lines["first_day"][owner] == NO_DAY)
    lines["first_day"][owner[first]] = day[first]
    lines["first_spend"][owner[first]] = net[first]
    np.add.at(lines["repeats"], owner[~first], 1)
    np.add.at(lines["repeat_spend"], owner[~first], net[~first])


def alive(
    repeats: Int32Array, recency: Int32Array, age: Int32Array, tables: SilenceTables
) -> FloatArray:
    """Return the probability of still being a customer, per row."""
    silence = tables.log_scale[age] - tables.log_scale[recency]
    chance: FloatArray = expit(-(tables.odds[repeats] + tables.shape[repeats] * silence))
    return chance


def mark(pairs: Pairs, seen: BoolArray) -> None:
    """Mark the cells that occur."""
    seen[pairs.row[pairs.repeats] * pairs.width + pairs.age] = True


def pick(pairs: Pairs, table: FloatArray) -> FloatArray:
    """Return each row's cell of a table."""
    cells: FloatArray = table[pairs.row[pairs.repeats] * pairs.width + pairs.age]
    return cells


def spenders(repeats: Int32Array, mean: FloatArray) -> Spenders:
    """Return who has repeat purchases and a positive mean, in order."""
    spent = (repeats > 0) & (mean > 0)
    return Spenders(repeats[spent], mean[spent])


def spend_powers(repeats: Int32Array, total: FloatArray, v: float) -> SpendPowers:
    """Sum the powers from which the Gamma-Gamma's likelihood and gradient follow."""
    share = v / (total + v)
    power, sums = np.ones(share.size), SpendPowers(*np.empty((2, POWERS)))
    for order in range(POWERS):
        power *= share
        sums.plain[order], sums.repeats[order] = power.sum(), dot(repeats, power)
    return sums


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

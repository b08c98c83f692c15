"""The heavy loops compiled: one pass over date-ordered orders, one pass over unique rows.

Posting runs in one thread: a second one gains little where memory is the limit. What customers do not
share is worked on in slices.
"""

from collections.abc import Callable
from math import exp, inf, log, log1p
from typing import Any

import numba
import numpy as np

from valuation.arrays import BoolArray, FloatArray, Int32Array
from valuation.orders.kernels import (
    NO_DAY,
    DropoutRows,
    DropoutSums,
    DropoutTables,
    Lines,
    Orders,
    Pairs,
    Purchases,
    SilenceTables,
    SpendSums,
)
from valuation.slices import in_slices

needs_date_order = True


def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop on its first call, once for all processes where there is a place to keep it."""
    try:
        kept: Callable[..., Any] = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # a read-only installation run by a user without a home
        kept = numba.njit(nogil=True)(loop)
    return kept


def post(lines: Lines, other_days: Int32Array, orders: Orders, least: float) -> BoolArray:
    """Post DATE-ORDERED orders; return which rows came too late, see Kernels.post."""
    late = np.zeros(orders.day.size, np.bool_)
    _post(lines, other_days, orders, least, late)
    return late


def read(lines: Lines, least: float) -> Purchases:
    """Return what the lines say, the open days counted as they stand."""
    days = np.empty((3, lines.size), np.int32)
    spends = np.empty((2, lines.size))

    def part(rows: slice) -> int:
        return int(_read(lines[rows], least, *days[:, rows], *spends[:, rows]))

    other_days = sum(in_slices(lines.size, part))
    return Purchases(days[0], days[1], days[2], spends[0], spends[1], other_days)


def dropout_sums(rows: DropoutRows, tables: DropoutTables) -> DropoutSums:
    """Sum what the BG/NBD likelihood and its gradient need over the repeat customers."""
    parts = in_slices(rows.step.size, lambda part: _sum(_part_of(rows, part), tables))
    return DropoutSums(*map(sum, zip(*parts, strict=True)))


def alive(
    repeats: Int32Array, recency: Int32Array, age: Int32Array, tables: SilenceTables
) -> FloatArray:
    """Return the probability of still being a customer, per row."""
    chance = np.empty(repeats.size)
    in_slices(
        repeats.size,
        lambda part: _alive(repeats[part], recency[part], age[part], tables, chance[part]),
    )
    return chance


def mark(pairs: Pairs, seen: BoolArray) -> None:
    """Mark the cells that occur."""
    in_slices(pairs.age.size, lambda part: _mark(_pairs_of(pairs, part), seen))


def pick(pairs: Pairs, table: FloatArray) -> FloatArray:
    """Return each row's cell of a table."""
    cells = np.empty(pairs.age.size)
    in_slices(pairs.age.size, lambda part: _pick(_pairs_of(pairs, part), table, cells[part]))
    return cells


def spend_sums(repeats: FloatArray, total: FloatArray, v: float) -> SpendSums:
    """Sum what the Gamma-Gamma likelihood and its gradient need."""
    parts = in_slices(repeats.size, lambda part: _sum_spend(repeats[part], total[part], v))
    return SpendSums(*map(sum, zip(*parts, strict=True)))


def _part_of(rows: DropoutRows, part: slice) -> DropoutRows:
    return DropoutRows(rows.step[part], rows.recency[part], rows.age[part], rows.weight[part])


def _pairs_of(pairs: Pairs, part: slice) -> Pairs:
    return pairs._replace(repeats=pairs.repeats[part], age=pairs.age[part])


def _close_day_loop(lines: Any, other_days: Int32Array, code: int, least: float) -> None:  # noqa: ANN401 (a record array)
    line = lines[code]
    if line.open_net < least:
        other_days[code] += 1
        return
    if line.first_day == NO_DAY:
        line.first_day = line.open_day
        line.first_spend = line.open_net
    else:
        line.repeats += 1
        line.repeat_spend += line.open_net
    line.last_day = line.open_day


_close_day = compiled(_close_day_loop)


def _post_loop(
    lines: Any,  # noqa: ANN401
    other_days: Int32Array,
    orders: Orders,
    least: float,
    late: BoolArray,
) -> None:
    for row in range(orders.day.size):
        code, day = orders.customer[row], orders.day[row]
        line = lines[code]
        if day == line.open_day:
            line.open_net += orders.amount[row]
        elif day < line.open_day:
            late[row] = True
        else:
            if line.open_day != NO_DAY:
                _close_day(lines, other_days, code, least)
            line.open_day = day
            line.open_net = orders.amount[row]


_post = compiled(_post_loop)


def _read_loop(
    lines: Any,  # noqa: ANN401
    least: float,
    first_day: Int32Array,
    last_day: Int32Array,
    repeats: Int32Array,
    first_spend: FloatArray,
    repeat_spend: FloatArray,
) -> int:
    other_days = 0
    for code in range(lines.size):
        line = lines[code]
        first_day[code], last_day[code] = line.first_day, line.last_day
        repeats[code] = line.repeats
        first_spend[code], repeat_spend[code] = line.first_spend, line.repeat_spend
        if line.open_day == NO_DAY:
            continue
        if line.open_net < least:
            other_days += 1
            continue
        last_day[code] = line.open_day
        if line.first_day == NO_DAY:
            first_day[code], first_spend[code] = line.open_day, line.open_net
        else:
            repeats[code] += 1
            repeat_spend[code] += line.open_net
    return other_days


_read = compiled(_read_loop)


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


def _alive_loop(
    repeats: Int32Array,
    recency: Int32Array,
    age: Int32Array,
    tables: SilenceTables,
    chance: FloatArray,
) -> None:
    for row in range(repeats.size):
        past = repeats[row]
        if tables.odds[past] == -inf:
            chance[row] = 1.0
            continue
        silence = tables.log_scale[age[row]] - tables.log_scale[recency[row]]
        chance[row] = 1.0 / (1.0 + exp(tables.odds[past] + tables.shape[past] * silence))


_alive = compiled(_alive_loop)


def _mark_loop(pairs: Pairs, seen: BoolArray) -> None:
    for row in range(pairs.age.size):
        seen[pairs.row[pairs.repeats[row]] * pairs.width + pairs.age[row]] = True


_mark = compiled(_mark_loop)


def _pick_loop(pairs: Pairs, table: FloatArray, cells: FloatArray) -> None:
    for row in range(pairs.age.size):
        cells[row] = table[pairs.row[pairs.repeats[row]] * pairs.width + pairs.age[row]]


_pick = compiled(_pick_loop)


def _sum_spend_loop(
    repeats: FloatArray, total: FloatArray, v: float
) -> tuple[float, float, float, float]:
    repeats_log = all_log = repeats_inverse = all_inverse = 0.0
    for row in range(repeats.size):
        scale = total[row] + v
        log_scale, inverse = log(scale), 1.0 / scale
        repeats_log += repeats[row] * log_scale
        all_log += log_scale
        repeats_inverse += repeats[row] * inverse
        all_inverse += inverse
    return repeats_log, all_log, repeats_inverse, all_inverse


_sum_spend = compiled(_sum_spend_loop)

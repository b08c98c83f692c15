"""The heavy loops compiled: one pass over date-ordered orders, one pass over unique rows.

Posting runs in one thread: a second one gains little where memory is the limit. What customers do not
share is worked on in slices.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from valuation.arrays import BoolArray, FloatArray, Int32Array
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
from valuation.orders.prefetching import prefetch
from valuation.slices import in_slices, slice_starts

needs_date_order = True
AHEAD = 32  # rows between asking for a customer's line and using it
TOGETHER = 64  # rows whose sums grow side by side: the processor adds several at once


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
    first, last, repeats = np.empty((3, lines.size), np.int32)
    first_spend, repeat_spend = np.empty((2, lines.size))

    def read_part(part: slice) -> int:
        days = first[part], last[part], repeats[part]
        found = Purchases(*days, first_spend[part], repeat_spend[part], 0)
        return int(_read(lines[part], least, found))

    other_days = sum(in_slices(lines.size, read_part))
    return Purchases(first, last, repeats, first_spend, repeat_spend, other_days)


def dropout_sums(rows: DropoutRows, tables: DropoutTables) -> DropoutSums:
    """Sum what the BG/NBD likelihood and its gradient need over the repeat customers."""

    def sums_of(part: slice) -> tuple[float, float, float, float, float]:
        mine = _part_of(rows, part)
        odds = np.empty(mine.step.size)
        _fill_odds(mine, tables, odds)
        # NumPy works on several exponentials and logarithms at once; a compiled loop calls for each.
        small = np.exp(-np.abs(odds))
        sums: tuple[float, float, float, float, float] = _sum(
            mine, tables, odds, small, np.log1p(small)
        )
        return sums

    return DropoutSums(*map(sum, zip(*in_slices(rows.step.size, sums_of), strict=True)))


def alive(
    repeats: Int32Array, recency: Int32Array, age: Int32Array, tables: SilenceTables
) -> FloatArray:
    """Return the probability of still being a customer, per row."""
    chance = np.empty(repeats.size)

    def fill(part: slice) -> None:
        mine = chance[part]
        _fill_silence(repeats[part], recency[part], age[part], tables, mine)
        np.exp(mine, out=mine)
        np.add(mine, 1.0, out=mine)
        np.reciprocal(mine, out=mine)

    in_slices(repeats.size, fill)
    return chance


def mark(pairs: Pairs, seen: BoolArray) -> None:
    """Mark the cells that occur."""
    in_slices(pairs.age.size, lambda part: _mark(_pairs_of(pairs, part), seen))


def pick(pairs: Pairs, table: FloatArray) -> FloatArray:
    """Return each row's cell of a table."""
    cells = np.empty(pairs.age.size)
    in_slices(pairs.age.size, lambda part: _pick(_pairs_of(pairs, part), table, cells[part]))
    return cells


def spenders(repeats: Int32Array, mean: FloatArray) -> Spenders:
    """Return who has repeat purchases and a positive mean, in order.

    Every slice counts, then each knows where its rows go.
    """
    counts = in_slices(repeats.size, lambda part: _count_spenders(repeats[part], mean[part]))
    starts = slice_starts(repeats.size)
    places = dict(zip(starts, np.cumsum([0, *counts[:-1]]).tolist(), strict=True))
    size = sum(counts)
    chosen = Spenders(np.empty(size + 1, np.int32), np.empty(size + 1))
    in_slices(
        repeats.size,
        lambda part: _place_spenders(repeats[part], mean[part], places[part.start], chosen),
    )
    return Spenders(chosen.repeats[:size], chosen.mean[:size])


def spend_powers(repeats: Int32Array, total: FloatArray, v: float) -> SpendPowers:
    """Sum the powers from which the Gamma-Gamma's likelihood and gradient follow."""

    def sums_of(part: slice) -> FloatArray:
        sums = np.zeros((2, POWERS, TOGETHER))
        _add_powers(repeats[part], total[part], v, sums)
        each: FloatArray = sums.sum(axis=2)
        return each

    plain, times_repeats = np.sum(in_slices(repeats.size, sums_of), axis=0)
    return SpendPowers(plain, times_repeats)


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
    start, width = lines.ctypes.data, lines.itemsize
    final = orders.day.size - 1
    for row in range(orders.day.size):
        soon = start + orders.customer[min(row + AHEAD, final)] * width
        prefetch(soon)
        prefetch(soon + width - 1)  # a line may begin in one piece of memory and end in the next
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


def _read_loop(lines: Any, least: float, found: Purchases) -> int:  # noqa: ANN401
    other_days = 0
    for code in range(lines.size):
        line = lines[code]
        open_day, open_net = line.open_day, line.open_net
        first_day, last_day, first_spend = line.first_day, line.last_day, line.first_spend
        # No branches, so `&` for `and`: whether a customer came back is not for a processor to guess.
        is_open = open_day != NO_DAY
        counts = is_open & (open_net >= least)
        first = counts & (first_day == NO_DAY)
        again = counts & (not first)
        found.first_day[code] = open_day if first else first_day
        found.last_day[code] = open_day if counts else last_day
        found.repeats[code] = line.repeats + again
        found.first_spend[code] = open_net if first else first_spend
        found.repeat_spend[code] = line.repeat_spend + (open_net if again else 0.0)
        other_days += is_open & (not counts)
    return other_days


_read = compiled(_read_loop)


def _fill_odds_loop(rows: DropoutRows, tables: DropoutTables, odds: FloatArray) -> None:
    for row in range(rows.step.size):
        step = rows.step[row]
        silence = tables.log_scale[rows.age[row]] - tables.log_scale[rows.recency[row]]
        odds[row] = tables.odds[step] + tables.shape[step] * silence


_fill_odds = compiled(_fill_odds_loop)


def _sum_loop(
    rows: DropoutRows,
    tables: DropoutTables,
    odds: FloatArray,
    small: FloatArray,  # exp(-|odds|)
    log_small: FloatArray,  # log1p of that
) -> tuple[float, float, float, float, float]:
    softplus = by_rate = by_scale = gone = by_stay = 0.0
    for row in range(rows.step.size):
        step, recency, age, weight = (
            rows.step[row],
            rows.recency[row],
            rows.age[row],
            rows.weight[row],
        )
        silence = tables.log_scale[age] - tables.log_scale[recency]
        drift = tables.inverse_scale[age] - tables.inverse_scale[recency]
        left = weight * (1.0 if odds[row] > 0 else small[row]) / (1.0 + small[row])
        softplus += weight * (max(odds[row], 0.0) + log_small[row])
        by_rate += left * silence
        by_scale += left * tables.shape[step] * drift
        gone += left
        by_stay += left * tables.stay[step]
    return softplus, by_rate, by_scale, gone, by_stay


_sum = compiled(_sum_loop)


def _fill_silence_loop(
    repeats: Int32Array,
    recency: Int32Array,
    age: Int32Array,
    tables: SilenceTables,
    odds: FloatArray,
) -> None:
    for row in range(repeats.size):
        past = repeats[row]
        silence = tables.log_scale[age[row]] - tables.log_scale[recency[row]]
        odds[row] = tables.odds[past] + tables.shape[past] * silence


_fill_silence = compiled(_fill_silence_loop)


def _mark_loop(pairs: Pairs, seen: BoolArray) -> None:
    for row in range(pairs.age.size):
        seen[pairs.row[pairs.repeats[row]] * pairs.width + pairs.age[row]] = True


_mark = compiled(_mark_loop)


def _pick_loop(pairs: Pairs, table: FloatArray, cells: FloatArray) -> None:
    for row in range(pairs.age.size):
        cells[row] = table[pairs.row[pairs.repeats[row]] * pairs.width + pairs.age[row]]


_pick = compiled(_pick_loop)


def _count_spenders_loop(repeats: Int32Array, mean: FloatArray) -> int:
    count = 0
    for row in range(repeats.size):
        count += (repeats[row] > 0) & (mean[row] > 0)
    return count


_count_spenders = compiled(_count_spenders_loop)


def _place_spenders_loop(
    repeats: Int32Array, mean: FloatArray, place: int, chosen: Spenders
) -> None:
    behind = chosen.mean.size - 1
    for row in range(repeats.size):
        # No branches, as who spent is not to be guessed: whoever did not is written behind the others.
        spent = (repeats[row] > 0) & (mean[row] > 0)
        target = place if spent else behind
        chosen.repeats[target], chosen.mean[target] = repeats[row], mean[row]
        place += spent


_place_spenders = compiled(_place_spenders_loop)


def _add_powers_loop(repeats: Int32Array, total: FloatArray, v: float, sums: FloatArray) -> None:
    past, share, power = np.zeros(TOGETHER), np.zeros(TOGETHER), np.zeros(TOGETHER)
    for start in range(0, repeats.size, TOGETHER):
        rows = min(TOGETHER, repeats.size - start)
        power[:rows], power[rows:] = 1.0, 0.0
        for lane in range(rows):
            past[lane] = repeats[start + lane]
            share[lane] = v / (total[start + lane] + v)
        for order in range(POWERS):
            for lane in range(TOGETHER):
                power[lane] *= share[lane]
                sums[0, order, lane] += power[lane]
                sums[1, order, lane] += past[lane] * power[lane]


_add_powers = compiled(_add_powers_loop)

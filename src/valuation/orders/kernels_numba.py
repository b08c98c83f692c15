"""The heavy loops compiled: one pass over date-ordered orders, one pass over unique rows.

Posting runs in one thread: a second one gains little where memory is the limit. What customers do not
share is worked on in slices.
"""

from collections.abc import Callable
from math import log
from typing import Any

import numba
import numpy as np

from valuation.arrays import BoolArray, FloatArray, Int32Array, Int64Array
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
    Spenders,
    SpendSums,
)
from valuation.orders.prefetching import prefetch
from valuation.slices import in_slices, slice_starts

needs_date_order = True
AHEAD = 32  # rows between asking for a customer's line and using it
TOGETHER = 8  # factors of a product with one logarithm; as many amounts of 1e38 still fit a double


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
    """Return who has repeat purchases and a positive mean, by number of repeats, else in order.

    A counting sort: every slice counts, then each knows where its rows of a number of repeats go.
    """
    highest = int(repeats.max(initial=0))
    counted = in_slices(
        repeats.size, lambda part: _count_spenders(repeats[part], mean[part], highest)
    )
    counts = np.array(counted)  # by slice and number of repeats
    counts[:, 0] = 0
    ends = np.cumsum(counts.T).reshape(counts.T.shape).T
    places = dict(zip(slice_starts(repeats.size), ends - counts, strict=True))
    size = int(counts.sum())
    chosen = Spenders(np.empty(size + 1, np.int32), np.empty(size + 1))
    for starts in places.values():
        starts[0] = size  # whoever did not spend is written behind the others: quicker than to ask
    in_slices(
        repeats.size,
        lambda part: _place_spenders(repeats[part], mean[part], places[part.start], chosen),
    )
    return Spenders(chosen.repeats[:size], chosen.mean[:size])


def spend_sums(repeats: Int32Array, total: FloatArray, v: float) -> SpendSums:
    """Sum what the Gamma-Gamma likelihood and its gradient need; rows by number of repeats."""
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
        # No branches: whether a customer came back is not for a processor to guess.
        is_open = line.open_day != NO_DAY
        counts = is_open and line.open_net >= least
        first = counts and line.first_day == NO_DAY
        again = counts and not first
        found.first_day[code] = line.open_day if first else line.first_day
        found.last_day[code] = line.open_day if counts else line.last_day
        found.repeats[code] = line.repeats + again
        found.first_spend[code] = line.open_net if first else line.first_spend
        found.repeat_spend[code] = line.repeat_spend + (line.open_net if again else 0.0)
        other_days += is_open and not counts
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


def _count_spenders_loop(repeats: Int32Array, mean: FloatArray, highest: int) -> Int64Array:
    counts = np.zeros(highest + 1, np.int64)
    for row in range(repeats.size):
        counts[repeats[row] if mean[row] > 0 else 0] += 1
    return counts


_count_spenders = compiled(_count_spenders_loop)


def _place_spenders_loop(
    repeats: Int32Array, mean: FloatArray, places: Int64Array, chosen: Spenders
) -> None:
    for row in range(repeats.size):
        past = repeats[row] if mean[row] > 0 else 0
        place = places[past]
        chosen.repeats[place], chosen.mean[place] = past, mean[row]
        places[past] = place + (past > 0)


_place_spenders = compiled(_place_spenders_loop)


def _sum_spend_loop(
    repeats: Int32Array, total: FloatArray, v: float
) -> tuple[float, float, float, float]:
    repeats_log = all_log = repeats_inverse = all_inverse = 0.0
    row = 0
    while row < repeats.size:
        past, end = repeats[row], min(row + TOGETHER, repeats.size)
        product, inverse = 1.0, 0.0
        while row < end and repeats[row] == past:
            scale = total[row] + v
            product *= scale
            inverse += 1.0 / scale
            row += 1
        log_product = log(product)
        repeats_log += past * log_product
        all_log += log_product
        repeats_inverse += past * inverse
        all_inverse += inverse
    return repeats_log, all_log, repeats_inverse, all_inverse


_sum_spend = compiled(_sum_spend_loop)

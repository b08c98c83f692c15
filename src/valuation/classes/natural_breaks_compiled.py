"""The layers of natural breaks compiled, for many distinct values: divide and conquer."""

import numpy as np

from valuation.arrays import FloatArray, Int64Array
from valuation.orders.kernels_numba import compiled


def last_breaks(sums: FloatArray, classes: int) -> Int64Array:
    """Return where each class begins if it is the last of the first n values."""
    weight, total, square = (np.ascontiguousarray(row) for row in sums)
    best = np.zeros(weight.size)
    best[1:] = square[1:] - total[1:] ** 2 / weight[1:]
    last = np.zeros((max(classes - 1, 0), weight.size), np.int64)
    for layer in range(classes - 1):
        following = np.full(weight.size, np.inf)
        first = layer + 2 if layer < classes - 2 else weight.size - 1
        _fill(weight, total, square, best, following, last[layer], layer + 1, first)
        best = following
    return last


@compiled
def _fill(
    weight: FloatArray,
    total: FloatArray,
    square: FloatArray,
    best: FloatArray,
    following: FloatArray,
    last: Int64Array,
    least: int,
    first: int,
) -> None:
    """Fill `following` and `last` from `first` on, the middle first: its break bounds the rest."""
    stack = np.empty((128, 4), np.int64)
    stack[0] = (first, weight.size - 1, least, weight.size - 1)
    depth = 1
    while depth:
        depth -= 1
        low, high, left, right = stack[depth]
        if low > high:
            continue
        end = (low + high) // 2
        chosen, cheapest = left, np.inf
        for start in range(left, min(right, end - 1) + 1):
            among = weight[end] - weight[start]
            moment = total[end] - total[start]
            cost = best[start] + square[end] - square[start] - moment * moment / among
            if cost < cheapest:
                chosen, cheapest = start, cost
        following[end], last[end] = cheapest, chosen
        stack[depth] = (low, end - 1, left, chosen)
        stack[depth + 1] = (end + 1, high, chosen, right)
        depth += 2

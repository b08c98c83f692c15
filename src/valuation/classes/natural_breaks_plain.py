"""The layers of natural breaks in NumPy, for few distinct values: every break is tried."""

import numpy as np

from valuation.arrays import FloatArray, Int64Array


def last_breaks(sums: FloatArray, classes: int) -> Int64Array:
    """Return where each class begins if it is the last of the first n values."""
    weight, total, square = sums
    size = weight.size
    best = square[1:] - total[1:] ** 2 / weight[1:]
    best = np.concatenate([[0.0], best])
    last = np.zeros((max(classes - 1, 0), size), np.int64)
    for layer in range(classes - 1):
        following = np.full(size, np.inf)
        for end in range(layer + 2, size):
            start = np.arange(layer + 1, end)
            among = weight[end] - weight[start]
            within = square[end] - square[start] - (total[end] - total[start]) ** 2 / among
            cost = best[start] + within
            at = int(np.argmin(cost))
            last[layer, end], following[end] = start[at], cost[at]
        best = following
    return last

"""Jenks natural breaks, exact: the classes of one measure with the least variance within them.

Source: W. Fisher (1958), On grouping for maximum homogeneity, Journal of the American Statistical
Association 53; G. Jenks (1967). Dynamic programming over the distinct values; the best last break
only moves up as more values are let in, so each layer takes n log n steps instead of n squared.
"""

from functools import cache
from importlib import import_module
from typing import Final, Protocol, cast

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int64Array, amount_column
from valuation.errors import ValuationError

LARGE: Final = 5_000  # distinct values; below, loading compiled code costs more than it saves


class Layers(Protocol):
    """The loop over all values, once per class."""

    def last_breaks(self, sums: FloatArray, classes: int) -> Int64Array:
        """Return, per class from the second on, where it begins if it is the last of the first n.

        `sums` are running weights, weighted values and weighted squares, each from 0; shape (3, n+1).
        The answer has shape (classes - 1, n + 1).
        """


def natural_breaks(values: npt.ArrayLike, classes: int) -> tuple[float, ...]:
    """Return the lowest value of each class, from the lowest class to the highest.

    Equal values are never parted; fewer distinct values than classes make fewer classes.
    """
    if classes < 1:
        raise ValuationError("count_out_of_range", column="classes", rows=1, rule="1 or more")
    column = amount_column("value", values)
    distinct, counts = np.unique(column, return_counts=True)
    classes = min(classes, distinct.size)
    if classes == distinct.size:
        return tuple(distinct.tolist())
    starts = _starts(_running(distinct, counts), classes)
    return tuple(float(distinct[start]) for start in starts)


def _running(distinct: FloatArray, counts: Int64Array) -> FloatArray:
    """Return running sums of distances from the mean, in units of the widest: they cancel least."""
    centred = distinct - np.average(distinct, weights=counts)
    centred = centred / np.abs(centred).max()
    rows = np.array([counts, counts * centred, counts * centred**2])
    return np.concatenate([np.zeros((3, 1)), np.cumsum(rows, axis=1)], axis=1)


def _starts(sums: FloatArray, classes: int) -> list[int]:
    last = _layers(sums.shape[1]).last_breaks(sums, classes)
    starts, end = [], sums.shape[1] - 1
    for layer in range(classes - 2, -1, -1):
        end = int(last[layer, end])
        starts.append(end)
    return [0, *starts[::-1]]


def _layers(size: int) -> Layers:
    kind = "compiled" if size >= LARGE else "plain"
    return _load(f"valuation.classes.natural_breaks_{kind}")


@cache
def _load(module: str) -> Layers:
    return cast(Layers, import_module(module))

"""Who moved between classes from one run to another, newcomers and leavers included."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int64Array, int_column, require_same_length
from valuation.errors import ValuationError

ABSENT: Final = -1  # the class of who was not there


@dataclass(frozen=True, slots=True)
class Migration:
    """Customers by class before (row) and after (column); class 0 is the best.

    A row of `matrix` with its entry in `left` adds up to the class's opening count, a column with
    its entry in `joined` to the closing count.
    """

    matrix: Int64Array
    left: Int64Array  # per class before: not there any more
    joined: Int64Array  # per class after: not there before

    @property
    def opening(self) -> Int64Array:
        """Customers in each class before."""
        return self.matrix.sum(axis=1) + self.left

    @property
    def closing(self) -> Int64Array:
        """Customers in each class after."""
        return self.matrix.sum(axis=0) + self.joined

    @property
    def stayed(self) -> int:
        """Customers in the same class before and after."""
        return int(np.trace(self.matrix))

    @property
    def rose(self) -> int:
        """Customers in a better class than before."""
        return int(np.tril(self.matrix, -1).sum())

    @property
    def fell(self) -> int:
        """Customers in a worse class than before; leavers are not among them."""
        return int(np.triu(self.matrix, 1).sum())

    @property
    def rates(self) -> FloatArray:
        """Where each class went, as shares of its opening count, leavers last; NaN if it was empty."""
        moved = np.column_stack([self.matrix, self.left])
        opening = np.broadcast_to(self.opening[:, None], moved.shape)
        shares = np.full(moved.shape, np.nan)
        np.divide(moved, opening, out=shares, where=opening > 0)
        return shares


def migration(before: npt.ArrayLike, after: npt.ArrayLike, *, classes: int) -> Migration:
    """Return the migration matrix of two runs; one entry per customer, in the same sequence.

    Classes are whole numbers 0..classes-1 from the best to the last, or -1 for who was not there.
    Raises ValuationError naming column, number of rows and rule.
    """
    was = _classes("before", before, classes)
    now = _classes("after", after, classes)
    require_same_length({"before": was, "after": now})
    width = classes + 1  # the last row and column are for the absent, who count from the end
    cell = was % width * width + now % width
    square = np.bincount(cell, minlength=width * width).reshape(width, width)
    return Migration(square[:-1, :-1], square[:-1, -1], square[-1, :-1])


def _classes(name: str, values: npt.ArrayLike, classes: int) -> Int64Array:
    column = int_column(name, values).astype(np.int64)
    outside = int(np.count_nonzero((column < ABSENT) | (column >= classes)))
    if outside:
        rule = f"classes within 0..{classes - 1}, or {ABSENT} for who was not there"
        raise ValuationError("class_out_of_range", column=name, rows=outside, rule=rule)
    return column

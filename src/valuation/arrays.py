"""Array types of the engine, and the checks every column passes at the door."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from valuation.errors import ValuationError

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.integer[Any]]
type Int32Array = npt.NDArray[np.int32]
type Int64Array = npt.NDArray[np.int64]
type BoolArray = npt.NDArray[np.bool_]

DUST = 1e-6  # of an amount: less is what cancelling floats leave behind, and counts as nothing
DAY_LIMIT = 2_000_000  # days from 1970, about 5,500 years either way: beyond lies a unit mistake


def int_column(name: str, values: npt.ArrayLike) -> IntArray:
    """Return a one-dimensional integer column; floats and text are refused, never rounded."""
    column = np.asarray(values)
    if column.size == 0:
        return np.zeros(0, np.int64)
    _require_flat(name, column)
    if column.dtype.kind not in "iu":
        raise ValuationError(
            "not_whole_numbers", column=name, rows=column.size, rule="whole numbers"
        )
    return column


def day_column(name: str, values: npt.ArrayLike) -> Int32Array:
    """Return days since 1970-01-01; takes whole numbers or datetime64 of any unit."""
    column = np.asarray(values)
    if column.dtype.kind == "M":
        refuse_rows(name, np.isnat(column), "missing_day", "every row has a day")
        column = column.astype("datetime64[D]").astype(np.int64)
    column = int_column(name, column)
    rule = f"a day within {DAY_LIMIT:,} days of 1970-01-01"
    if column.size and max(abs(int(column.min())), abs(int(column.max()))) > DAY_LIMIT:
        refuse_rows(name, np.abs(column.astype(np.float64)) > DAY_LIMIT, "day_out_of_range", rule)
    return column.astype(np.int32, copy=False)


def amount_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """Return amounts as float64; integers are minor units and stay exact up to 2**53."""
    column = np.asarray(values)
    _require_flat(name, column)
    if column.dtype.kind not in "iuf" and column.size:
        raise ValuationError("not_numbers", column=name, rows=column.size, rule="numbers")
    amounts = column.astype(np.float64, copy=False)
    refuse_rows(name, ~np.isfinite(amounts), "not_finite", "finite amounts")
    return amounts


def code_column(name: str, values: npt.ArrayLike, customers: int) -> IntArray:
    """Return customer codes, each within 0..customers-1."""
    codes = int_column(name, values)
    if codes.size and (int(codes.min()) < 0 or int(codes.max()) >= customers):
        outside = (codes < 0) | (codes >= customers)
        refuse_rows(name, outside, "customer_out_of_range", f"codes within 0..{customers - 1}")
    return codes


def dot(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> float:
    """Return the sum of products, in this thread: BLAS threads get in each other's way when busy."""
    return float(np.einsum("i,i->", one, other))


def require_same_length(columns: Mapping[str, npt.NDArray[Any]]) -> None:
    """Refuse columns of different lengths, naming the first that differs."""
    sizes = {name: column.size for name, column in columns.items()}
    expected = next(iter(sizes.values()), 0)
    for name, size in sizes.items():
        if size != expected:
            rule = f"as many rows as the first column ({expected:,})"
            raise ValuationError("length_differs", column=name, rows=size, rule=rule)


def _require_flat(name: str, column: npt.NDArray[Any]) -> None:
    if column.ndim != 1:
        raise ValuationError("not_a_column", column=name, rows=column.size, rule="one dimension")


def refuse_rows(name: str, broken: BoolArray, code: str, rule: str) -> None:
    """Refuse a column with rows that break a rule, counting them."""
    count = int(np.count_nonzero(broken))
    if count:
        raise ValuationError(code, column=name, rows=count, rule=rule)

"""Named measures: what customers are classed by, checked at the door."""

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int64Array, amount_column, int_column, require_same_length
from valuation.errors import ValuationError

type Measures = Mapping[str, npt.ArrayLike]  # one entry per customer; nothing unknown, no NaN


def measure_columns(measures: Measures, needed: Collection[str]) -> dict[str, FloatArray]:
    """Return the needed measures as finite columns of one length."""
    columns = {}
    for name in needed:
        if name not in measures:
            rule = "given, a figure for each customer"
            raise ValuationError("measure_missing", column=name, rows=1, rule=rule)
        columns[name] = amount_column(name, np.atleast_1d(np.asarray(measures[name])))
    require_same_length(columns)
    return columns


def customer_codes(codes: npt.ArrayLike | None, customers: int) -> Int64Array:
    """Return the codes ties are broken by, lower first; by default the position."""
    if codes is None:
        return np.arange(customers, dtype=np.int64)
    given = int_column("codes", codes).astype(np.int64)
    if given.size != customers:
        rule = f"one code for each of {customers:,} customers"
        raise ValuationError("length_differs", column="codes", rows=given.size, rule=rule)
    return given

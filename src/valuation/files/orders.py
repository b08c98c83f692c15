"""Order logs in Parquet, read in batches, so that a log larger than memory can be posted."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.dataset

from valuation.errors import ValuationError
from valuation.orders.ledger import Ledger
from valuation.orders.state import OrderLog, order_log

BATCH: Final = 1_000_000  # rows: 16 MB of columns
READ_AHEAD: Final = 4  # batches


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns are called. Customers are codes, days are dates or whole numbers."""

    customer: str = "customer"
    day: str = "day"
    amount: str = "amount"


NAMES: Final = Columns()


def order_batches(path: Path, *, customers: int, columns: Columns = NAMES) -> Iterator[OrderLog]:
    """Yield a file, or a folder of files by name, as checked logs; reading goes on meanwhile.

    Amounts are floats, decimals, or whole minor units. Raises ValuationError when a column is
    missing, has gaps, or breaks a rule of `order_log`.
    """
    source = pa.dataset.dataset(path, format="parquet")
    names = {"customer": columns.customer, "day": columns.day, "amount": columns.amount}
    for name in names.values():
        if name not in source.schema.names:
            raise ValuationError("column_missing", column=name, rows=0, rule="a column of the file")
    ahead = {"batch_size": BATCH, "batch_readahead": READ_AHEAD, "fragment_readahead": 1}
    for batch in source.to_batches(columns=list(names.values()), **ahead):
        arrays = {kind: _array(name, batch.column(name)) for kind, name in names.items()}
        yield order_log(**arrays, customers=customers)


def post_file(
    path: Path, *, customers: int, columns: Columns = NAMES, count_free: bool = False
) -> Ledger:
    """Return a new ledger with the orders of a file; they may come in any sequence.

    A file in date order takes one pass and 40 bytes per customer. The rows of customers that are
    out of order are read once more and held together.
    """
    ledger = Ledger(customers, count_free=count_free)
    for log in order_batches(path, customers=customers, columns=columns):
        ledger.post(log)
    if ledger.stale.size:
        ledger.rebuild(_orders_of(ledger, path, columns))
    return ledger


def _orders_of(ledger: Ledger, path: Path, columns: Columns) -> OrderLog:
    """Return the orders of the stale customers, as one log."""
    chosen = np.zeros(ledger.customers, np.bool_)
    chosen[ledger.stale] = True
    parts = []
    for log in order_batches(path, customers=ledger.customers, columns=columns):
        mine = chosen[log.customer]
        parts.append((log.customer[mine], log.day[mine], log.amount[mine]))
    columns_of_all = (np.concatenate(column) for column in zip(*parts, strict=True))
    return order_log(*columns_of_all, customers=ledger.customers)


def _array(name: str, column: Any) -> npt.NDArray[Any]:  # noqa: ANN401 (pyarrow has no types)
    """Return a column as order_log takes it: days as numbers, decimals as floats."""
    if column.null_count:
        rule = "every row has a value"
        raise ValuationError("missing_value", column=name, rows=column.null_count, rule=rule)
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    elif pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    values: npt.NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return values

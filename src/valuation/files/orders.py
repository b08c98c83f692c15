"""Order logs in Parquet, read in batches, so that a log larger than memory can be posted."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuation.errors import ValuationError
from valuation.files.groups import each_group, group_sizes, parquet
from valuation.orders.ledger import Ledger
from valuation.orders.state import OrderLog, order_log

BATCH: Final = 1_000_000  # rows: 16 MB of columns
LARGEST: Final = 4  # batches of a row group that is still read at once


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
    source = parquet(path)
    names = {"customer": columns.customer, "day": columns.day, "amount": columns.amount}
    for name in names.values():
        if name not in source.schema.names:
            raise ValuationError("column_missing", column=name, rows=0, rule="a column of the file")

    def checked(_number: int, rows: Any) -> OrderLog:  # noqa: ANN401 (pyarrow has no types)
        arrays = {kind: _array(name, rows.column(name)) for kind, name in names.items()}
        return order_log(**arrays, customers=customers)

    if max(group_sizes(source), default=0) <= LARGEST * BATCH:
        yield from each_group(source, list(names.values()), checked)
    else:
        batches = source.to_batches(columns=list(names.values()), batch_size=BATCH)
        yield from (checked(number, batch) for number, batch in enumerate(batches))


def post_file(
    path: Path, *, customers: int, columns: Columns = NAMES, count_free: bool = False
) -> Ledger:
    """Return a new ledger with the orders of a file; they may come in any sequence.

    A file in date order takes one pass and 40 bytes per customer. The rows of customers that are
    out of order are read once more and held together.
    """
    logs = order_batches(path, customers=customers, columns=columns)
    first = next(logs, None)  # from here on the next ones are being read
    ledger = Ledger(customers, count_free=count_free)
    for log in chain([] if first is None else [first], logs):
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
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    values: npt.NDArray[Any] = column.to_numpy()
    return values

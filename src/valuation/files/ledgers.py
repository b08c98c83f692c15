"""A ledger as a Parquet table: one row per customer; its place is the customer's code.

    customer       whole number or text: who it is, ascending
    first_day      int32    day since 1970 of the first closed purchase
    last_day       int32    of the last closed purchase
    repeats        int32    closed purchases after the first
    open_day       int32    newest day seen, to which orders may still be added
    open_net       float64  net amount of that day
    first_spend    float64  amount of the first closed purchase
    repeat_spend   float64  amount of the others
    other_days     int32    closed days without a purchase

A day that is not there is -2**31. The engines write the same table, with no day open. Saved ledgers
keep newest, closed_until and count_free beside the columns, in the table's metadata.
"""

import json
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from valuation.arrays import Int32Array
from valuation.errors import ValuationError
from valuation.files.groups import each_group, group_sizes, parquet
from valuation.orders.kernels import LINE, Lines
from valuation.orders.ledger import Ledger

KEY: Final = b"valuation.ledger"  # of the metadata
ROWS: Final = 1_000_000  # per row group
NEAR: Final = 20_000  # lines that fit a processor's own memory


class Kept(NamedTuple):
    """A ledger, and who its codes stand for."""

    customer: npt.NDArray[Any]  # by code
    ledger: Ledger


def save_ledger(ledger: Ledger, path: Path, *, customer: npt.ArrayLike | None = None) -> None:
    """Write a ledger to a file, which is there in full or as it was before.

    `customer` says who the codes stand for, ascending; without it they stand for themselves.
    """
    ledger.require_fresh()
    who = np.arange(ledger.customers) if customer is None else np.asarray(customer)
    columns = {"customer": who} | {name: ledger.lines[name] for name in LINE.names or ()}
    table = pa.table(columns | {"other_days": ledger.other_days})
    facts = {name: getattr(ledger, name) for name in ("newest", "closed_until", "count_free")}
    unfinished = path.with_name(path.name + ".part")
    # Neither compressed nor by dictionary: few values repeat, and reading takes half the time.
    pq.write_table(
        table.replace_schema_metadata({KEY: json.dumps(facts)}),
        unfinished,
        compression="none",
        use_dictionary=False,
        row_group_size=ROWS,
    )
    unfinished.replace(path)


def load_ledger(path: Path) -> Kept:
    """Return the ledger saved in a file; ValuationError if the file holds none."""
    source = parquet(path)
    facts = (source.schema.metadata or {}).get(KEY)
    if facts is None:
        rule = "a ledger's newest, closed_until and count_free in the metadata"
        rows = source.count_rows()
        raise ValuationError("not_a_ledger", column=str(path.name), rows=rows, rule=rule)
    ends = np.cumsum([0, *group_sizes(source)])
    lines, other_days = np.empty(int(ends[-1]), LINE), np.empty(int(ends[-1]), np.int32)

    def fill(number: int, table: pa.Table) -> npt.NDArray[Any]:
        part = slice(int(ends[number]), int(ends[number + 1]))
        _fill(table, lines[part], other_days[part])
        return _customers(table)

    nobody = np.zeros(0, np.int64)
    customers = list(each_group(source, source.schema.names, fill)) or [nobody]
    return Kept(np.concatenate(customers), Ledger.restored(lines, other_days, **json.loads(facts)))


def load_closed(path: Path, as_of: int, *, count_free: bool = False) -> Kept:
    """Return the ledger an engine wrote, as a file or a folder of files, as of that day."""
    return closed_ledger(pq.read_table(path), as_of, count_free=count_free)


def closed_ledger(table: pa.Table, as_of: int, *, count_free: bool) -> Kept:
    """Return the ledger in a table of an engine, whose rows come in any sequence."""
    by_customer = table.sort_by("customer")
    return ledger_of(by_customer, newest=as_of, closed_until=as_of, count_free=count_free)


def ledger_of(table: pa.Table, *, newest: int, closed_until: int, count_free: bool) -> Kept:
    """Return the ledger in a table with the columns above."""
    lines, other_days = np.empty(table.num_rows, LINE), np.empty(table.num_rows, np.int32)
    _fill(table, lines, other_days)
    ledger = Ledger.restored(
        lines, other_days, newest=newest, closed_until=closed_until, count_free=count_free
    )
    return Kept(_customers(table), ledger)


def _fill(table: pa.Table, lines: Lines, other_days: Int32Array) -> None:
    """Write the columns into lines, some rows at a time: a line is written while it is near."""
    columns = {name: table[name].to_numpy() for name in LINE.names or ()}
    for start in range(0, lines.size, NEAR):
        part = slice(start, start + NEAR)
        for name, column in columns.items():
            lines[name][part] = column[part]
    other_days[:] = table["other_days"].to_numpy()


def _customers(table: pa.Table) -> npt.NDArray[Any]:
    who: npt.NDArray[Any] = table["customer"].to_numpy()
    return who

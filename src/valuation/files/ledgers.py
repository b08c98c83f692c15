"""Ledgers in files: as engines write them, and as they are kept from night to night.

An engine writes a Parquet table, one row per customer; its place is the customer's code:

    customer       whole number or text: who it is, ascending
    first_day      int32    day since 1970 of the first closed purchase
    last_day       int32    of the last closed purchase
    repeats        int32    closed purchases after the first
    open_day       int32    newest day seen, to which orders may still be added
    open_net       float64  net amount of that day
    first_spend    float64  amount of the first closed purchase
    repeat_spend   float64  amount of the others
    other_days     int32    closed days without a purchase

A day that is not there is -2**31; an engine leaves no day open. A kept ledger is an Arrow file of one
batch: customer, line and other_days, a line being the columns between them as they lie in memory. So it
is mapped, not read: what nobody looks at costs nothing. The names and types of a line's fields, newest,
closed_until and count_free stand in the file's metadata.
"""

import json
import mmap
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from valuation.arrays import Int32Array
from valuation.errors import ValuationError
from valuation.orders.kernels import LINE, Lines
from valuation.orders.ledger import Ledger

KEY: Final = b"valuation.ledger"  # of the metadata
FIELDS: Final = [list(field) for field in LINE.descr]  # of a line, as the metadata tell them
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
    who = pa.array(np.arange(ledger.customers) if customer is None else np.asarray(customer))
    columns = {
        "customer": who.cast(pa.large_string()) if pa.types.is_string(who.type) else who,
        "line": _binary(ledger.lines),
        "other_days": pa.array(ledger.other_days),
    }
    facts = {name: getattr(ledger, name) for name in ("newest", "closed_until", "count_free")}
    metadata = {KEY: json.dumps({"line": FIELDS, **facts})}
    batch = pa.record_batch(columns).replace_schema_metadata(metadata)
    unfinished = path.with_name(path.name + ".part")
    with pa.OSFile(str(unfinished), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    unfinished.replace(path)


def load_ledger(path: Path) -> Kept:
    """Return the ledger saved in a file; ValuationError if the file holds none.

    Lines stay in the file until they are looked at. Orders posted change the memory, never the file;
    `save_ledger` may write a new one in its place (not on Windows, while the old one is in use).
    """
    mapped = _mapped(path)
    content = pa.py_buffer(mapped)
    batch, facts = _ledger_in(content, path)

    def column(name: str, kind: npt.DTypeLike) -> npt.NDArray[Any]:
        if batch.num_rows == 0:
            return np.zeros(0, kind)
        offset = batch[name].buffers()[1].address - content.address
        return np.frombuffer(mapped, kind, batch.num_rows, offset)

    ledger = Ledger.restored(column("line", LINE), column("other_days", np.int32), **facts)
    return Kept(batch["customer"].to_numpy(zero_copy_only=False), ledger)


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


def _mapped(path: Path) -> mmap.mmap | bytes:
    """Return a file as memory of our own: what is changed in it is not written back."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""  # which cannot be mapped
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)


def _ledger_in(content: pa.Buffer, path: Path) -> tuple[pa.RecordBatch, dict[str, Any]]:
    """Return the columns and the facts of a kept ledger; refuse any other file."""
    try:
        reader = pa.ipc.open_file(content)
        facts = json.loads((reader.schema.metadata or {})[KEY])
    except (pa.ArrowInvalid, KeyError):
        facts = {}
    if facts.pop("line", None) != FIELDS:
        rule = "a ledger that save_ledger wrote"
        raise ValuationError("not_a_ledger", column=path.name, rows=0, rule=rule)
    return reader.get_batch(0), facts


def _binary(lines: Lines) -> pa.Array:
    """Return lines as a column, without copying them."""
    memory = pa.py_buffer(np.ascontiguousarray(lines).view(np.uint8))
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(LINE.itemsize), lines.size, [None, memory]
    )

"""From batches of text to checked rows: what is right goes to the staging table, what is wrong is named."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from vitalfew.importing.ledger import dates, parsing, plain
from vitalfew.importing.ledger.fields import NAMES
from vitalfew.importing.ledger.parsing import Unreadable

type Faults = dict[int, list[tuple[str, str]]]  # by position in the batch: (field, broken rule)

LARGEST = 10.0**13
CELL_KEPT = 2000

# (name, SQL type) of the staging table, in COPY order. Keys are derived by the database itself, so that a row put right
# by hand gets them too.
COLUMNS = (
    ("row", "bigint NOT NULL"),
    ("customer_code", "text"),
    ("customer_name", "text"),
    ("country", "text"),
    ("order_number", "text"),
    ("placed_at", "timestamp NOT NULL"),
    ("product_code", "text"),
    ("product_name", "text"),
    ("quantity", "numeric(18,4)"),
    ("unit_price", "numeric(28,10)"),
    ("amount", "numeric(18,4)"),
    ("unit_cost", "numeric(28,10)"),
    ("currency", "text NOT NULL"),
)
DERIVED = """
  customer_key text GENERATED ALWAYS AS (coalesce(customer_code, left(customer_name, 64))) STORED,
  product_key text GENERATED ALWAYS AS (lower(coalesce(product_code, product_name))) STORED,
  -- An order has its number; without one, what a customer bought in the same minute is one order.
  order_key text GENERATED ALWAYS AS (
    coalesce('n' || order_number, 't' || floor(extract(epoch FROM placed_at) / 60)::bigint)
    || '@' || coalesce(customer_code, left(customer_name, 64), '') || '/' || currency) STORED,
  line_amount numeric(18,4) GENERATED ALWAYS AS (coalesce(amount, round(quantity * unit_price, 4))) STORED
"""


def create_sql(table: str) -> str:
    """A staging table of this name. UNLOGGED: it can be made again from the file."""
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)
    return f"CREATE UNLOGGED TABLE {table} ({columns}, {DERIVED})"


def copy_sql(table: str) -> str:
    """The COPY that takes ``Checked.good``."""
    names = ", ".join(name for name, _ in COLUMNS)
    return f"COPY {table} ({names}) FROM STDIN (FORMAT csv)"


@dataclass
class Bad:
    """A refused row: its number in the file, its mapped cells as they stand, and (field, broken rule) pairs."""

    row: int
    cells: dict[str, str]
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Checked:
    """One batch after checking: COPY-ready rows, and the refused ones."""

    good: pa.Table
    bad: list[Bad]

    def as_csv(self) -> bytes:
        """The good rows as COPY reads them: unquoted nothing is NULL."""
        sink = io.BytesIO()
        pa.csv.write_csv(self.good, sink, pa.csv.WriteOptions(include_header=False))
        return sink.getvalue()


@dataclass(frozen=True)
class Rules:
    """How this file's cells are read."""

    mapping: dict[str, int]
    date_order: str = "mdy"
    currency: str = "CNY"
    zone: str = "UTC"
    delimiter: str = ""

    @property
    def readers(self) -> dict[str, "Reader"]:
        """How each field's cells are read."""
        texts = {"customer_code": 64, "customer_name": 200, "country": 80, "order_number": 64}
        texts |= {"product_code": 64, "product_name": 300}
        readers = {
            name: Reader(partial(parsing.words, limit=limit), partial(plain.words, limit=limit))
            for name, limit in texts.items()
        }
        readers |= dict.fromkeys(("quantity", "amount"), Reader(parsing.number, plain.number))
        readers |= dict.fromkeys(("unit_price", "unit_cost"), Reader(parsing.price, plain.price))
        moment = partial(dates.moment, order=self.date_order, zone=self.zone)
        readers["placed_at"] = Reader(moment, plain.moment)
        readers["currency"] = Reader(parsing.currency_code, plain.nothing)
        return readers


@dataclass(frozen=True)
class Reader:
    """Reads a field's cells: ``parse`` gives a value, None for nothing, or raises Unreadable.

    ``is_plain`` says which texts ``parse`` would leave as they are.
    """

    parse: Callable[[str], object]
    is_plain: plain.Plain

    def read(self, texts: pa.Array) -> tuple[pa.Array, dict[int, str]]:
        """The values as texts, and the broken rule of each text that has none, by its position."""
        codes: dict[int, str] = {}
        to_read = pc.invert(self.is_plain(texts))
        positions = np.flatnonzero(to_read.to_numpy(zero_copy_only=False))
        if not positions.size:
            return texts, codes
        values: list[str | None] = []
        for position, text in zip(
            positions.tolist(), texts.filter(to_read).to_pylist(), strict=True
        ):
            try:
                value = self.parse(text) if text.strip() else None
            except Unreadable as error:
                value, codes[position] = None, error.code
            values.append(None if value is None else str(value))
        return pc.replace_with_mask(texts, to_read, pa.array(values, pa.string())), codes


def check(batch: pa.Table, rows: np.ndarray, rules: Rules) -> Checked:
    """Check a batch of text columns; ``rows`` are the row numbers people see in their file."""
    filled = _not_blank(batch)
    batch, rows = batch.filter(pa.array(filled)), rows[filled]
    columns: dict[str, pa.Array] = {"row": pa.array(rows, pa.int64())}
    faults = _swallowing(batch, rules.delimiter)
    for name in NAMES:
        columns[name] = _read(name, batch, rules, faults)
    columns["currency"] = pc.fill_null(columns["currency"], rules.currency)
    _require(columns, faults)
    _limit_worth(columns, faults)
    return Checked(_without(columns, faults), _refused(batch, rows, rules, faults))


def _not_blank(batch: pa.Table) -> np.ndarray:
    longest = np.zeros(batch.num_rows, dtype=np.int32)
    for column in batch.columns:
        filled = pc.utf8_length(pc.utf8_trim_whitespace(column))
        np.maximum(longest, filled.to_numpy(), out=longest)
    return longest > 0


def _swallowing(batch: pa.Table, delimiter: str) -> Faults:
    """Rows one of whose cells holds other rows, because a quotation mark was not closed."""
    faults: Faults = {}
    for column in batch.columns if delimiter else ():
        lines = pc.match_substring(column, "\n")
        for position in np.flatnonzero(lines.to_numpy()):
            if _holds_rows(column[int(position)].as_py(), delimiter, batch.num_columns - 1):
                faults[int(position)] = [("", "quote_not_closed")]
    return faults


def _holds_rows(text: str, delimiter: str, per_row: int) -> bool:
    """A whole row as one of its lines, or as many delimiters as its line ends would have in the rows it swallowed."""
    lines = text.rstrip("\r\n").split("\n")
    within = text.count(delimiter)
    whole = per_row > 1 and any(line.count(delimiter) == per_row for line in lines)
    return whole or within == per_row * (len(lines) - 1) > 0


def _read(name: str, batch: pa.Table, rules: Rules, faults: Faults) -> pa.Array:
    """One field of every row. Each distinct text is read once: ledgers repeat themselves."""
    if name not in rules.mapping:
        return pa.nulls(batch.num_rows, pa.string())
    column = batch.column(str(rules.mapping[name])).combine_chunks().dictionary_encode()
    values, codes = rules.readers[name].read(column.dictionary)
    if codes:
        indices = column.indices.to_numpy()
        for position in np.flatnonzero(np.isin(indices, list(codes))):
            faults.setdefault(int(position), []).append((name, codes[int(indices[position])]))
    return values.take(column.indices)


def _require(columns: dict[str, pa.Array], faults: Faults) -> None:
    """A line needs a day, and an amount or what it is made of."""
    parts = pc.and_(pc.is_valid(columns["quantity"]), pc.is_valid(columns["unit_price"]))
    worth = pc.or_(pc.is_valid(columns["amount"]), parts)
    needed: tuple[tuple[pa.Array, str, str, set[str]], ...] = (
        (pc.is_valid(columns["placed_at"]), "placed_at", "date_missing", {"placed_at", ""}),
        (worth, "amount", "amount_missing", {"amount", "quantity", "unit_price", ""}),
    )
    for present, name, code, cells in needed:
        for position in np.flatnonzero(~present.to_numpy(zero_copy_only=False)):
            said = faults.setdefault(int(position), [])
            if not any(faulty in cells for faulty, _code in said):
                said.append((name, code))


def _limit_worth(columns: dict[str, pa.Array], faults: Faults) -> None:
    """Quantity times price must fit the books too. Only those that could be too large are multiplied."""
    quantity, price = (pc.cast(columns[n], pa.float64()) for n in ("quantity", "unit_price"))
    worth = pc.fill_null(pc.abs(pc.multiply(quantity, price)), 0.0).to_numpy()
    for position in np.flatnonzero(worth >= LARGEST):
        if not columns["amount"][int(position)].is_valid:
            faults.setdefault(int(position), [("unit_price", "number_too_large")])


def _without(columns: dict[str, pa.Array], faults: Faults) -> pa.Table:
    table = pa.table({name: columns[name] for name, _ in COLUMNS})
    keep = np.ones(table.num_rows, dtype=bool)
    keep[list(faults)] = False
    return table.filter(pa.array(keep)) if faults else table


def _refused(batch: pa.Table, rows: np.ndarray, rules: Rules, faults: Faults) -> list[Bad]:
    positions = sorted(faults)
    cells = {
        name: batch.column(str(column)).take(pa.array(positions, pa.int64())).to_pylist()
        for name, column in rules.mapping.items()
    }
    return [
        Bad(int(rows[p]), {name: _kept(texts[i]) for name, texts in cells.items()}, faults[p])
        for i, p in enumerate(positions)
    ]


def _kept(text: str) -> str:
    """A cell as the database can keep it and a page can show it."""
    return text.replace("\x00", "")[:CELL_KEPT]


class ErrorFile:
    """The downloadable list of refused rows: number, reason codes, cells as they stand."""

    def __init__(self, writer: "csv._writer") -> None:  # type: ignore[name-defined]
        self.writer = writer
        self.count = 0

    def add(self, bad: Bad) -> None:
        """Write one refused row."""
        self.count += 1
        reasons = ";".join(f"{name}:{code}" for name, code in bad.faults)
        # Last the whole row, where its cells are not known.
        cells = [bad.cells.get(name, "") for name in (*NAMES, "")]
        self.writer.writerow([bad.row, reasons, *cells])


@contextmanager
def error_file(path: Path) -> Iterator[ErrorFile]:
    """Open the list of refused rows for writing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        yield ErrorFile(csv.writer(file))

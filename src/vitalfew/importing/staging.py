"""From batches of text to checked rows: what is right goes to the staging table, what is wrong is named."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from vitalfew.importing.cells.reader import How
from vitalfew.importing.fields import ImportField

type Faults = dict[int, list[tuple[str, str]]]  # by position in the batch: (field, broken rule)
type Columns = dict[str, pa.Array]
type Settle = Callable[[Columns, Faults, How], None]

CELL_KEPT = 2000


@dataclass(frozen=True)
class Shape:
    """What the checked rows of a kind of file look like.

    ``types``: SQL types of the fields that are not plain text. ``derived``: columns that the database reckons itself,
    so that a row put right by hand gets them too. ``settle``: what a row needs as a whole, after its cells were read.
    """

    fields: Sequence[ImportField]
    settle: Settle
    types: tuple[tuple[str, str], ...] = ()
    derived: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields, in the order of COPY and of the error file."""
        return tuple(one.name for one in self.fields)

    def create_sql(self, table: str) -> str:
        """A staging table of this name. UNLOGGED: it can be made again from the file."""
        types = dict(self.types)
        columns = ", ".join(f'"{name}" {types.get(name, "text")}' for name in self.names)
        derived = f", {self.derived}" if self.derived else ""
        return f"CREATE UNLOGGED TABLE {table} (row bigint NOT NULL, {columns}{derived})"

    def copy_sql(self, table: str) -> str:
        """The COPY that takes ``Checked.good``."""
        names = "".join(f', "{name}"' for name in self.names)
        return f"COPY {table} (row{names}) FROM STDIN (FORMAT csv)"


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
    shape: Shape
    how: How = field(default_factory=How)
    delimiter: str = ""


def check(batch: pa.Table, rows: np.ndarray, rules: Rules) -> Checked:
    """Check a batch of text columns; ``rows`` are the row numbers people see in their file."""
    filled = _not_blank(batch)
    batch, rows = batch.filter(pa.array(filled)), rows[filled]
    columns: Columns = {"row": pa.array(rows, pa.int64())}
    faults = _swallowing(batch, rules.delimiter)
    for one in rules.shape.fields:
        columns[one.name] = _read(one, batch, rules, faults)
    rules.shape.settle(columns, faults, rules.how)
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


def _read(one: ImportField, batch: pa.Table, rules: Rules, faults: Faults) -> pa.Array:
    """One field of every row. Each distinct text is read once: files repeat themselves."""
    if one.name not in rules.mapping:
        return pa.nulls(batch.num_rows, pa.string())
    column = batch.column(str(rules.mapping[one.name])).combine_chunks().dictionary_encode()
    values, codes = one.reader(rules.how).read(column.dictionary)
    if codes:
        indices = column.indices.to_numpy()
        for position in np.flatnonzero(np.isin(indices, list(codes))):
            faults.setdefault(int(position), []).append((one.name, codes[int(indices[position])]))
    return values.take(column.indices)


def _without(columns: Columns, faults: Faults) -> pa.Table:
    table = pa.table(columns)
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

    def __init__(self, writer: "csv._writer", names: Sequence[str]) -> None:  # type: ignore[name-defined]
        self.writer, self.names = writer, names
        self.count = 0

    def add(self, bad: Bad) -> None:
        """Write one refused row."""
        self.count += 1
        reasons = ";".join(f"{name}:{code}" for name, code in bad.faults)
        # Last the whole row, where its cells are not known.
        cells = [bad.cells.get(name, "") for name in (*self.names, "")]
        self.writer.writerow([bad.row, reasons, *cells])


@contextmanager
def error_file(path: Path, names: Sequence[str], mode: str = "w") -> Iterator[ErrorFile]:
    """Open the list of refused rows for writing."""
    with path.open(mode, encoding="utf-8", newline="") as file:
        yield ErrorFile(csv.writer(file), names)

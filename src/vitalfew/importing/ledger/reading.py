"""Opening a ledger file: what it is, its headings, its first rows, and then all rows in batches of text columns.

Every cell leaves here as text, as it stands in the file: leading zeros and 18-digit numbers stay what they are.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from vitalfew.kernel.errors import BadInput

SAMPLE_ROWS = 20
SNIFFED_BYTES = 256 * 1024
BLOCK_BYTES = 4 * 1024 * 1024
BATCH_ROWS = 50_000
ENCODINGS = ("utf-8", "gb18030", "big5")
DELIMITERS = ",\t;|"


@dataclass(frozen=True)
class Recognised:
    """What a file turned out to be."""

    format: str
    encoding: str
    delimiter: str
    headers: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class RaggedRow:
    """A row with more or fewer cells than there are headings; without text it is just an empty line."""

    row: int
    text: str


def recognise(path: Path) -> Recognised:
    """Find out what the file is; BadInput says what is wrong with it."""
    with path.open("rb") as file:
        start = file.read(SNIFFED_BYTES)
    if not start.strip():
        raise BadInput("file_empty", _("The file is empty. Choose the file you exported your sales to."))
    if start[:4] == b"PAR1":
        return _recognise_parquet(path)
    if start[:2] == b"PK" or start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _recognise_workbook(path)
    return _recognise_text(start, whole=len(start) < SNIFFED_BYTES)


def batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    """All rows, as tables of text columns named "0", "1", … and never the whole file at once."""
    reader = {"csv": _csv_batches, "xlsx": _workbook_batches, "parquet": _parquet_batches}
    yield from reader[file.format](path, file, on_ragged)


# --- delimited text


def _recognise_text(start: bytes, *, whole: bool) -> Recognised:
    encoding = guess_encoding(start, whole=whole)
    text = codecs.getincrementaldecoder(encoding)().decode(start, final=False).removeprefix("\ufeff")
    if "\x00" in text:
        raise BadInput("file_not_a_table", _("This is not a table we can read. Save it as CSV, XLSX or Parquet and try again."))
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), SAMPLE_ROWS + 1))
    headers = [cell.strip() for cell in rows[0]]
    return Recognised("csv", encoding, delimiter, headers, [r for r in rows[1:] if any(r)])


def guess_encoding(start: bytes, *, whole: bool) -> str:
    """UTF-8 and UTF-16 by their marks or their validity, then the Chinese encodings.

    GB18030 accepts nearly any bytes, so Big5 is preferred when it decodes to more of its common characters.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    readable = {e: decoded for e in ENCODINGS if (decoded := _decoded(start, e, whole)) is not None}
    if "utf-8" in readable:
        return "utf-8"
    if not readable:
        raise BadInput("encoding_unknown", _("The characters of this file cannot be read. Save it as CSV in UTF-8 and try again."))
    return max(readable, key=lambda encoding: _commonness(readable[encoding]))


def _decoded(data: bytes, encoding: str, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
    except UnicodeDecodeError:
        return None


def _commonness(text: str) -> float:
    """Share of the Chinese characters that are among the everyday ones of GB2312 level 1 or Big5 level 1."""
    han = [c for c in text if "\u3400" <= c <= "\u9fff"]
    odd = sum(1 for c in text if c > "\x7f" and not _is_usual(c))
    return (sum(_is_everyday(c) for c in han) - 2 * odd) / max(len(han), 1)


def _is_usual(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" or character in "·—‘’“”…￥"


def _is_everyday(character: str) -> bool:
    simplified = character.encode("gb2312", "ignore")
    traditional = character.encode("big5", "ignore")
    return b"\xb0" <= simplified[:1] <= b"\xd7" or b"\xa4" <= traditional[:1] <= b"\xc6"


def _csv_batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    names = [str(i) for i in range(len(file.headers))]

    def skip(row: pa.csv.InvalidRow) -> str:
        on_ragged(RaggedRow(row.number or 0, row.text.strip(file.delimiter + " \r\n")))
        return "skip"

    encoding = "utf-8" if file.encoding == "utf-8-sig" else file.encoding
    reader = pa.csv.open_csv(
        path,
        read_options=pa.csv.ReadOptions(
            use_threads=False, block_size=BLOCK_BYTES, encoding=encoding, column_names=names, skip_rows=1
        ),
        parse_options=pa.csv.ParseOptions(
            delimiter=file.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    try:
        for batch in reader:
            yield pa.Table.from_batches([batch])
    except (UnicodeDecodeError, pa.ArrowInvalid) as error:
        raise BadInput(
            "file_breaks_off",
            _("The file cannot be read to its end: %(why)s Save it again as CSV in UTF-8.") % {"why": error},
        ) from error


# --- workbooks


def _recognise_workbook(path: Path) -> Recognised:
    rows = [[_cell(c) for c in row] for row in islice(_workbook_rows(path), SAMPLE_ROWS + 1)]
    if not rows:
        raise BadInput("file_empty", _("The first sheet is empty. Put the sales on the first sheet."))
    return Recognised("xlsx", "", "", [cell.strip() for cell in rows[0]], rows[1:])


def _workbook_rows(path: Path) -> Iterator[list[object]]:
    try:
        yield from CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
    except CalamineError as error:
        raise BadInput("workbook_unreadable", _("This workbook cannot be opened. Save it as XLSX without a password and try again.")) from error


def _cell(value: object) -> str:
    match value:
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case _:
            return str(value)


def _workbook_batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    rows = _workbook_rows(path)
    next(rows)
    width = len(file.headers)
    while block := list(islice(rows, BATCH_ROWS)):
        texts = [[_cell(c) for c in row] for row in block]
        columns = {str(i): pa.array([row[i] for row in texts], pa.string()) for i in range(width)}
        yield pa.table(columns)


# --- Parquet


def _recognise_parquet(path: Path) -> Recognised:
    try:
        file = pq.ParquetFile(path)
        first = next(file.iter_batches(batch_size=SAMPLE_ROWS), None)
    except pa.ArrowInvalid as error:
        raise BadInput("parquet_unreadable", _("This Parquet file is damaged. Export it again and try once more.")) from error
    headers = file.schema_arrow.names
    table = _as_text(pa.Table.from_batches([first] if first is not None else [], file.schema_arrow))
    return Recognised("parquet", "", "", headers, [[c or "" for c in r.values()] for r in table.to_pylist()])


def _parquet_batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    for batch in pq.ParquetFile(path).iter_batches(batch_size=BATCH_ROWS):
        yield _as_text(pa.Table.from_batches([batch]))


def _as_text(table: pa.Table) -> pa.Table:
    columns = {str(i): pc.fill_null(_texts(c), "") for i, c in enumerate(table.columns)}
    return pa.table(columns)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):
        return _whole_without_point(column)
    return pc.cast(column, pa.string())


def _whole_without_point(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A customer number that a program kept as 17850.0 because some were missing is 17850."""
    whole = pc.and_(pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), 2.0**53))
    integers = pc.cast(pc.if_else(pc.fill_null(whole, False), column, None), pa.int64())
    texts = pc.if_else(pc.is_finite(column), pc.cast(column, pa.string()), "")
    return pc.coalesce(pc.cast(integers, pa.string()), texts)

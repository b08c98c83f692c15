"""Reads a table in a process of its own: ``python -m vitalfew.importing.files.table_process FILE [ROWS]``.

A workbook can only be read whole, and one of a thousand bytes can ask for all the memory there is; so can a Parquet
file. Here it fails alone, far from the pages and the jobs. The rows (of a workbook: of the first filled sheet) leave as
an Arrow stream of text columns.
"""

import json
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from vitalfew.importing.files.column_texts import as_text

BATCH_ROWS = 50_000
# A full sheet of a million rows and a dozen columns of text takes 1.4 GB.
MOST_MEMORY = 5 * 2**29
MOST_SECONDS = 300
MANY_DIGITS = 2**63
HEADINGS = b"headings"  # where the stream says the names of a file's columns
UNREADABLE, EMPTY, TOO_LARGE = 3, 4, 5  # exit codes; any other means that the limits were met


def main(path: str, most: int | None) -> int:
    """Write up to ``most`` rows to the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open(path, "rb") as file:  # noqa: PTH123 - as the caller named it
        is_parquet = file.read(4) == b"PAR1"
    return _parquet(path, most) if is_parquet else _workbook(path, most)


def _parquet(path: str, most: int | None) -> int:
    try:
        file = pq.ParquetFile(path)
        width, names = len(file.schema_arrow.names), json.dumps(file.schema_arrow.names)
        fields = [(str(i), pa.string()) for i in range(width)]
        schema = pa.schema(fields, metadata={HEADINGS: names.encode()})
        with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
            for batch in file.iter_batches(batch_size=most or BATCH_ROWS):
                stream.write_table(as_text(pa.Table.from_batches([batch])).cast(schema))
                if most is not None:
                    break
    except (MemoryError, pa.ArrowMemoryError):
        return TOO_LARGE
    except (pa.ArrowException, OSError):
        return UNREADABLE
    return 0


def _workbook(path: str, most: int | None) -> int:
    try:
        sheet = _first_filled(CalamineWorkbook.from_path(path))
    except CalamineError:
        return UNREADABLE
    if sheet is None:
        return EMPTY
    _write(islice(sheet.iter_rows(), most))
    return 0


def _first_filled(book: CalamineWorkbook) -> CalamineSheet | None:
    sheets = (book.get_sheet_by_index(i) for i in range(len(book.sheet_names)))
    return next((sheet for sheet in sheets if sheet.height), None)


def _write(rows: Iterator[Sequence[object]]) -> None:
    """The rows, a block at a time. A sheet is rectangular: all are as wide as the first."""
    block = list(islice(rows, BATCH_ROWS))
    schema = pa.schema([(str(i), pa.string()) for i in range(len(block[0]))])
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
        while block:
            texts = [[text_of(cell) for cell in row] for row in block]
            columns = [[row[i] for row in texts] for i in range(len(schema))]
            stream.write_batch(
                pa.record_batch([pa.array(c, pa.string()) for c in columns], schema=schema)
            )
            block = list(islice(rows, BATCH_ROWS))


def text_of(value: object) -> str:
    """A cell as its sheet shows it: 15 digits as Excel keeps them, so 0.1 + 0.2 is 0.3; whole numbers without a point.

    >>> text_of(17850.0), text_of(0.1 + 0.2), text_of(True)
    ('17850', '0.3', 'TRUE')
    """
    match value:
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < MANY_DIGITS:
            return str(int(value))
        case float():
            return format(value, ".15g")
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None))

"""CSV and its kin: recognised from the start of the file, read in blocks."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
from django.utils.translation import gettext as _

from vitalfew.importing.fields import ImportField
from vitalfew.importing.files.encodings import (
    SNIFFED_BYTES,
    guess_encoding,
    not_a_table,
    telling_part,
)
from vitalfew.importing.files.headings import heading_index
from vitalfew.importing.files.recognised import ROWS_SEEN, RaggedRow, Recognised
from vitalfew.kernel.errors import BadInput

BLOCK_BYTES = 1536 * 1024  # the reader keeps up to 32 of them ahead
DELIMITERS = ",\t;|"
_never_in_text = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")


def recognise(path: Path, fields: Sequence[ImportField], encoding: str = "") -> Recognised:
    """Read the start of a delimited file; ``encoding`` when a person says which it is."""
    with path.open("rb") as file:
        start = file.read(SNIFFED_BYTES)
    whole = len(start) < SNIFFED_BYTES
    encoding = encoding or guess_encoding(telling_part(path), whole=whole)
    text = _text(start, encoding, whole=whole)
    if not whole:
        text = text[: text.rfind("\n") + 1]
    delimiter = max(DELIMITERS, key=lambda d: _fitness(_rows(text, d)))
    rows = _rows(text, delimiter) or [[]]
    heading = heading_index(rows, fields)
    headers = [cell.strip() for cell in rows[heading]]
    first = [row for row in rows[heading + 1 :] if any(row)][:ROWS_SEEN]
    return Recognised("csv", encoding, delimiter, headers, first, heading + 1)


def _text(start: bytes, encoding: str, *, whole: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(start, final=whole)
    except UnicodeDecodeError as error:
        raise BadInput(
            "wrong_encoding",
            _("The file cannot be read in this encoding. Choose another one."),
        ) from error
    if _never_in_text.search(text):
        raise not_a_table()
    return text.removeprefix("\ufeff")


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return list(islice(reader, ROWS_SEEN + 20))
    except csv.Error as error:
        raise unclosed_quote() from error


def _fitness(rows: list[list[str]]) -> tuple[bool, float, int]:
    """How well a delimiter fits: most rows have the same number of cells, the more the better."""
    widths = Counter(len(row) for row in rows if row)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return width > 1, count / max(len(rows), 1), width


def unclosed_quote() -> BadInput:
    """A quotation mark that is opened and never closed makes one cell of all that follows."""
    return BadInput(
        "quote_not_closed",
        _(
            "A quotation mark in this file is opened and never closed, so that its rows cannot be told apart. "
            "Save it again as CSV from the program it came from, or as XLSX."
        ),
    )


def batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    """All rows under the heading, in blocks of a few megabytes."""
    try:
        for batch in _reader(path, file, on_ragged):
            yield pa.Table.from_batches([batch])
    except UnicodeDecodeError as error:
        raise _breaks_off() from error
    except pa.ArrowInvalid as error:
        raise unclosed_quote() if "straddl" in str(error) else _breaks_off() from error


def _breaks_off() -> BadInput:
    return BadInput(
        "encoding_changes",
        _(
            "Some characters further down in this file are not in the encoding of its beginning. "
            "Choose another encoding, or save the file again as CSV in UTF-8."
        ),
    )


def _reader(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> pa.csv.CSVStreamingReader:
    names = [str(i) for i in range(len(file.headers))]

    def skip(row: pa.csv.InvalidRow) -> str:
        on_ragged(RaggedRow(row.number or 0, row.text.strip(file.delimiter + " \r\n")))
        return "skip"

    return pa.csv.open_csv(
        path,
        read_options=pa.csv.ReadOptions(
            use_threads=False,
            block_size=BLOCK_BYTES,
            encoding="utf-8" if file.encoding == "utf-8-sig" else file.encoding,
            column_names=names,
            # As rows, not as lines: a heading may run over two lines within its quotes.
            skip_rows_after_names=file.heading_row,
        ),
        parse_options=pa.csv.ParseOptions(
            delimiter=file.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )

"""XLSX workbooks, and the older XLS."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pyarrow as pa
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from vitalfew.importing.ledger.headings import heading_index
from vitalfew.importing.ledger.recognised import ROWS_SEEN, RaggedRow, Recognised
from vitalfew.kernel.errors import BadInput

BATCH_ROWS = 50_000
# A full sheet of a million rows unpacks to well under this; a small file that unpacks to more is no ledger.
MAX_UNPACKED = 1_500_000_000
MAX_RATIO = 150
RATIO_MATTERS_ABOVE = 100_000_000
MANY_DIGITS = 2**63


def recognise(path: Path, encoding: str = "") -> Recognised:
    """Read the headings and first rows of the first sheet that has any."""
    rows = [[text_of(c) for c in row] for row in islice(_rows(path), ROWS_SEEN + 20)]
    if not rows:
        raise BadInput(
            "file_empty",
            _("This workbook is empty. Put the sales on its first sheet and try again."),
        )
    heading = heading_index(rows)
    headers = [cell.strip() for cell in rows[heading]]
    first = [row for row in rows[heading + 1 :] if any(row)][:ROWS_SEEN]
    return Recognised("xlsx", "", "", headers, first, heading + 1)


def batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    """All rows under the heading. A sheet is rectangular: none is ragged."""
    rows = islice(_rows(path), file.heading_row, None)
    width = len(file.headers)
    while block := list(islice(rows, BATCH_ROWS)):
        texts = [[text_of(c) for c in row] for row in block]
        yield pa.table(
            {str(i): pa.array([row[i] for row in texts], pa.string()) for i in range(width)}
        )


def _rows(path: Path) -> Iterator[Sequence[object]]:
    """The rows of the first sheet that has any, empty ones at the top included."""
    _check_size(path)
    try:
        sheet = _first_filled(CalamineWorkbook.from_path(str(path)))
        if sheet is not None:
            yield from sheet.iter_rows()
    except (CalamineError, zipfile.BadZipFile) as error:
        raise BadInput(
            "workbook_unreadable",
            _("This workbook cannot be opened. Save it as XLSX without a password and try again."),
        ) from error


def _first_filled(book: CalamineWorkbook) -> CalamineSheet | None:
    sheets = (book.get_sheet_by_index(i) for i in range(len(book.sheet_names)))
    return next((sheet for sheet in sheets if sheet.height), None)


def _check_size(path: Path) -> None:
    """Refuse a small file that unpacks to a huge one before unpacking it."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        packed = sum(entry.compress_size for entry in archive.infolist())
        unpacked = sum(entry.file_size for entry in archive.infolist())
    is_bomb = unpacked > RATIO_MATTERS_ABOVE and unpacked > packed * MAX_RATIO
    if unpacked > MAX_UNPACKED or is_bomb:
        raise BadInput(
            "workbook_too_large",
            _(
                "This workbook unpacks to more than we can read. Save its sheet as CSV and try again."
            ),
        )


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

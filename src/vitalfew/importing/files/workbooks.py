"""XLSX workbooks, and the older XLS."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from django.utils.translation import gettext as _

from vitalfew.importing.fields import ImportField
from vitalfew.importing.files import apart
from vitalfew.importing.files.headings import heading_index
from vitalfew.importing.files.recognised import ROWS_SEEN, RaggedRow, Recognised
from vitalfew.kernel.errors import BadInput

# A full sheet of a million rows unpacks to well under this; a small file that unpacks to more is no ledger.
MAX_UNPACKED = 1_500_000_000
MAX_RATIO = 150
RATIO_MATTERS_ABOVE = 100_000_000


def recognise(path: Path, fields: Sequence[ImportField], encoding: str = "") -> Recognised:
    """Read the headings and first rows of the first sheet that has any."""
    tables = list(_tables(path, most=ROWS_SEEN + 20))
    rows = [list(row.values()) for table in tables for row in table.to_pylist()]
    heading = heading_index(rows, fields)
    headers = [cell.strip() for cell in rows[heading]]
    first = [row for row in rows[heading + 1 :] if any(row)][:ROWS_SEEN]
    return Recognised("xlsx", "", "", headers, first, heading + 1)


def batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    """All rows under the heading. A sheet is rectangular: none is ragged."""
    above = file.heading_row
    for table in _tables(path):
        below = table.slice(above)
        above = max(above - table.num_rows, 0)
        if below.num_rows:
            yield below


def _tables(path: Path, most: int | None = None) -> Iterator[pa.Table]:
    """The rows of the first sheet that has any, empty ones at the top included."""
    _check_size(path)
    yield from apart.tables(path, _refusal, most)


def _refusal(code: int) -> BadInput:
    """Why a workbook could not be read, by the exit code of its process."""
    match code:
        case apart.EMPTY:
            return BadInput(
                "file_empty",
                _("This workbook is empty. Put the rows on its first sheet and try again."),
            )
        case apart.UNREADABLE:
            return BadInput(
                "workbook_unreadable",
                _(
                    "This workbook cannot be opened. Save it as XLSX without a password and try again."
                ),
            )
        case _:
            return too_large()


def too_large() -> BadInput:
    """A workbook that would take more memory than reading one may."""
    return BadInput(
        "workbook_too_large",
        _("This workbook unpacks to more than we can read. Save its sheet as CSV and try again."),
    )


def _check_size(path: Path) -> None:
    """Refuse a small file that unpacks to a huge one before unpacking it."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            packed = sum(entry.compress_size for entry in archive.infolist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _refusal(apart.UNREADABLE) from error
    is_bomb = unpacked > RATIO_MATTERS_ABOVE and unpacked > packed * MAX_RATIO
    if unpacked > MAX_UNPACKED or is_bomb:
        raise too_large()

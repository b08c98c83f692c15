"""Opening a ledger file: what it is, its headings, its first rows, and then all rows in batches of text columns.

Every cell leaves here as text, as it stands in the file: leading zeros and 18-digit numbers stay what they are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pyarrow as pa
from django.utils.translation import gettext as _

from vitalfew.importing.fields import ImportField
from vitalfew.importing.files import cards, delimited, parquet, workbooks
from vitalfew.importing.files.recognised import CELL_SHOWN, MAX_COLUMNS, RaggedRow, Recognised
from vitalfew.kernel.errors import BadInput

READERS: dict[str, ModuleType] = {
    "csv": delimited,
    "xlsx": workbooks,
    "parquet": parquet,
    "vcard": cards,
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and XLSX under a password


def recognise(path: Path, fields: Sequence[ImportField], encoding: str = "") -> Recognised:
    """Find out what the file is; BadInput says what is wrong with it. By ``fields`` its headings are known."""
    seen: Recognised = READERS[_format(path)].recognise(path, fields, encoding)
    if len(seen.headers) < 2:
        raise BadInput(
            "one_column",
            _("Only one column was found. Each thing needs a column of its own, with a heading."),
        )
    if len(seen.headers) > MAX_COLUMNS:
        raise BadInput(
            "too_many_columns",
            _(
                "This file has %(count)d columns; up to %(most)d can be read. Leave out those that are not needed."
            )
            % {"count": len(seen.headers), "most": MAX_COLUMNS},
        )
    if not seen.rows:
        raise BadInput(
            "no_rows",
            _("This file has headings but no rows under them. Choose the file that has the rows."),
        )
    return replace(seen, headers=_shown(seen.headers), rows=[_shown(row) for row in seen.rows])


def _format(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise BadInput("file_empty", _("The file is empty. Choose the file you exported to."))
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(cards.BEGIN.encode()):
        return "vcard"
    return "xlsx" if start.startswith((b"PK", OLE)) else "csv"


def _shown(cells: list[str]) -> list[str]:
    """Cells as a page can show them and the database can keep them."""
    return [cell.replace("\x00", "")[:CELL_SHOWN] for cell in cells]


def batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    """All rows, as tables of text columns named "0", "1", … and never the whole file at once."""
    yield from READERS[file.format].batches(path, file, on_ragged)

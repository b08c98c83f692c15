"""Parquet files, as other programs and data warehouses write them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from django.utils.translation import gettext as _

from vitalfew.importing.fields import ImportField
from vitalfew.importing.files import apart
from vitalfew.importing.files.recognised import ROWS_SEEN, RaggedRow, Recognised
from vitalfew.kernel.errors import BadInput


def recognise(path: Path, fields: Sequence[ImportField], encoding: str = "") -> Recognised:
    """Read the schema and the first rows."""
    found = apart.table(path, _refusal, most=ROWS_SEEN)
    rows = [list(row.values()) for row in found.to_pylist()]
    return Recognised("parquet", "", "", apart.headings(found), rows)


def batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    """All rows. Columns are of one length: none is ragged."""
    yield from apart.tables(path, _refusal)


def _refusal(code: int) -> BadInput:
    if code == apart.UNREADABLE:
        return BadInput(
            "parquet_unreadable",
            _("This Parquet file is damaged. Export it again and try once more."),
        )
    return BadInput(
        "parquet_too_large",
        _("This Parquet file unpacks to more than we can read. Export it in parts and try again."),
    )

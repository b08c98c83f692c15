"""A list as an XLSX workbook: numbers, days and times are real cells, and no text is ever a formula.

Rows go to disk as they come, so memory stays small. The file is finished before it is sent: half of one never leaves
the house. That takes time, so there is a limit to its rows; a CSV file has none.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite

import xlsxwriter
from django.db.models import Model, QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from vitalfew.kernel.errors import BadInput
from vitalfew.kernel.formulas import is_formula
from vitalfew.web.listing.columns import Column
from vitalfew.web.listing.export import ROWS_AT_ONCE
from vitalfew.web.listing.files import file_name
from vitalfew.web.numbers import number

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000
LONGEST_SHEET_NAME = 31
LONGEST_TEXT = 32_767  # characters in a cell
EXACT_DIGITS = 15  # a spreadsheet keeps no more
FIRST_YEAR = 1900
FORMATS: dict[str, dict[str, object]] = {
    "head": {"bold": True, "bottom": 1},
    "quoted": {"quote_prefix": True},
    "number": {"num_format": "#,##0.##########"},
    "money": {"num_format": "#,##0.00"},
    "percent": {"num_format": "0.0%"},
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm:ss"},
}
WIDTHS = {"text": 24, "number": 12, "money": 16, "percent": 10, "date": 12, "datetime": 20}
type Formats = dict[str, Format]
type Reader[Row] = Callable[[Row], object]


def xlsx_file[Row: Model](
    key: str, columns: Sequence[Column[Row]], rows: QuerySet[Row], most: int = MOST_ROWS
) -> FileResponse:
    """The rows as a workbook; BadInput for more than ``most``, which would keep a reader waiting for minutes."""
    if rows.order_by().values("pk")[: most + 1].count() > most:
        raise BadInput(
            "too_many_rows",
            _("A workbook takes at most %(most)s rows. Narrow the list, or take the CSV file, which takes them all.")
            % {"most": number(most)},
        )  # fmt: skip
    whole = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with xlsxwriter.Workbook(whole, {"constant_memory": True}) as book:
        _fill(book, key, columns, rows.iterator(chunk_size=ROWS_AT_ONCE))
    whole.seek(0)
    name = file_name(key, "xlsx")
    return FileResponse(whole, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


def _fill[Row: Model](
    book: Workbook, key: str, columns: Sequence[Column[Row]], rows: Iterator[Row]
) -> None:
    """One sheet with all rows."""
    formats = {name: book.add_format(look) for name, look in FORMATS.items()}
    cells = [(at, column.reader(), column.kind) for at, column in enumerate(columns)]
    sheet = book.add_worksheet(key[:LONGEST_SHEET_NAME])
    _head(sheet, columns, formats)
    for at, row in enumerate(rows, 1):
        _row(sheet, at, row, cells, formats)


def _head[Row: Model](sheet: Worksheet, columns: Iterable[Column[Row]], formats: Formats) -> None:
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, WIDTHS[column.kind])
        sheet.write_string(0, at, str(column.label), formats["head"])


def _row[Row: Model](
    sheet: Worksheet,
    at: int,
    row: Row,
    cells: Sequence[tuple[int, Reader[Row], str]],
    formats: Formats,
) -> None:
    for place, read, kind in cells:
        value = read(row)
        if value is not None and value != "":
            _write(sheet, at, place, value, kind, formats)


def _write(
    sheet: Worksheet, at: int, place: int, value: object, kind: str, formats: Formats
) -> None:
    """One cell by the type of its value, never by what its text looks like."""
    match value:
        case bool():
            sheet.write_boolean(at, place, value)
        case int() | float() | Decimal() if _fits(value):
            sheet.write_number(at, place, float(value), formats.get(kind))
        case datetime() if value.year >= FIRST_YEAR:
            moment = timezone.localtime(value).replace(tzinfo=None)
            sheet.write_datetime(at, place, moment, formats["datetime"])
        case date() if value.year >= FIRST_YEAR:
            sheet.write_datetime(at, place, value, formats["date"])
        case _:
            text = str(value)[:LONGEST_TEXT]
            # Quoted, it also stays a text when somebody types into its cell.
            sheet.write_string(at, place, text, formats["quoted"] if is_formula(text) else None)


def _fits(value: float | Decimal) -> bool:
    """Whether a spreadsheet keeps the number as it is; if not, it is written as text."""
    if isinstance(value, float):
        return isfinite(value)
    exact = Decimal(value)
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= EXACT_DIGITS

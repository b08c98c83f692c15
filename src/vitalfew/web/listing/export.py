"""A list as a CSV file that Excel opens right: UTF-8 with a byte-order mark, and no cell taken for a formula."""

import csv
from collections.abc import Iterator, Sequence

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse

from vitalfew.web.listing.columns import Column, for_file
from vitalfew.web.listing.files import file_name

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
ROWS_AT_ONCE = 2000


class Line:
    """What csv.writer writes to: hands each line on instead of keeping it."""

    def write(self, text: str) -> str:
        """The line itself."""
        return text


def csv_file[Row: Model](
    key: str, columns: Sequence[Column[Row]], rows: QuerySet[Row]
) -> StreamingHttpResponse:
    """Stream the rows; memory stays small however many they are."""
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(key, "csv")}"'
    return response


def _lines[Row: Model](columns: Sequence[Column[Row]], rows: QuerySet[Row]) -> Iterator[str]:
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK
    yield writer.writerow([str(column.label) for column in columns])
    readers = [column.reader() for column in columns]
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield writer.writerow([for_file(read(row)) for read in readers])

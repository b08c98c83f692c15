"""Files too large to be made while somebody waits: whoever makes them beside the pages is put in here.

A view that is asked for such a file answers with that app's page; the same view, asked with a ``FileRequest``, makes
the file however long it takes. So a file made later went through the same rights, filters and fields as any other.
"""

from collections.abc import Callable

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase

LARGE = 5_000  # rows that a workbook of twelve columns takes a second or two for


class FileRequest(HttpRequest):
    """A request of nobody who waits, for a file alone."""


type Maker = Callable[[HttpRequest, int], HttpResponseBase]
_makers: list[Maker] = []


def make_large_files_with(maker: Maker) -> None:
    """Let ``maker`` answer whoever asks for a large file, with its number of rows; call it in ``AppConfig.ready``."""
    _makers[:] = [maker]


def instead_of_large[Row: Model](
    request: HttpRequest, rows: QuerySet[Row]
) -> HttpResponseBase | None:
    """What is answered in place of a file of these rows; None where it is made at once."""
    if isinstance(request, FileRequest) or not _makers:
        return None
    bare = rows.order_by().values("pk")
    if bare[: LARGE + 1].count() <= LARGE:
        return None
    return _makers[0](request, bare.count())

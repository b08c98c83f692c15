"""Lists by their key, for whoever wants the rows of an address without showing them: a program that opens a view."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from vitalfew.web.listing.declaration import Listing

type Made = Callable[[Any], tuple[Listing[Any], QuerySet[Any]]]
_made: dict[str, Made] = {}


def answer_programs(key: str, made: Made) -> None:
    """Say how a member's list and its rows are made; the list has the filters of that member, and no others."""
    _made[key] = made


def rows_asked(key: str, actor: object, query: str) -> QuerySet[Any]:
    """The rows that search and filters of an address leave of a member's list; BadInput for what cannot be read."""
    listing, rows = _made[key](actor)
    request = HttpRequest()
    request.GET = QueryDict(query)
    return listing.filtered(request, rows)

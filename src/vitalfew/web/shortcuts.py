"""Answering a request: the whole page, or the named part of the same template that htmx asked for."""

from collections.abc import Callable, Mapping
from typing import cast

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

LONGEST_SEARCH = 200
STANDS_FOR_KEY = 9_876_543_210


class PageRequest(HttpRequest):
    """A request that went through the middleware of the product."""

    htmx: HtmxDetails


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asked for a part to swap in, not for the page itself."""
    htmx = cast(PageRequest, request).htmx
    return bool(htmx) and request.headers.get("HX-Request-Type", "partial") == "partial"


def words_asked(asked: QueryDict) -> str:
    """What is searched for, without what no database can hold and no person types."""
    return asked.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()


def by_key(url_name: str) -> Callable[[Model], str]:
    """The address of each row by its key, worked out once: a list asks for a hundred."""
    before, after = reverse(url_name, args=[STANDS_FOR_KEY]).split(str(STANDS_FOR_KEY))
    return lambda row: f"{before}{row.pk}{after}"


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render ``template``, or only its ``{% partialdef part %}`` when htmx asks."""
    name = f"{template}#{part}" if part and wants_part(request) else template
    response = render(request, name, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response

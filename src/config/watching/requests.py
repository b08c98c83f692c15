"""Follows each request through: a line in the log, figures for whoever watches, a note of slow questions."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.watching.figures import note_request
from config.watching.logs import REQUESTS

SLOW_QUERY_SECONDS = 1.0
LONGEST_SHOWN = 300
log = logging.getLogger(REQUESTS)
type Answer = Callable[[HttpRequest], HttpResponseBase]


@dataclass
class Questions:
    """Counts what one request asks the database."""

    count: int = 0
    seconds: float = 0.0

    def __call__(
        self,
        ask: Callable[..., Any],
        sql: object,
        params: object,
        many: bool,
        context: dict[str, Any],
    ) -> Any:  # noqa: ANN401
        """Ask, and note how long it took; the values asked for are never written."""
        begun = time.perf_counter()
        try:
            return ask(sql, params, many, context)
        finally:
            took = time.perf_counter() - begun
            self.count += 1
            self.seconds += took
            if took > SLOW_QUERY_SECONDS:
                shown = " ".join(str(sql).split())[:LONGEST_SHOWN]
                log.warning("slow query: %s", shown, extra={"query_ms": round(took * 1000)})


class RequestLogMiddleware:
    """The first of all: whatever happens behind it is noted."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then note it."""
        begun, asked = time.perf_counter(), Questions()
        with connection.execute_wrapper(asked):
            response = self.get_response(request)
        seconds = time.perf_counter() - begun
        route = route_of(request)
        note_request(request.method or "", route, response.status_code, seconds)
        log.info(
            "request",
            extra={
                "request": response.headers.get("X-Request-ID", ""),
                "member": member_of(request),
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "queries": asked.count,
                "query_ms": round(asked.seconds * 1000, 1),
            },
        )
        return response


def route_of(request: HttpRequest) -> str:
    """The name of the route; a path may hold what somebody typed, or a secret."""
    match = request.resolver_match
    return (match.view_name or "-") if match else "-"


def member_of(request: HttpRequest) -> int | None:
    """The number of the member, when somebody asked who it is; asks nobody itself."""
    known = getattr(request, "_cached_user", None)
    return getattr(known, "pk", None)

"""Answers whoever watches the product before anything needs the database: also when it is away."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.watching.figures import figures
from config.watching.health import alive, ready
from config.watching.lookout import lookout
from vitalfew.web.api import come_back_later

type Answer = Callable[[HttpRequest], HttpResponseBase]
WATCHED: dict[str, Answer] = {"/healthz": alive, "/readyz": ready, "/metrics": figures}


class WatchMiddleware:
    """Health and figures at their addresses; everything else goes on."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or let somebody else answer."""
        return WATCHED.get(request.path, self.get_response)(request)


class LookoutMiddleware:
    """While the database says nothing, says so at once; stands behind what needs no database."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or let somebody else answer."""
        lookout.begin()
        return come_back_later() if lookout.is_silent else self.get_response(request)

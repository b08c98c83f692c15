"""Works out a member's rights once for each request."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vitalfew.access.rights import remembered


class RightsMiddleware:
    """Remembers rights for the length of one request: the next one sees every change."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a fresh memory."""
        with remembered():
            return self.get_response(request)

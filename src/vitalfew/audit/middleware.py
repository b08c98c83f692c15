"""Lets the history know whose request it is."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vitalfew.audit.context import Doing, new_request_id, tell

REQUEST_ID = "X-Request-ID"


class HistoryMiddleware:
    """Every change that a request makes carries its sender and its name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Tell, answer, and put the request's name on the answer."""
        member = request.user.pk  # None for a stranger
        name = new_request_id()
        tell(Doing(member, getattr(request, "via", "page"), name))
        response = self.get_response(request)
        response[REQUEST_ID] = name
        return response

"""Calls of programs: whose they are, and answers that programs can read."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from vitalfew.api.actions import token_of, too_many
from vitalfew.api.models import Token
from vitalfew.web.api import PROBLEM, problem

PREFIX = "/api/"


class ProgramRequest(HttpRequest):
    """A call that came by a token."""

    token: Token | None
    via: str
    tells_problems: bool


class TokenMiddleware:
    """A call is whoever's token it brings; a browser's session counts for nothing here, so no page can misuse it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a program, or leave a page alone."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        token = _come_by_token(request)
        wait = too_many(token) if token else 0
        if wait:
            sentence = _("This token calls too often. Wait a few seconds, then go on.")
            answer = problem(429, "too_many_calls", sentence)
            answer["Retry-After"] = str(wait)
            return answer
        return _for_programs(self.get_response(request))


def _come_by_token(request: HttpRequest) -> Token | None:
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    request.session = type(request.session)()
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    token = token_of(secret.strip()) if kind.lower() == "bearer" and secret else None
    request.user = token.member if token else AnonymousUser()
    request.token = token  # type: ignore[attr-defined]
    request.via, request.tells_problems = "api", True  # type: ignore[attr-defined]
    return token


def _for_programs(response: HttpResponseBase) -> HttpResponseBase:
    """A page that says what went wrong, as a problem."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code < 300 or kind.startswith((PROBLEM, "application/json")):
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    status = 403 if response.status_code < 400 else response.status_code
    sentences = {
        400: _("This cannot be read. Send JSON, as the description of the API says."),
        403: _("This member must sign in on a page first, and do what is asked for there."),
        404: _("There is nothing at this address. Look into the description of the API."),
        405: _("This address does not know the method. Look into the description of the API."),
        413: _("This is too much at once. Send less."),
    }
    fault = _("Something went wrong here; nothing was changed. Try again later.")
    answer = problem(status, f"http_{status}", sentences.get(status, fault))
    if "Allow" in response.headers:
        answer["Allow"] = response.headers["Allow"]
    return answer

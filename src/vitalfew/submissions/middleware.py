"""Finds the one-time key of what is sent: ``{% once %}`` in a form, or the header Idempotency-Key."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vitalfew.identity.api import Member
from vitalfew.submissions.actions import Sent, SentBefore, digest_of, once
from vitalfew.web.api import leads_to_secret, show_error

FIELD = "_once"
HEADER = "Idempotency-Key"
LONGEST_KEY = 64
UNSAID = {FIELD, "csrfmiddlewaretoken"}  # differ though the same thing is said


class OnceMiddleware:
    """Whatever a member sends with a key is done once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or answer again as the first time."""
        key = self._key(request)
        if not key or not isinstance(request.user, Member):
            return self.get_response(request)
        sent = Sent(key, request.path[:200], _digest(request))
        try:
            return once(request.user, sent, lambda: self.get_response(request))
        except SentBefore as error:
            return show_error(request, error.status, error.sentence)

    def _key(self, request: HttpRequest) -> str:
        if request.method != "POST" or leads_to_secret(request):
            return ""
        sent = request.headers.get(HEADER) or request.POST.get(FIELD, "")
        return sent.replace("\x00", "")[:LONGEST_KEY]  # no database keeps a NUL


def _digest(request: HttpRequest) -> str:
    said = [
        (name, value)
        for name, values in sorted(request.POST.lists())
        if name not in UNSAID
        for value in values
    ]
    files = [
        (name, f"{file.name} {file.size}")
        for name, sent in sorted(request.FILES.lists())
        for file in sent
    ]
    return digest_of([*said, *files])

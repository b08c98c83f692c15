"""The one place that shows errors: a page for a person who came by a link, a note at the corner for htmx."""

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import LockNotAvailable, QueryCanceled

from vitalfew.kernel.errors import ProductError
from vitalfew.kernel.room import NoRoom, has_room, is_full
from vitalfew.web.problems import problem
from vitalfew.web.secrets_asked import leads_to_secret
from vitalfew.web.shortcuts import wants_part

HELD = gettext_lazy(
    "Somebody else is changing the same thing just now; nothing of yours was changed. "
    "Wait a moment and try again."
)
TOO_LONG = gettext_lazy(
    "This took too long and was stopped; nothing was changed. "
    "Narrow the search or the filters and try again."
)
SECONDS_TO_COME_BACK = 5
CHUNK = 64 * 2**10
# The server cannot take us now, stops, or takes no more connections.
AWAY = {"57P01", "57P02", "57P03", "53300", "25P03"}
FORM = "application/x-www-form-urlencoded"
NOT_TYPED = {"csrfmiddlewaretoken", "_once"}
# What is refused now may be taken in a while: nobody shall type it anew.
ANOTHER_TIME = {503, 507}
type Answer = Callable[[HttpRequest], HttpResponseBase]


class HearOutMiddleware:
    """Where there is no room, reads what was left unread: a browser listens to nothing before it has sent everything.

    Every other answer goes at once: who sends slowly shall keep nobody waiting.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and let the other side finish."""
        response = self.get_response(request)
        if response.status_code != NoRoom.status:
            return response
        heard = 0
        with suppress(OSError):  # gone away meanwhile
            while heard <= settings.LARGEST_LEDGER and (part := request.read(CHUNK)):
                heard += len(part)
        return response


class RoomMiddleware:
    """Refuses to store anything more while the last of the disk can still keep the reading going."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say that there is no room."""
        if _writes(request) and not has_room():
            if request.content_type == FORM:
                request.POST  # noqa: B018 - it is sent again from the page
            return show_error(request, NoRoom.status, NoRoom().sentence)
        return self.get_response(request)


class ProductErrorMiddleware:
    """Turns what the product refuses into an answer with the right status and words."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and see to sign-ins that htmx cannot draw."""
        response = self.get_response(request)
        return (
            leave_for_sign_in(request, response) if _must_sign_in(request, response) else response
        )

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the errors of the trade; anything else is a fault and goes on to the log and the 500 page."""
        refused = refusal_of(error)
        if refused is not None:
            status, sentence, seconds = refused
            return coming_back(show_error(request, status, sentence), seconds)
        if wants_part(request) and isinstance(error, Http404):
            return show_error(
                request, 404, _("This is not there any more. Reload the page to see what is.")
            )
        if wants_part(request) and isinstance(error, PermissionDenied):
            return show_error(
                request, 403, _("You may not do this. An administrator can give you the right.")
            )
        return None


def refusal_of(error: Exception) -> tuple[int, str, object] | None:
    """Status, sentence, and when it is worth trying again, of what is no fault of the program's; None for a fault."""
    if isinstance(error, ProductError):
        return error.status, error.sentence, error.data.get("retry_after")
    if is_full(error):
        return refusal_of(NoRoom())
    if isinstance(error.__cause__, LockNotAvailable):
        return 503, str(HELD), SECONDS_TO_COME_BACK
    if isinstance(error.__cause__, QueryCanceled):
        return 503, str(TOO_LONG), None
    return None


def coming_back(response: HttpResponse, seconds: object) -> HttpResponse:
    """Say when it is worth trying again."""
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def is_away(error: BaseException) -> bool:
    """Whether the database is not there, has no room for one more, or lost the connection: a matter of waiting."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state in AWAY or state.startswith("08") or state == "55P03"


def come_back_later() -> HttpResponse:
    """The database is away: a page that needs none, and when to come back."""
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(SECONDS_TO_COME_BACK)
    return response


def show_error(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The sentence on a page of its own, or as a note that leaves everything typed where it is."""
    if getattr(request, "tells_problems", False):
        return problem(status, f"http_{status}", sentence)
    if not wants_part(request):
        again = sent_again(request) if status in ANOTHER_TIME else []
        context = {"sentence": sentence, "status": status, "again": again}
        return render(request, "web/error.html", context, status=status)
    response = render(
        request, "web/toast.html", {"sentence": sentence, "is_error": True}, status=status
    )
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    return response


def sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form said, for the button that sends it once more; nothing where it held a file or a secret."""
    if request.method != "POST" or request.content_type != FORM or leads_to_secret(request):
        return []
    said = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
        for value in values
    ]
    return [] if any("password" in name for name, _value in said) else said


def _writes(request: HttpRequest) -> bool:
    """Whether a member or a program is about to store something; coming and going take next to no room."""
    is_inside = request.user.is_authenticated and request.path != resolve_url(settings.SIGN_OUT_URL)
    return is_inside and request.method not in {"GET", "HEAD", "OPTIONS", "TRACE"}


def _must_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether htmx is being sent to the sign-in page, which would be drawn inside a part of this one."""
    if not wants_part(request) or response.status_code != 302:
        return False
    return response.headers.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))


def leave_for_sign_in(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """Let the whole browser window go to the sign-in page and come back to this one."""
    here = request.headers.get("HX-Current-URL", "")
    query = urlencode({"next": here.partition(request.get_host())[2] or "/"})
    answer = HttpResponse(status=200)
    answer["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{query}"
    return answer

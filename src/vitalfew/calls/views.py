"""Who is calling.

Who opens this: whoever picks up the phone, or sees a number that they missed. They type or paste it in any writing, or
a telephone system put it on their screen; next they open the customer, or note an inquiry with the number filled in.
"""

import json
from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vitalfew.access.api import Verb, may, require
from vitalfew.calls.models import Call
from vitalfew.calls.policies import SHOWN_HERE
from vitalfew.calls.queries import Caller, caller, calls_after, latest_calls
from vitalfew.customers.api import CUSTOMERS
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.inquiries.api import INQUIRIES
from vitalfew.web.api import page, words_asked

ASK_AGAIN_MS = 2000
LONGEST_KEY = 18  # digits
A_YEAR = 365 * 24 * 3600


@require_GET
def lookup(request: MemberRequest) -> HttpResponse:
    """Whose number it is: one, several, or nobody's."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    words = words_asked(request.GET)
    context = {
        "words": words,
        "caller": caller(request.user, words) if words else None,
        "may_note": may(request.user, INQUIRIES, Verb.CREATE),
        "calls": [(call, caller(request.user, call.number)) for call in latest_calls(request.user)],
        "is_on": request.COOKIES.get(SHOWN_HERE) == "on",
    }
    return page(request, "calls/lookup.html", context, part="answer")


@require_POST
def screen(request: MemberRequest) -> HttpResponse:
    """Callers come up in this browser from now on, or no longer."""
    response = redirect("calls:lookup")
    if request.POST.get("on") == "1":
        response.set_cookie(
            SHOWN_HERE,
            "on",
            max_age=A_YEAR,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    else:
        response.delete_cookie(SHOWN_HERE, samesite="Lax")
    return response


@require_GET
def stream(request: MemberRequest) -> HttpResponse:
    """The calls that this screen has not seen, as server-sent events; the browser asks again by itself.

    The answer ends at once: a thread of the server is never held by a screen that waits.
    """
    after = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    known = after[:LONGEST_KEY]
    last = int(known) if known.isascii() and known.isdecimal() else None
    text = "".join(_events(request.user, calls_after(request.user, last)))
    response = HttpResponse(f"retry: {ASK_AGAIN_MS}\n\n{text}", content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    return response


def _events(member: Member, calls: list[Call]) -> Iterator[str]:
    for call in calls:
        told = _told(caller(member, call.number))
        yield f"id: {call.pk}\ndata: {json.dumps(told)}\n\n"


def _told(found: Caller) -> dict[str, str]:
    """A caller as one line and the page it leads to."""
    word = _("Open the page") if len(found.matches) == 1 else _("Look it up")
    return {"text": _line(found), "url": _page_of(found), "open": word}


def _line(found: Caller) -> str:
    if len(found.matches) == 1:
        (match,) = found.matches
        who = (
            match.customer.name if match.contact is None else f"{match.contact} · {match.customer}"
        )
        return _("Call from %(who)s") % {"who": who}
    if found.matches:
        return _("Call from %(number)s: several customers have this number") % {
            "number": found.asked
        }
    if found.is_others:
        return _("Call from %(number)s: a customer of another colleague") % {"number": found.asked}
    if found.is_unknown:
        return _("Call from %(number)s: nobody known") % {"number": found.asked}
    return _("Call from %(number)s") % {"number": found.asked}


def _page_of(found: Caller) -> str:
    return found.matches[0].url if len(found.matches) == 1 else found.lookup_url

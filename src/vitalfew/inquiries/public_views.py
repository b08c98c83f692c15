"""The form for strangers, at its own address or in a frame of a named site; no sign-in, no cookie.

Somebody with a question opens this, on a phone most likely; they want to be sure that it arrived.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import build_policy
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from vitalfew.inquiries.models import WebForm
from vitalfew.inquiries.public import (
    NotOpened,
    TooManySent,
    confirm,
    count_knock,
    form_at,
    new_stamp,
    read_stamp,
    send,
    waiting,
)
from vitalfew.inquiries.public_forms import PublicForm
from vitalfew.inquiries.words import State
from vitalfew.kernel.errors import ProductError

MOST_BYTES = 100_000
LANGUAGES = {code for code, _name in settings.LANGUAGES}


class TooLarge(ProductError):
    """More than any person types."""

    status = 413


type View = Callable[[HttpRequest, WebForm], HttpResponse]


def framed(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """In the form's language, and in a frame of the sites that the form names alone."""

    @wraps(view)
    def answer(request: HttpRequest, key: str) -> HttpResponse:
        form = form_at(key)
        asked = request.GET.get("lang", "")
        language = form.language or (asked if asked in LANGUAGES else get_language() or "en")
        with override(language):
            response = view(request, form)
        if form.origins:
            policy: dict[str, Any] = dict(settings.SECURE_CSP)
            policy["frame-ancestors"] = ["'self'", *form.origins]
            response["Content-Security-Policy"] = build_policy(policy)
            response.xframe_options_exempt = True
        return response

    return answer


@csrf_exempt  # the stamp is the proof: in a frame of another site there is no cookie to compare with
@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
@framed
def ask(request: HttpRequest, form: WebForm) -> HttpResponse:
    """The form."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TooLarge(
            "too_large", gettext("That is too much text. Shorten it, then send it again.")
        )
    if request.method != "POST":
        return _show(request, form, PublicForm(of=form, initial={"stamp": new_stamp(form)}))
    typed = PublicForm(request.POST, of=form)
    try:
        stamp = read_stamp(form, request.POST.get("stamp", ""))
        if not typed.is_valid():
            return _show(request, form, typed, 422)
        if stamp.is_hasty:
            typed.add_error(
                None, gettext("That was very quick. Look it over once more, then send it.")
            )
            return _show(request, form, typed, 422)
        count_knock(request)
        if not typed.is_trapped:
            send(form=form, stamp=stamp, facts=typed.facts, link_base=_link_base(request))
    except NotOpened as error:
        return _again(request, form, error)
    except TooManySent as error:
        typed.add_error(None, error.sentence)
        return _show(request, form, typed, error.status)
    return redirect(_address("ask:thanks", request, form))


def _again(request: HttpRequest, form: WebForm, error: NotOpened) -> HttpResponse:
    """What was typed, under a stamp of now."""
    sent = request.POST.copy()
    sent["stamp"] = new_stamp(form)
    typed = PublicForm(sent, of=form)
    typed.add_error(None, error.sentence)
    return _show(request, form, typed, error.status)


def _link_base(request: HttpRequest) -> str:
    path = reverse("ask:confirm", args=["TOKEN"])
    base: str = settings.PUBLIC_ADDRESS
    return f"{base.rstrip('/')}{path}" if base else request.build_absolute_uri(path)


def _address(name: str, request: HttpRequest, form: WebForm) -> str:
    asked = request.GET.get("lang", "")
    return reverse(name, args=[form.key]) + (f"?lang={asked}" if asked in LANGUAGES else "")


def _show(
    request: HttpRequest, form: WebForm, typed: PublicForm, status: int = 200
) -> HttpResponse:
    context = {"kept": form, "form": typed, "language": get_language()}
    return render(request, "inquiries/ask.html", context, status=status)


@never_cache
@login_not_required
@require_GET
@framed
def thanks(request: HttpRequest, form: WebForm) -> HttpResponse:
    """It arrived."""
    return render(request, "inquiries/thanks.html", {"kept": form, "language": get_language()})


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: a button, since mail programs open links by themselves."""
    inquiry = confirm(token) if request.method == "POST" else waiting(token)
    context = {"is_done": inquiry.state != State.UNCONFIRMED, "kept": inquiry.form}
    return render(request, "inquiries/confirm.html", context)

"""The switches of the frame, the page of all components, and the word whether the product is well."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_GET, require_POST

from vitalfew.web import preferences, samples
from vitalfew.web.middleware import come_back_later, is_away, show_error
from vitalfew.web.shortcuts import wants_part


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request))
    if chosen in dict(settings.LANGUAGES):
        preferences.keep(request, response, language=chosen)
    return response


@login_not_required
@require_POST
def switch_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(safe_next(request))
    if chosen in preferences.THEMES:
        preferences.keep(request, response, theme=chosen)
    return response


def safe_next(request: HttpRequest) -> str:
    """Where the form was sent from, never another site."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Every component once, with made-up content: for designers, screenshots and tests."""
    return render(request, "web/style.html", samples.everything())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof of origin is missing or too old; ``reason`` is for developers and stays in the log."""
    if wants_part(request):
        return show_error(
            request,
            403,
            _("The form was too old: reload the page and send it again. Nothing was changed."),
        )
    return render(request, "web/csrf_failure.html", {"layout": "web/door.html"}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or a database that is away just now: then the page says so, and when to come back."""
    fault = sys.exception()
    if fault is None or not is_away(fault):
        return defaults.server_error(request)
    return come_back_later()

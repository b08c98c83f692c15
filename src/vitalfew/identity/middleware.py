"""Says who asks, answers each request in the language of the person who sent it, notes where they are signed in, and
asks administrators for the second factor the company wants.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from vitalfew.identity.models import Member
from vitalfew.identity.second_factors import must_set_up
from vitalfew.identity.sessions import has_run_out, note_session, was_seen_lately
from vitalfew.web.api import THEME_COOKIE, THEMES, Preferences, activate_preferences


class SignedInMiddleware(AuthenticationMiddleware):
    """Says who asks: the member, not a stand-in that is asked for each attribute of theirs (some thousand a page)."""

    def process_request(self, request: HttpRequest) -> None:
        """Look the member up; every page needs them anyway."""
        super().process_request(request)
        request.user = get_user(request)


class PreferencesMiddleware:
    """Activates language, colours and amounts: the member's own, or what the browser says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate, then answer."""
        chosen = (
            members_choice(request.user)
            if isinstance(request.user, Member)
            else visitors_choice(request)
        )
        activate_preferences(chosen)
        if chosen.language:
            translation.activate(chosen.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class LastSeenMiddleware:
    """Keeps the list of a member's devices true, with one write in some minutes; ends what nobody uses any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note it, then answer. A program has no session, and is no device."""
        if isinstance(request.user, Member) and request.session.session_key is not None:
            if has_run_out(request):
                logout(request)
            elif not was_seen_lately(request) and not listens(request):
                note_session(request, request.user)
        return self.get_response(request)


def listens(request: HttpRequest) -> bool:
    """Whether the browser asks for events by itself: that somebody is there, only what they do says."""
    return request.headers.get("Accept") == "text/event-stream"


class SecondFactorMiddleware:
    """Shows an administrator who lacks the second factor the company wants nothing but the way to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Ask before the view is called."""
        if not settings.ADMINISTRATORS_NEED_SECOND_FACTOR or not isinstance(request.user, Member):
            return None
        where = request.resolver_match.view_name if request.resolver_match else ""
        return ask_for_set_up(request) if where not in OPEN and must_set_up(request.user) else None


def ask_for_set_up(request: HttpRequest) -> HttpResponse:
    """Lead the whole browser window to the page where a second factor is set up."""
    page = resolve_url("identity:security")
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": page})
    return redirect(page)


# What an administrator reaches before the second factor is set up.
OPEN = {
    "identity:security", "identity:confirm", "identity:sign_out", "identity:choose_password",
    "identity:change_password", "identity:app_begin", "identity:app", "identity:passkey_begin",
    "identity:passkey", "identity:end_session", "identity:end_other_sessions",
    "web:switch_language", "web:switch_theme",
}  # fmt: skip


def members_choice(member: Member) -> Preferences:
    """What the member keeps in their preferences."""
    return Preferences(member.language, member.theme, member.amount_unit)


def visitors_choice(request: HttpRequest) -> Preferences:
    """What a visitor's cookies and browser say."""
    theme = request.COOKIES.get(THEME_COOKIE, "system")
    return Preferences(language=cantonese(request), theme=theme if theme in THEMES else "system")


def cantonese(request: HttpRequest) -> str:
    """Django does not know that readers of Cantonese (yue) read Traditional Chinese."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return ""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    first = asked[0][0] if asked else ""
    return "zh-hant" if first.split("-")[0] == "yue" else ""

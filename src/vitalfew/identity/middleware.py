"""Answers each request in the language and colours of the person who sent it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from vitalfew.identity.models import Member
from vitalfew.web.api import THEME_COOKIE, THEMES, Preferences, activate_preferences


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

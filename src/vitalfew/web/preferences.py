"""How the person in front of the page wants to see it: language, colours, the way large amounts are written.

The signed-in model keeps these in its own columns; a visitor who has not signed in keeps them in cookies.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

YEAR = 365 * 24 * 3600
THEME_COOKIE = "vitalfew_theme"
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Preferences:
    """What was chosen; an empty language means "as the browser asks"."""

    language: str = ""
    theme: str = "system"
    amount_unit: str = "full"


class HasPreferences(Protocol):
    """What the signed-in model offers to this module."""

    language: str
    theme: str
    amount_unit: str

    def save(self, *, update_fields: list[str]) -> None:
        """Write the named columns."""


_DEFAULT = Preferences()
_current: ContextVar[Preferences] = ContextVar("preferences")


def activate(preferences: Preferences) -> None:
    """From now on this request's numbers are written so."""
    _current.set(preferences)


def current() -> Preferences:
    """The preferences of the request being answered."""
    return _current.get(_DEFAULT)


def keep(
    request: HttpRequest, response: HttpResponseBase, *, language: str = "", theme: str = ""
) -> None:
    """Remember a choice: in cookies for the sign-in page, and with the member where there is one."""
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
    if theme:
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax")
    if request.user.is_authenticated:
        _keep_with_member(cast(HasPreferences, request.user), language=language, theme=theme)


def _keep_with_member(member: HasPreferences, **chosen: str) -> None:
    """Write only what was chosen."""
    fields = [name for name, value in chosen.items() if value]
    for name in fields:
        setattr(member, name, chosen[name])
    member.save(update_fields=fields)

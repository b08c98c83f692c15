"""What every page's frame needs."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from vitalfew.web import numbers, preferences
from vitalfew.web.keys import KEYS, Key
from vitalfew.web.navigation import CreateButton, MemberLink, SearchBox, Shown, address_of, registry

NAV_COOKIE = "vitalfew_nav"
OWN_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}
HTML_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
TABS = 4


@dataclass(frozen=True)
class Language:
    """A language to switch to, by its own name."""

    code: str
    html: str
    name: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """The bars around a page and the switches in them."""

    entries: list[Shown]
    search: SearchBox | None
    create: CreateButton | None
    member_links: list[MemberLink]
    language: str
    languages: list[Language]
    theme: str
    folded: bool
    live_url: str = ""
    keys: tuple[Key, ...] = KEYS

    @property
    def home(self) -> str:
        """The first page after signing in."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    @property
    def search_url(self) -> str:
        """Where the search box sends its words."""
        return address_of(self.search.url_name) if self.search else ""

    @property
    def create_url(self) -> str:
        """Where the button of the top bar leads."""
        return address_of(self.create.url_name) if self.create else ""

    @property
    def sign_out_url(self) -> str:
        """Where the sign-out form is sent."""
        return resolve_url(settings.SIGN_OUT_URL)

    @property
    def tabs(self) -> list[Shown]:
        """What a phone shows at its foot."""
        return [shown for shown in self.entries if shown.entry.phone][:TABS]


def frame(request: HttpRequest) -> dict[str, object]:
    """The context processor; drawn only when a template uses it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    signed_in = request.user.is_authenticated if hasattr(request, "user") else False
    shown = registry()
    return Frame(
        entries=shown.shown(request) if signed_in else [],
        search=shown.search,
        create=shown.create if shown.create and shown.create.visible(request) else None,
        member_links=sorted(
            (link for link in shown.member_links.values() if link.visible(request)),
            key=lambda link: link.order,
        ),
        language=HTML_LANGUAGES[numbers.language()],
        languages=[_language(code) for code, _ in settings.LANGUAGES],
        theme=preferences.current().theme,
        folded=request.COOKIES.get(NAV_COOKIE) == "folded",
        live_url=_live_url(request) if signed_in else "",
    )


def _live_url(request: HttpRequest) -> str:
    live = registry().live
    return address_of(live.url_name) if live is not None and live.visible(request) else ""


def _language(code: str) -> Language:
    return Language(code, HTML_LANGUAGES[code], OWN_NAMES[code], code == get_language())

"""What stands in the frame: apps register their entries when they are ready; the rest is not shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

type Text = str | Promise


@cache
def address_of(url_name: str) -> str:
    """The address of a page that asks for nothing else, worked out once: every page's frame has some twenty."""
    return reverse(url_name)


def always(request: HttpRequest) -> bool:
    """An entry that everyone sees."""
    return True


def no_count(request: HttpRequest) -> int | None:
    """An entry without a number beside it."""
    return None


@dataclass(frozen=True)
class NavEntry:
    """One line of the left bar."""

    key: str
    label: Text
    url_name: str
    icon: str
    order: int
    phone: bool = False  # one of the (at most four) tabs at the foot of a phone's page
    visible: Callable[[HttpRequest], bool] = always
    count: Callable[[HttpRequest], int | None] = no_count


@dataclass(frozen=True)
class SearchBox:
    """The search of the top bar: ``url_name`` answers ``?q=`` as a page, and as the partial for its drop-down."""

    url_name: str
    hint: Text


@dataclass(frozen=True)
class CreateButton:
    """The one button of the top bar."""

    url_name: str
    label: Text
    visible: Callable[[HttpRequest], bool] = always


@dataclass(frozen=True)
class LiveStream:
    """Events that pages listen to, where ``visible``: a line of words and an address each, shown as a note."""

    url_name: str
    visible: Callable[[HttpRequest], bool] = always


@dataclass(frozen=True)
class MemberLink:
    """A line of the member's own menu."""

    url_name: str
    label: Text
    icon: str
    order: int = 0
    visible: Callable[[HttpRequest], bool] = always

    @property
    def url(self) -> str:
        """Its address."""
        return address_of(self.url_name)


@dataclass(frozen=True)
class Shown:
    """An entry as one page draws it."""

    entry: NavEntry
    url: str
    current: bool
    count: int | None


@dataclass
class Registry:
    """Everything the apps have put into the frame."""

    entries: dict[str, NavEntry] = field(default_factory=dict)
    search: SearchBox | None = None
    create: CreateButton | None = None
    member_links: dict[str, MemberLink] = field(default_factory=dict)
    live: LiveStream | None = None

    def shown(self, request: HttpRequest) -> list[Shown]:
        """The entries this request sees, in order, the one it is inside marked."""
        entries = [e for e in self.entries.values() if e.visible(request)]
        urls = {e.key: address_of(e.url_name) for e in entries}
        inside = current_key(request.path, urls)
        return [
            Shown(e, urls[e.key], e.key == inside, e.count(request))
            for e in sorted(entries, key=lambda e: (e.order, e.key))
        ]


_registry = Registry()


def registry() -> Registry:
    """The one registry of this process."""
    return _registry


def frame_links(request: HttpRequest) -> list[tuple[Text, str, str]]:
    """Everything in the frame that this request may open: label, name of the address, icon."""
    entries = [entry for entry in _registry.entries.values() if entry.visible(request)]
    links = [link for link in _registry.member_links.values() if link.visible(request)]
    found = [(entry.label, entry.url_name, entry.icon) for entry in entries]
    found += [(link.label, link.url_name, link.icon) for link in links]
    create = _registry.create
    if create is not None and create.visible(request):
        found.append((create.label, create.url_name, "add"))
    return found


def register(*entries: NavEntry | SearchBox | CreateButton | MemberLink | LiveStream) -> None:
    """Put entries into the frame; call it in ``AppConfig.ready``."""
    for entry in entries:
        if isinstance(entry, NavEntry):
            _registry.entries[entry.key] = entry
        elif isinstance(entry, SearchBox):
            _registry.search = entry
        elif isinstance(entry, CreateButton):
            _registry.create = entry
        elif isinstance(entry, LiveStream):
            _registry.live = entry
        else:
            _registry.member_links[entry.url_name] = entry


def current_key(path: str, urls: dict[str, str]) -> str | None:
    """The entry whose address is the longest beginning of ``path``; the home page only of itself."""
    inside = [
        key for key, url in urls.items() if path == url or (url != "/" and path.startswith(url))
    ]
    return max(inside, key=lambda key: len(urls[key]), default=None)

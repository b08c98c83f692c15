"""Views that are kept: each is a tab above the list, and an address with a name.

Who keeps them is not known here: an app puts its shelf in with ``keep_views_on``. The address holds everything that the
view asks, and the view's key beside it; so what was changed since is seen by comparing, and nothing hides in a session.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from vitalfew.web.listing.conditions import read

VIEW = "view"
EVERYTHING = "all"  # the list as it is declared
# What a view does not keep: where one is on the way through the rows, and what is asked about them.
OF_THE_MOMENT = (VIEW, "after", "before", "page", "count", "format", "choices", "build")
PLAIN = ",:;()!*"  # signs that an address may hold as they are: people read it


@dataclass(frozen=True)
class KeptView:
    """A view on the shelf; ``save_url`` is empty for those who may not change it."""

    key: int
    name: str
    query: str
    version: int
    is_first: bool = False
    is_shared: bool = False
    save_url: str = ""


class Shelf(Protocol):
    """Where views are kept."""

    def views(self, request: HttpRequest, listing: str) -> list[KeptView] | None:
        """The views of a list for whoever asks; None when they keep none at all."""

    def keep_url(self, listing: str) -> str:
        """Where a new view is sent."""

    def manage_url(self, listing: str) -> str:
        """Where views are named, shared, arranged and deleted."""


_shelves: list[Shelf] = []


def keep_views_on(shelf: Shelf) -> None:
    """Let lists have tabs; call it in ``AppConfig.ready``."""
    _shelves[:] = [shelf]


def state_of(asked: QueryDict) -> str:
    """What an address asks of a list that a view would keep, always written the same way."""
    pairs = [
        (name, value)
        for name, values in asked.lists()
        for value in values
        if value and name not in OF_THE_MOMENT
    ]
    return urlencode(sorted(pairs), safe=PLAIN)


def state_asked(query: str) -> str:
    """The same of an address's text; BadInput where its joined filters cannot be read."""
    asked = QueryDict(query)
    read(asked)
    return state_of(asked)


def view_query(query: str, key: int) -> str:
    """The query of the address that opens a view."""
    return "&".join(part for part in (query, f"{VIEW}={key}") if part)


@dataclass(frozen=True)
class Tab:
    """One tab: what it says and where it leads."""

    name: str
    url: str
    is_current: bool
    is_shared: bool = False


@dataclass(frozen=True)
class Tabs:
    """The views of a list for whoever looks at it, and how they stand to what is shown now."""

    listing: str
    path: str
    asked: QueryDict
    views: Sequence[KeptView]
    shelf: Shelf

    @property
    def state(self) -> str:
        """What is asked now."""
        return state_of(self.asked)

    @property
    def current(self) -> KeptView | None:
        """The view that the address names."""
        named = self.asked.get(VIEW, "")
        return next((view for view in self.views if str(view.key) == named), None)

    @property
    def all_url(self) -> str:
        """The list as it is declared, past the view it opens with."""
        return f"{self.path}?{VIEW}={EVERYTHING}"

    @property
    def shown(self) -> list[Tab]:
        """Every view as a tab."""
        return [
            Tab(view.name, self.url_of(view), view is self.current, view.is_shared)
            for view in self.views
        ]

    @property
    def is_changed(self) -> bool:
        """Whether something else is asked than the view keeps, or something without any view."""
        kept = self.current.query if self.current else ""
        return state_of(QueryDict(kept)) != self.state

    @property
    def reset_url(self) -> str:
        """The view as it is kept."""
        return self.url_of(self.current) if self.current else self.all_url

    @property
    def keep_url(self) -> str:
        """Where a new view is sent."""
        return self.shelf.keep_url(self.listing)

    @property
    def manage_url(self) -> str:
        """Where views are arranged."""
        return f"{self.shelf.manage_url(self.listing)}?{urlencode({'list': self.path})}"

    def url_of(self, view: KeptView) -> str:
        """The address of a view."""
        return f"{self.path}?{view_query(view.query, view.key)}"


def tabs_for(request: HttpRequest, listing: str, asked: QueryDict) -> Tabs | None:
    """The tabs of a list; None where nobody keeps views."""
    for shelf in _shelves:
        views = shelf.views(request, listing)
        if views is not None:
            return Tabs(listing, request.path, asked, views, shelf)
    return None


def opens_with(tabs: Tabs | None) -> str:
    """The address of the view that a list opens with when nothing is asked of it; empty when there is none."""
    first = next((view for view in tabs.views if view.is_first), None) if tabs else None
    return tabs.url_of(first) if tabs and first and not tabs.asked else ""

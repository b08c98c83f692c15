"""What happened with a customer, as the apps tell it: each registers sources in its module ``happenings``.

A source asks for its own rights and field rules: what its member may not see elsewhere is not told here either.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from vitalfew.identity.api import Member
from vitalfew.timeline.windows import Window

type Text = str | Promise


@dataclass(frozen=True)
class Kind:
    """A kind of happenings, as one chooses it."""

    key: str
    label: Text
    icon: str
    order: int = 50


@dataclass(frozen=True)
class Happening:
    """Something that happened: when, and what; ``key`` tells it from the others of its source and stream.

    ``is_day``: only the day is known, and ``at`` is its first moment. ``is_made``: a machine reckoned it. A source that
    tells two moments of one row tells them in two streams.
    """

    at: datetime
    key: int
    title: str
    detail: str = ""
    who: str = ""
    url: str = ""
    amount: Decimal | None = None
    currency: str = ""
    is_day: bool = False
    is_made: bool = False
    stream: str = ""


def first_of(row: Model) -> int:
    """The key of the first of two happenings that one row tells."""
    return int(row.pk) * 2


def second_of(row: Model) -> int:
    """The key of the second of them."""
    return int(row.pk) * 2 + 1


def everybody(actor: Member) -> bool:
    """Whoever sees the customer."""
    return True


@dataclass(frozen=True)
class Source:
    """Tells happenings of one kind about a customer: at least the newest that belong to the window,
    in any order, or ``in_order``: the newest first, and by key at the same moment, so that no more of them are
    put into words than a page shows.

    ``key`` settles which of two comes first at the same moment. ``seen_by``: who is told of this kind at all.
    """

    key: str
    kind: Kind
    told: Callable[[Member, Any, Window], Iterable[Happening]]  # the customer's row
    seen_by: Callable[[Member], object] = everybody
    in_order: bool = False


_sources: dict[str, Source] = {}


def register(*sources: Source) -> None:
    """Let something be told."""
    for source in sources:
        _sources[source.key] = source


def sources_for(actor: Member) -> list[Source]:
    """The sources that may tell this member something."""
    return [source for _key, source in sorted(_sources.items()) if source.seen_by(actor)]


def kinds_of(sources: Iterable[Source]) -> list[Kind]:
    """The kinds of some sources, in their order."""
    kinds = {source.kind.key: source.kind for source in sources}
    return sorted(kinds.values(), key=lambda kind: (kind.order, kind.key))

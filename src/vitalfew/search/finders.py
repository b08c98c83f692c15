"""What can be searched for: apps register finders in their module ``finding``; each asks for its own right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from vitalfew.identity.api import Member

type Text = str | Promise


@dataclass(frozen=True)
class Hit:
    """Something found: what it is called, what else tells it from others, where it is."""

    title: str
    detail: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class Finder:
    """Finds one kind of thing. ``find`` takes the asker, the words and how many at most, and gives the best first.

    ``all_url`` gives the page with everything that matches, when there is one.
    """

    key: str
    label: Text
    find: Callable[[Member, str, int], Iterable[Hit]]
    order: int = 50
    most: int = 6
    all_url: Callable[[Member, str], str] = lambda actor, words: ""


@dataclass(frozen=True)
class Group:
    """What one finder found."""

    finder: Finder
    hits: list[Hit]
    all_url: str


_finders: dict[str, Finder] = {}


def register(finder: Finder) -> None:
    """Let something be found."""
    _finders[finder.key] = finder


def find_everywhere(actor: Member, words: str) -> list[Group]:
    """What every finder finds, in their order; those that find nothing are left out."""
    groups = []
    for finder in sorted(_finders.values(), key=lambda one: (one.order, one.key)):
        hits = list(finder.find(actor, words, finder.most))
        if hits:
            groups.append(Group(finder, hits, finder.all_url(actor, words)))
    return groups

"""What should be known of a customer, as the apps that hold it say; each registers facts in its module ``wanted``.

Which of them are wanted of which customers is a rule that people set; ``vitalfew.upkeep`` keeps it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

type OfReader[Told] = Callable[[Any], Told]  # a member: the kernel knows none


def everybody(_reader: object) -> bool:
    """Whoever sees the customer."""
    return True


@dataclass(frozen=True)
class Fact:
    """A fact of a customer, said by conditions on the customer's own row, so that lists can ask them too.

    ``missing`` is true where it is not known. ``last`` is the day on which it last happened, for facts that grow old
    (NULL: never), and ``rhythm`` the usual days between two times. ``url`` leads to where it is filled in. A reader who
    is not among ``seen_by`` is told nothing of it.
    """

    key: str
    label: Promise
    url: Callable[[int], str]
    missing: OfReader[Q] | None = None
    last: OfReader[Combinable] | None = None
    rhythm: OfReader[Combinable] | None = None
    seen_by: OfReader[object] = everybody
    order: int = 50


_facts: dict[str, Fact] = {}


def register(*facts: Fact) -> None:
    """Let facts be wanted."""
    for fact in facts:
        _facts[fact.key] = fact


def facts() -> list[Fact]:
    """Every fact that can be wanted, in their order."""
    return sorted(_facts.values(), key=lambda fact: (fact.order, fact.key))


def fact_of(key: str) -> Fact | None:
    """The fact of that key; None when no app holds it any more."""
    return _facts.get(key)

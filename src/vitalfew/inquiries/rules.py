"""The moves of an inquiry, what fits a routing rule, and how a span of time is told. Pure; no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from vitalfew.inquiries.words import State
from vitalfew.kernel.folding import folded

OPEN = (State.NEW, State.ASSIGNED, State.ANSWERED)
UNANSWERED = (State.NEW, State.ASSIGNED)
# Every move there is; nothing else changes a state.
MOVES: frozenset[tuple[State, State]] = frozenset(
    {
        (State.UNCONFIRMED, State.NEW),
        (State.NEW, State.ASSIGNED),
        (State.NEW, State.ANSWERED),
        (State.ASSIGNED, State.ANSWERED),
        *((state, State.QUALIFIED) for state in OPEN),
        *((state, State.CLOSED) for state in OPEN),
        *((State.CLOSED, state) for state in OPEN),
    }
)


def is_move(before: str, after: str) -> bool:
    """Whether an inquiry may go from one state to the other."""
    return (State(before), State(after)) in MOVES


@dataclass(frozen=True)
class Conditions:
    """What a rule asks for; an empty part asks for nothing."""

    sources: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def fits(asked: Conditions, *, source: str, country: str, province: str, text: str) -> bool:
    """Whether an inquiry meets every part of the conditions; of one part, any of its values will do.

    >>> fits(Conditions(provinces=("广东",)), source="", country="", province="廣東省", text="")
    True
    """
    return (
        (not asked.sources or source in asked.sources)
        and _begins(asked.countries, country)
        and _begins(asked.provinces, province)
        and _contains(asked.words, text)
    )


def _begins(wanted: Iterable[str], told: str) -> bool:
    """广东 is 广东省 too."""
    names = [folded(one) for one in wanted]
    return not names or any(folded(told).startswith(name) for name in names)


def _contains(wanted: Iterable[str], told: str) -> bool:
    words = [folded(one) for one in wanted]
    return not words or any(word in folded(told) for word in words)


def lasting(span: timedelta) -> str:
    """A span in its two largest parts: "2 h 5 min"."""
    minutes = max(0, int(span.total_seconds() // 60))
    hours, days = minutes // 60, minutes // 1440
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours % 24}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d min") % {"minutes": minutes}

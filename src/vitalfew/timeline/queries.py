"""One timeline out of what every app tells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from django.db.models import Model

from vitalfew.identity.api import Member
from vitalfew.timeline.forms import Asked
from vitalfew.timeline.sources import Happening, Kind, Source
from vitalfew.timeline.windows import Place, Window

AT_ONCE = 30


@dataclass(frozen=True)
class Placed:
    """A happening in its place."""

    place: Place
    kind: Kind
    happening: Happening


@dataclass(frozen=True)
class Stretch:
    """A page of a timeline, newest first, and where the next one begins (None: this is the last)."""

    placed: list[Placed]
    next: Place | None


def stretch_of(actor: Member, customer: Model, sources: Iterable[Source], asked: Asked) -> Stretch:
    """The newest happenings of these sources that are asked for."""
    streams = [_told(actor, customer, source, asked) for source in sources]
    newest = merge(*streams, key=_place, reverse=True)
    found = list(islice(newest, AT_ONCE + 1))
    shown = found[:AT_ONCE]
    return Stretch(shown, shown[-1].place if len(found) > AT_ONCE else None)


def _told(actor: Member, customer: Model, source: Source, asked: Asked) -> Iterator[Placed]:
    window = Window(source.key, AT_ONCE + 1, asked.since, asked.until, asked.before)
    told = source.told(actor, customer, window)
    placed = (Placed((one.at, source.key + one.stream, one.key), source.kind, one) for one in told)
    wanted = (one for one in placed if window.holds(one.place))
    return wanted if source.in_order else iter(sorted(wanted, key=_place, reverse=True))


def _place(placed: Placed) -> Place:
    return placed.place

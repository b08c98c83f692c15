"""What would lift one customer: the smallest changes of its figures that reach a better class."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import ceil, floor, isfinite
from typing import Final

import numpy as np

from valuation.classes.assigning import Ruler, assign
from valuation.classes.bands import EVERYBODY, Bands
from valuation.classes.conditions import Condition
from valuation.classes.definitions import ClassScheme, FirstMatch, Grid
from valuation.classes.schemes import Cut
from valuation.classes.steadying import Memory
from valuation.codes import ABOVE, AT_LEAST, AT_MOST, BELOW

CENTS: Final = 100
MAX_NUDGES: Final = 8  # parts by which rounding may miss an edge
MOST_WAYS: Final = 256  # combinations looked at for one class


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that has to change."""

    measure: str
    value: float  # now
    to: float  # the nearest figure that will do

    @property
    def increase(self) -> float:
        """By how much; below zero where it has to fall."""
        return self.to - self.value

    @property
    def proportion(self) -> float:
        """The change in proportion to the larger figure, 0..2: it compares money with points."""
        return abs(self.increase) / max(abs(self.value), abs(self.to))


@dataclass(frozen=True, slots=True)
class WayUp:
    """Changes that together reach a better class, everything else as it is."""

    tier: int  # the class then
    changes: tuple[Change, ...]
    periods: int  # for how many runs in a row they must hold

    def serves_no_less_than(self, other: "WayUp") -> bool:
        """Tell whether it asks for no more than another way along the same figures."""
        asked = {change.measure: abs(change.increase) for change in self.changes}
        there = {change.measure: abs(change.increase) for change in other.changes}
        same = asked.keys() == there.keys()
        return same and self.tier <= other.tier and all(asked[m] <= there[m] for m in asked)


def ways_up(
    ruler: Ruler,
    values: Mapping[str, float],
    code: int,
    *,
    memory: Memory | None = None,
    fixed: Collection[str] = (),
    parts: int = CENTS,
) -> tuple[WayUp, ...]:
    """Return the ways into a better class: the fewest changes first, then the smallest.

    Each figure moves as little as will do, to a whole 1 / `parts`; cuts and the other figures stay,
    and so do the `fixed` measures. Sizes are compared in proportion to the figures.
    `memory` is what the run before left. Every way is tried out: what is returned does lift, once
    it has held for its periods. A way without changes only has to wait. Overrides are left aside.
    Empty: the best class already, or no way along these figures.
    """
    placed = assign(ruler, values, codes=[code], memory=memory)
    now, held = int(placed.tier[0]), placed.memory
    stands = _Stand(ruler, code, int(held.tier[0]), int(held.periods[0]))
    found: dict[tuple[tuple[str, float], ...], WayUp] = {}
    for tier in range(now - 1, -1, -1):
        for conditions in _ways_into(ruler, values, code, tier, stands.shift(tier)):
            way = stands.try_out(values, conditions, now, parts)
            if way is not None and not any(c.measure in fixed for c in way.changes):
                found.setdefault(tuple((c.measure, c.to) for c in way.changes), way)
    return tuple(sorted(_undominated(list(found.values())), key=_size))


def _undominated(ways: list[WayUp]) -> Iterator[WayUp]:
    """Leave out ways that ask for more along the same figures, without reaching higher."""
    for way in ways:
        if not any(other is not way and other.serves_no_less_than(way) for other in ways):
            yield way


def _size(way: WayUp) -> tuple[int, float, int]:
    return len(way.changes), sum(change.proportion for change in way.changes), -way.tier


@dataclass(frozen=True, slots=True)
class _Stand:
    """Classes one customer again and again, as if every change had lasted long enough."""

    ruler: Ruler
    code: int
    held: int  # the class by steadiness
    waited: int  # runs since it began to earn another

    def tier(self, values: Mapping[str, float]) -> int:
        """Return the class by these figures."""
        steady = replace(self.ruler.scheme.steady, periods_up=1)
        ruler = replace(self.ruler, scheme=replace(self.ruler.scheme, steady=steady))
        return int(assign(ruler, values, codes=[self.code], memory=Memory.of(self.held)).tier[0])

    def shift(self, tier: int) -> float:
        """Return the margin by which the edge of a class must be passed."""
        return self.ruler.scheme.steady.margin if tier < self.held else 0.0

    def try_out(
        self, values: Mapping[str, float], conditions: Sequence[Condition], now: int, parts: int
    ) -> WayUp | None:
        """Return the way that meets these conditions, if it lifts."""
        for extra in range(2):
            changed = _moved(values, conditions, parts, extra)
            then = now if changed is None else self.tier(changed)
            if changed is not None and then < now:
                changes = tuple(
                    Change(name, float(values[name]), changed[name])
                    for name in self.ruler.scheme.measures
                    if changed[name] != values[name]
                )
                needed = self.ruler.scheme.steady.periods_up
                return WayUp(then, changes, needed if changes else needed - self.waited)
        return None


def _ways_into(
    ruler: Ruler, values: Mapping[str, float], code: int, tier: int, shift: float
) -> Iterator[tuple[Condition, ...]]:
    """Yield the conditions to meet for a class: those that earn it, and those that unblock it."""
    columns = {name: np.array([float(values[name])]) for name in ruler.scheme.measures}
    caps = [cap.when for cap in ruler.scheme.caps if ruler.scheme.tier(cap.best) > tier]
    for wanted, blockers in _earning(ruler, code, tier, shift):
        barring = [
            when for when in (*blockers, *caps) if all(c.holds(columns)[0] for c in when)
        ]  # fmt: skip
        escapes = product(*([c.opposite for c in when] for when in barring))
        yield from ((*wanted, *escape) for escape in islice(escapes, MOST_WAYS))


type _Wanted = tuple[tuple[Condition, ...], Sequence[tuple[Condition, ...]]]


def _earning(ruler: Ruler, code: int, tier: int, shift: float) -> Iterator[_Wanted]:
    """Yield conditions that earn a class, and the conditions of rules that come first."""
    by = ruler.scheme.by
    if isinstance(by, FirstMatch):
        yield from _by_rules(ruler.scheme, by, tier)
    elif isinstance(by, Grid):
        yield from _by_cells(ruler, by, code, tier)
    else:
        edge = _edge(by, ruler.cuts[0], tier, code, shift)
        if edge is not None:
            yield edge, ()


def _by_rules(scheme: ClassScheme, by: FirstMatch, tier: int) -> Iterator[_Wanted]:
    whens = [rule.when for rule in by.rules]
    for number, rule in enumerate(by.rules):
        if scheme.tier(rule.to) == tier:
            yield rule.when, whens[:number]
    if scheme.tier(by.otherwise) == tier:
        yield (), whens


def _by_cells(ruler: Ruler, by: Grid, code: int, tier: int) -> Iterator[_Wanted]:
    for row, cells in enumerate(by.cells):
        down = _edge(by.rows, ruler.cuts[0], row, code, 0.0)
        for column, cell in enumerate(cells):
            across = _edge(by.columns, ruler.cuts[1], column, code, 0.0)
            if ruler.scheme.tier(cell) == tier and down is not None and across is not None:
                yield (*down, *across), ()


def _edge(
    axis: Bands, cuts: Sequence[Cut], band: int, code: int, shift: float
) -> tuple[Condition, ...] | None:
    """Return the condition to be in a band or a better one; empty for the last, None if nobody can."""
    if band == len(cuts):
        return ()
    cut = cuts[band]
    if not isfinite(cut.score):
        return None
    ties_in = cut.code == EVERYBODY or code <= cut.code
    if axis.low_is_best:
        comparison, number = AT_MOST if ties_in else BELOW, -cut.score - shift
    else:
        comparison, number = AT_LEAST if ties_in else ABOVE, cut.score + shift
    return (Condition(axis.measure, comparison, number),)


def _moved(
    values: Mapping[str, float], conditions: Sequence[Condition], parts: int, extra: int
) -> dict[str, float] | None:
    """Return the figures with each unmet condition's measure moved to its edge; None if they clash."""
    changed = {name: float(value) for name, value in values.items()}
    for condition in conditions:
        if not _holds(condition, changed):
            moved = _nearest(condition, changed, parts, extra)
            if moved is None:
                return None
            changed[condition.measure] = moved
    return changed if all(_holds(condition, changed) for condition in conditions) else None


def _nearest(
    condition: Condition, values: Mapping[str, float], parts: int, extra: int
) -> float | None:
    """Return the whole 1 / `parts` nearest to the edge that meets the condition."""
    edge = condition.number * (1.0 if condition.times is None else values[condition.times])
    rising = condition.comparison in (AT_LEAST, ABOVE)
    start, way = (floor(edge * parts) - 1, 1) if rising else (ceil(edge * parts) + 1, -1)
    for nudge in range(MAX_NUDGES):
        value = (start + way * nudge) / parts
        if _holds(condition, {**values, condition.measure: value}):
            return value + way * extra / parts
    return None


def _holds(condition: Condition, values: Mapping[str, float]) -> bool:
    columns = {name: np.array([values[name]]) for name in condition.measures}
    return bool(condition.holds(columns)[0])

"""Why one customer is in its class: every step, with the figures it looked at."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from valuation.arrays import FloatArray
from valuation.classes.assigning import NO_ENTRY, Assigned, Override, Ruler, assign, in_force
from valuation.classes.bands import Bands, band_of, upwards
from valuation.classes.conditions import Condition
from valuation.classes.definitions import FirstMatch
from valuation.classes.schemes import NOBODY, Cut
from valuation.classes.steadying import Memory
from valuation.codes import (
    CAPPED,
    CLASS,
    EARNED,
    EDGE_CLEARED,
    EDGE_MISSED,
    KEPT_BY_MARGIN,
    KEPT_BY_PERIODS,
    NO_RULE,
    OVERRIDDEN,
    RULE,
)
from valuation.reasons import Reason


def reasons_for(
    ruler: Ruler,
    values: Mapping[str, float],
    code: int,
    *,
    memory: Memory | None = None,
    overrides: Sequence[Override] = (),
    as_of: int = 0,
) -> tuple[Reason, ...]:
    """Return why a customer is in its class, what decided standing first.

    The arguments are those of `assign`, for one customer; tiers in the figures count from 0, the
    best. After the class come the override, the cap, what was kept, and what the figures earned.
    """
    placed = assign(
        ruler, values, codes=[code], memory=memory, overrides=overrides, as_of=as_of
    )  # fmt: skip
    columns = {name: np.array([float(values[name])]) for name in ruler.scheme.measures}
    return (
        Reason(CLASS, None, {"tier": int(placed.tier[0])}),
        *_by_hand(ruler, placed, in_force(overrides, as_of).get(code)),
        *_by_cap(ruler, placed, columns),
        *_by_steadiness(ruler, placed, memory),
        Reason(EARNED, None, {"tier": int(placed.earned[0])}),
        *_by_figures(ruler, placed, columns, code),
    )


def met(condition: Condition, columns: Mapping[str, FloatArray]) -> Reason:
    """Return a condition that holds, with the figure and the edge it is compared with."""
    figures = {
        "value": float(columns[condition.measure][0]),
        "edge": float(condition.edge(columns)[0]),
    }
    return Reason(condition.comparison, condition.measure, figures)


def _by_hand(ruler: Ruler, placed: Assigned, override: Override | None) -> Iterator[Reason]:
    if override is not None:
        cap = int(placed.cap[0])
        best = ruler.scheme.tier(ruler.scheme.caps[cap].best) if cap != NO_ENTRY else None
        otherwise = int(placed.kept[0]) if best is None else best
        tier = ruler.scheme.tier(override.to)
        yield Reason(
            OVERRIDDEN, None, {"tier": tier, "until": override.until, "otherwise": otherwise}
        )


def _by_cap(ruler: Ruler, placed: Assigned, columns: Mapping[str, FloatArray]) -> Iterator[Reason]:
    if placed.cap[0] != NO_ENTRY:
        cap = ruler.scheme.caps[int(placed.cap[0])]
        figures = {"tier": ruler.scheme.tier(cap.best), "kept": int(placed.kept[0])}
        yield Reason(CAPPED, None, figures)
        yield from (met(condition, columns) for condition in cap.when)


def _by_steadiness(ruler: Ruler, placed: Assigned, memory: Memory | None) -> Iterator[Reason]:
    if memory is None or placed.kept[0] == placed.earned[0]:
        return
    kept, earned = int(placed.kept[0]), int(placed.earned[0])
    steady, periods = ruler.scheme.steady, int(placed.memory.periods[0])
    if not periods:
        yield Reason(
            KEPT_BY_MARGIN, None, {"tier": kept, "earned": earned, "margin": steady.margin}
        )
        return
    needed = steady.periods_up if earned < kept else steady.periods_down
    figures = {"tier": kept, "earned": earned, "periods": periods, "needed": needed}
    yield Reason(KEPT_BY_PERIODS, None, figures)


def _by_figures(
    ruler: Ruler, placed: Assigned, columns: Mapping[str, FloatArray], code: int
) -> Iterator[Reason]:
    by = ruler.scheme.by
    if not isinstance(by, FirstMatch):
        for axis, cuts in zip(ruler.scheme.axes, ruler.cuts, strict=True):
            yield from _edges(axis, cuts, columns[axis.measure], code)
    elif placed.rule[0] == NO_ENTRY:
        yield Reason(NO_RULE, None, {"rules": len(by.rules)})
    else:
        number = int(placed.rule[0])
        yield Reason(RULE, None, {"rule": number})
        yield from (met(condition, columns) for condition in by.rules[number].when)


def _edges(axis: Bands, cuts: Sequence[Cut], column: FloatArray, code: int) -> Iterator[Reason]:
    """Yield the edge below that was cleared and the edge above that was missed."""
    band = int(band_of(upwards(axis, column), np.array([code]), cuts)[0])
    sign = -1 if axis.low_is_best else 1
    around = ((EDGE_CLEARED, cuts[band : band + 1]), (EDGE_MISSED, cuts[max(band - 1, 0) : band]))
    for reason, edges in around:
        for cut in edges:
            if cut != NOBODY:
                figures = {"value": float(column[0]), "edge": sign * cut.score, "band": band}
                yield Reason(reason, axis.measure, figures)

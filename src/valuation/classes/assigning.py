"""Every customer into a class by a scheme; one customer alone exactly as in the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from valuation.arrays import BoolArray, FloatArray, Int64Array, refuse_rows
from valuation.classes.bands import band_of, upwards
from valuation.classes.conditions import all_hold
from valuation.classes.definitions import ClassScheme, FirstMatch, Grid
from valuation.classes.measures import Measures, customer_codes, measure_columns
from valuation.classes.schemes import Cut, TierArray
from valuation.classes.steadying import NO_CLASS, Memory, Settled, settle
from valuation.errors import ValuationError

NO_ENTRY = -1  # no cap, no rule


@dataclass(frozen=True, slots=True)
class Override:
    """A class given by hand, up to and with its last day (days from 1970-01-01)."""

    code: int  # of the customer
    to: str
    until: int


@dataclass(frozen=True, slots=True)
class Ruler:
    """A scheme and the cuts of a full run: all it takes to class one customer later."""

    scheme: ClassScheme
    cuts: tuple[tuple[Cut, ...], ...]  # one row for each of the scheme's axes


@dataclass(frozen=True, slots=True)
class Assigned:
    """Everybody's class, and each step on the way to it; one entry per customer, 0 is the best."""

    tier: TierArray  # what counts
    earned: TierArray  # by the figures alone
    kept: TierArray  # after steadiness
    cap: TierArray  # number of the cap that took a better class away, or -1
    overridden: BoolArray
    rule: npt.NDArray[np.int16]  # number of the rule that matched, or -1
    memory: Memory  # hand it to the next run


def fit_ruler(
    scheme: ClassScheme, measures: Measures, *, codes: npt.ArrayLike | None = None
) -> Ruler:
    """Return the scheme with the cuts these customers make."""
    columns = measure_columns(measures, [axis.measure for axis in scheme.axes])
    cuts = []
    for axis in scheme.axes:
        values = columns[axis.measure]
        cuts.append(axis.cuts(upwards(axis, values), customer_codes(codes, values.size)))
    return Ruler(scheme, tuple(cuts))


def assign(
    ruler: Ruler,
    measures: Measures,
    *,
    codes: npt.ArrayLike | None = None,
    memory: Memory | None = None,
    overrides: Sequence[Override] = (),
    as_of: int = 0,
) -> Assigned:
    """Class customers by a ruler; alone or all together they get the same.

    `codes` are the customers', by default their positions: give one customer's own when classing it
    alone. `memory` is what the run before left; without it the figures alone decide. Overrides
    count for the customers present, while `as_of` is not past their last day.
    """
    columns = measure_columns(measures, ruler.scheme.measures)
    size = next(iter(columns.values())).size
    given = customer_codes(codes, size)
    earned, rule = earn(ruler, columns, given)
    settled = _settled(ruler, columns, given, earned, memory)
    tier, cap = _capped(ruler.scheme, columns, settled.tier)
    tier, overridden = _overridden(ruler.scheme, given, tier, in_force(overrides, as_of))
    return Assigned(tier, earned, settled.tier, cap, overridden, rule, settled.memory)


def in_force(overrides: Sequence[Override], as_of: int) -> dict[int, Override]:
    """Return the overrides that still stand, by customer; of several for one the last counts."""
    return {override.code: override for override in overrides if as_of <= override.until}


def earn(
    ruler: Ruler, columns: Mapping[str, FloatArray], codes: Int64Array, *, shift: float = 0.0
) -> tuple[TierArray, npt.NDArray[np.int16]]:
    """Return the class the figures earn, and which rule gave it (-1: none).

    `shift` moves the measure of a scheme of bands, upwards for the better.
    """
    scheme = ruler.scheme
    if isinstance(scheme.by, FirstMatch):
        return _first_match(scheme, scheme.by, columns)
    bands = [
        band_of(upwards(axis, columns[axis.measure]) + shift, codes, cuts)
        for axis, cuts in zip(scheme.axes, ruler.cuts, strict=True)
    ]
    none = np.full(codes.size, NO_ENTRY, np.int16)
    if isinstance(scheme.by, Grid):
        cells = np.array([[scheme.tier(c) for c in row] for row in scheme.by.cells], np.int8)
        return cells[bands[0], bands[1]], none
    return bands[0], none


def _first_match(
    scheme: ClassScheme, by: FirstMatch, columns: Mapping[str, FloatArray]
) -> tuple[TierArray, npt.NDArray[np.int16]]:
    size = next(iter(columns.values())).size
    rule = np.full(size, NO_ENTRY, np.int16)
    tier = np.full(size, scheme.tier(by.otherwise), np.int8)
    for number in range(len(by.rules) - 1, -1, -1):  # backwards: the first that holds writes last
        holds = all_hold(by.rules[number].when, columns)
        rule[holds] = number
        tier[holds] = scheme.tier(by.rules[number].to)
    return tier, rule


def _settled(
    ruler: Ruler,
    columns: Mapping[str, FloatArray],
    codes: Int64Array,
    earned: TierArray,
    memory: Memory | None,
) -> Settled:
    """Apply steadiness; a margin looks at what the figures would earn with a little less or more."""
    before = Memory.nothing(earned.size) if memory is None else memory
    if before.tier.size != earned.size:
        rule = f"one entry for each of {earned.size:,} customers"
        raise ValuationError("length_differs", column="memory", rows=before.tier.size, rule=rule)
    known = (before.tier >= NO_CLASS) & (before.tier < len(ruler.scheme.classes))
    refuse_rows("memory", ~known, "unknown_class", "a class of the scheme, or -1")
    margin = ruler.scheme.steady.margin
    clearly = earned
    if margin:
        less, _ = earn(ruler, columns, codes, shift=-margin)
        more, _ = earn(ruler, columns, codes, shift=margin)
        up = np.minimum(before.tier, less)
        down = np.maximum(before.tier, more)
        held = np.where(earned < before.tier, up, np.where(earned > before.tier, down, earned))
        clearly = np.where(before.tier < 0, earned, held).astype(np.int8)
    return settle(clearly, before, ruler.scheme.steady)


def _capped(
    scheme: ClassScheme, columns: Mapping[str, FloatArray], tier: TierArray
) -> tuple[TierArray, TierArray]:
    """Apply the caps; where several take a class away, the strictest is named."""
    cap = np.full(tier.size, NO_ENTRY, np.int8)
    for number, each in enumerate(scheme.caps):
        best = np.int8(scheme.tier(each.best))
        bites = all_hold(each.when, columns) & (tier < best)
        tier = np.where(bites, best, tier)
        cap[bites] = number
    return tier, cap


def _overridden(
    scheme: ClassScheme, codes: Int64Array, tier: TierArray, standing: Mapping[int, Override]
) -> tuple[TierArray, BoolArray]:
    """Put in the classes given by hand, and tell whose they are."""
    if not standing:
        return tier, np.zeros(codes.size, np.bool_)
    by_code = sorted(standing.values(), key=lambda override: override.code)
    whose = np.array([override.code for override in by_code], np.int64)
    given = np.array([scheme.tier(override.to) for override in by_code], np.int8)
    at = np.minimum(np.searchsorted(whose, codes), whose.size - 1)
    theirs = whose[at] == codes
    return np.where(theirs, given[at], tier), theirs

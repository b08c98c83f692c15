"""Conditions on named measures: data that can be stored, evaluated and turned into a way up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np

from valuation.arrays import BoolArray, FloatArray
from valuation.codes import ABOVE, AT_LEAST, AT_MOST, BELOW
from valuation.errors import ValuationError

COMPARISONS: Final = (AT_LEAST, ABOVE, BELOW, AT_MOST)
OPPOSITE: Final = {AT_LEAST: BELOW, BELOW: AT_LEAST, ABOVE: AT_MOST, AT_MOST: ABOVE}


@dataclass(frozen=True, slots=True)
class Condition:
    """A measure compared with a number, or with a number times another measure.

    Condition("days_silent", "at_least", 180); Condition("cost_share", "above", 1.5, "profit_share").
    """

    measure: str
    comparison: str  # one of COMPARISONS
    number: float
    times: str | None = None  # the other measure

    def __post_init__(self) -> None:
        if self.comparison not in COMPARISONS:
            rule = f"one of {', '.join(COMPARISONS)}"
            raise ValuationError("unknown_comparison", column="comparison", rows=1, rule=rule)
        if not isfinite(self.number):
            raise ValuationError("not_finite", column=self.comparison, rows=1, rule="a number")

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it reads."""
        return (self.measure,) if self.times is None else (self.measure, self.times)

    @property
    def opposite(self) -> "Condition":
        """The condition that holds exactly where this one does not."""
        return Condition(self.measure, OPPOSITE[self.comparison], self.number, self.times)

    def edge(self, columns: Mapping[str, FloatArray]) -> FloatArray:
        """Return the number each customer's measure is compared with."""
        if self.times is None:
            return np.full(columns[self.measure].size, self.number)
        return self.number * columns[self.times]

    def holds(self, columns: Mapping[str, FloatArray]) -> BoolArray:
        """Tell for each customer whether it holds."""
        values = columns[self.measure]
        edge = self.number if self.times is None else self.number * columns[self.times]
        if self.comparison == AT_LEAST:
            return values >= edge
        if self.comparison == ABOVE:
            return values > edge
        return values < edge if self.comparison == BELOW else values <= edge


def all_hold(conditions: Sequence[Condition], columns: Mapping[str, FloatArray]) -> BoolArray:
    """Tell for each customer whether every condition holds."""
    held = conditions[0].holds(columns)
    for condition in conditions[1:]:
        held = held & condition.holds(columns)
    return held

"""Detectors: customers who are not what they seem, each finding with its reasons."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import BoolArray, FloatArray, Int64Array, amount_column
from valuation.classes.conditions import Condition, all_hold
from valuation.classes.measures import Measures, measure_columns
from valuation.classes.reasoning import met
from valuation.codes import (
    ABOVE,
    AT_LEAST,
    BELOW,
    FALSE_BIG_CUSTOMER,
    LOSS_MAKER,
    LOSS_WARNING,
    OVER_SERVED,
)
from valuation.errors import ValuationError
from valuation.reasons import Reason


@dataclass(frozen=True, slots=True)
class Detector:
    """Finds customers who meet every condition and, where causes are named, at least one cause."""

    code: str
    when: tuple[Condition, ...]
    causes: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        if not self.when:
            rule = "one condition or more"
            raise ValuationError("no_conditions", column="when", rows=1, rule=rule)

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure it reads, each once."""
        read = (name for c in (*self.when, *self.causes) for name in c.measures)
        return tuple(dict.fromkeys(read))

    def knowing(self, measures: Collection[str]) -> "Detector":
        """Return the detector without the causes whose measures nobody has.

        ValuationError when that leaves no cause: then there is nothing to find it by.
        """
        causes = tuple(c for c in self.causes if set(c.measures) <= set(measures))
        if self.causes and not causes:
            rule = "a measure of at least one cause"
            raise ValuationError("no_causes", column="causes", rows=len(self.causes), rule=rule)
        return replace(self, causes=causes)

    def finds(self, measures: Measures) -> BoolArray:
        """Tell for each customer whether it is found."""
        columns = measure_columns(measures, self.measures)
        found = all_hold(self.when, columns)
        if self.causes:
            found = found & np.logical_or.reduce([c.holds(columns) for c in self.causes])
        return found

    def reasons(self, values: Mapping[str, float]) -> tuple[Reason, ...]:
        """Return why one customer is found: its conditions, then every cause; empty if it is not."""
        if not self.finds(values)[0]:
            return ()
        columns = measure_columns(values, self.measures)
        causes = (cause for cause in self.causes if cause.holds(columns)[0])
        return (
            Reason(self.code, None, {}),
            *(met(condition, columns) for condition in (*self.when, *causes)),
        )


# Much volume, little quality. Scores are percentiles 0..100; contribution is in money.
FALSE_BIG: Final = Detector(
    FALSE_BIG_CUSTOMER,
    (Condition("sales_score", AT_LEAST, 80),),
    (
        Condition("net_contribution", BELOW, 0),
        Condition("profit_score", BELOW, 40),
        Condition("payment_score", BELOW, 40),
        Condition("growth_score", BELOW, 40),
    ),
)

# Its share of the cost to serve exceeds its share of the profit by half or more.
SERVED_TOO_WELL: Final = Detector(
    OVER_SERVED,
    (Condition("cost_share", ABOVE, 0), Condition("cost_share", ABOVE, 1.5, "profit_share")),
)

# Two losing periods warn; from three on something has to be done.
LOSING: Final = Detector(
    LOSS_WARNING, (Condition("losing_periods", AT_LEAST, 2), Condition("losing_periods", BELOW, 3))
)
LOST_MONEY: Final = Detector(LOSS_MAKER, (Condition("losing_periods", AT_LEAST, 3),))

DETECTORS: Final[Mapping[str, Detector]] = MappingProxyType(
    {each.code: each for each in (FALSE_BIG, SERVED_TOO_WELL, LOSING, LOST_MONEY)}
)


def losing_periods(contribution: npt.ArrayLike) -> Int64Array:
    """Return for how many periods in a row, up to the last, each customer's contribution is below 0.

    Shape (periods, customers), the oldest period first. Give the contribution before allocated
    cost: what is allocated does not go away when the customer does.
    """
    table = np.asarray(contribution)
    if table.ndim != 2:
        rule = "two dimensions, periods and customers"
        raise ValuationError("not_a_table", column="contribution", rows=table.size, rule=rule)
    losing = amount_column("contribution", table.ravel()).reshape(table.shape)[::-1] < 0
    return np.logical_and.accumulate(losing, axis=0).sum(axis=0, dtype=np.int64)


def share_of_total(name: str, amounts: npt.ArrayLike) -> FloatArray:
    """Return each amount in percent of all amounts above zero; 0 for everybody if there are none."""
    column = amount_column(name, amounts)
    total = column[column > 0].sum()
    return 100 * column / total if total > 0 else np.zeros(column.size)

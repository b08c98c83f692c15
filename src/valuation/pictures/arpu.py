"""ARPU, the average revenue per active customer, and why it changed.

Between two periods ARPU changes because customers of a group bring more or less each (rate), and
because other groups are active than before (mix). With shares of the active customers s and group
averages a, each split at the mean of both periods:

    change = sum of mean(s) (a1 - a0)  +  sum of (s1 - s0) (mean(a) - mean(A))

Both parts add up exactly; nothing is left over. A is the average of all.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from valuation.arrays import (
    DUST,
    BoolArray,
    FloatArray,
    Int64Array,
    amount_column,
    code_column,
    require_same_length,
)
from valuation.errors import ValuationError


@dataclass(frozen=True, slots=True)
class Arpu:
    """One period: revenue and number of its active customers, by group."""

    revenue: FloatArray  # of the active customers, per group
    active: Int64Array
    left_out: float  # revenue of customers who were not active: returns without a purchase

    @property
    def value(self) -> float | None:
        """Revenue per active customer; None if nobody was active."""
        count = int(self.active.sum())
        return float(self.revenue.sum()) / count if count else None

    @property
    def by_group(self) -> FloatArray:
        """The same per group; NaN where nobody was active."""
        averages = np.full(self.active.size, np.nan)
        np.divide(self.revenue, self.active, out=averages, where=self.active > 0)
        return averages


@dataclass(frozen=True, slots=True)
class ArpuChange:
    """Why ARPU changed from one period to another; the parts of all groups add up to the change."""

    change: float
    rate_by_group: FloatArray  # each group's customers bring more or less
    mix_by_group: FloatArray  # the group's share of the active customers grew or shrank

    @property
    def rate(self) -> float:
        """The change at unchanged shares of the groups."""
        return float(self.rate_by_group.sum())

    @property
    def mix(self) -> float:
        """The change that other shares of the groups bring."""
        return float(self.mix_by_group.sum())


def arpu(
    amount: npt.ArrayLike,
    *,
    group: npt.ArrayLike | None = None,
    groups: int = 1,
    active: npt.ArrayLike | None = None,
) -> Arpu:
    """Return revenue and active customers of a period, by group.

    `amount` is each customer's revenue of the period, in one unit; `group` holds codes
    0..groups-1, by default all are one group. Active is whose amount is above zero, unless
    `active` (true or false per customer) says otherwise. Raises ValuationError naming column,
    number of rows and rule.
    """
    amounts = amount_column("amount", amount)
    codes = np.zeros(amounts.size, np.int64) if group is None else np.asarray(group)
    codes = code_column("group", codes, groups)
    chosen = amounts > DUST if active is None else _flags(active)
    require_same_length({"amount": amounts, "group": codes, "active": chosen})
    return Arpu(
        revenue=np.bincount(codes[chosen], weights=amounts[chosen], minlength=groups),
        active=np.bincount(codes[chosen], minlength=groups),
        left_out=float(amounts[~chosen].sum()),
    )


def arpu_change(before: Arpu, after: Arpu) -> ArpuChange:
    """Split the change of ARPU into rate and mix.

    A group active in one period alone changed its share, not its rate. Raises ValuationError
    unless both periods have the same groups and somebody active.
    """
    first, last = before.value, after.value
    if before.active.size != after.active.size:
        rule = f"as many groups as before ({before.active.size:,})"
        raise ValuationError("length_differs", column="group", rows=after.active.size, rule=rule)
    if first is None or last is None:
        raise ValuationError(
            "nobody_active", column="active", rows=0, rule="an active customer in both periods"
        )
    share = np.array([each.active / each.active.sum() for each in (before, after)])
    mean = np.array([before.by_group, after.by_group])
    mean = np.where(
        np.isnan(mean), mean[::-1], mean
    )  # a new or a gone group keeps its only average
    mean = np.where(np.isnan(mean), 0.0, mean)
    rate = share.mean(axis=0) * (mean[1] - mean[0])
    mix = (share[1] - share[0]) * (mean.mean(axis=0) - (first + last) / 2)
    return ArpuChange(last - first, rate, mix)


def _flags(active: npt.ArrayLike) -> BoolArray:
    flags = np.asarray(active)
    if flags.dtype != np.bool_:
        raise ValuationError(
            "not_true_or_false", column="active", rows=flags.size, rule="true or false"
        )
    return flags

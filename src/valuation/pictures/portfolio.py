"""The structure of a customer base against the structure one wants."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from valuation.arrays import (
    FloatArray,
    Int64Array,
    amount_column,
    code_column,
    require_same_length,
)
from valuation.errors import ValuationError

FULL = 100.0  # targets are percentages
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Each group's customers and amount against its target; shares in percent."""

    customers: Int64Array  # per group
    amount: FloatArray  # per group: what the share is of
    share: FloatArray  # NaN where the whole is not above zero
    target: FloatArray

    @property
    def gap(self) -> FloatArray:
        """Share minus target, in percentage points: above zero is more than wanted."""
        return self.share - self.target

    @property
    def off_target(self) -> float:
        """What part of the whole is in the wrong group, in percent: half the sum of all gaps."""
        return float(np.abs(self.gap).sum() / 2)

    @property
    def to_move(self) -> FloatArray:
        """What each group has too much (above zero) or too little, in the unit of the amount."""
        return self.gap / FULL * self.amount.sum()


def portfolio(
    group: npt.ArrayLike, target: npt.ArrayLike, *, amount: npt.ArrayLike | None = None
) -> Portfolio:
    """Return the structure of a base by group, against target shares.

    `group` holds one code 0..len(target)-1 per customer, `target` percentages that total 100.
    Without `amount` (one per customer, in one unit) customers are counted. Raises ValuationError
    naming column, number of rows and rule.
    """
    targets = _targets(target)
    codes = code_column("group", group, targets.size)
    amounts = np.ones(codes.size) if amount is None else amount_column("amount", amount)
    require_same_length({"group": codes, "amount": amounts})
    totals = np.bincount(codes, weights=amounts, minlength=targets.size)
    whole = float(totals.sum())
    return Portfolio(
        customers=np.bincount(codes, minlength=targets.size),
        amount=totals,
        share=totals * FULL / whole if whole > 0 else np.full(targets.size, np.nan),
        target=targets,
    )


def _targets(target: npt.ArrayLike) -> FloatArray:
    targets = amount_column("target", target)
    if np.any(targets < 0) or abs(float(targets.sum()) - FULL) > TOLERANCE:
        rule = "percentages of 0 or more that total 100"
        raise ValuationError("targets_total", column="target", rows=targets.size, rule=rule)
    return targets

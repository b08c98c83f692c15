"""What every estimate of an effect reads, and what every one of them says.

There is no way to ask for treated minus untreated: each row must say what was before the action,
and a before that is the same for everybody is refused.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import stdtr, stdtrit

from valuation.arrays import BoolArray, FloatArray, Int64Array
from valuation.codes import (
    EFFECT_NOT_SHOWN,
    FEW_CLUSTERS,
    FEW_CUSTOMERS_DECIDE,
    SMALL_SAMPLE,
)
from valuation.contracts import CODE, GROUP, NUMBER, YES_NO, Contract, Facts, Field, RowRule
from valuation.errors import ValuationError

type Method = Literal["difference_in_differences", "cuped", "matched", "stratified"]

LEVEL: Final = 0.95
FEWEST_CUSTOMERS: Final = 30  # treated, and untreated; below, the interval is a rough one
FEWEST_CLUSTERS: Final = 10
DECIDING_SHARE: Final = 0.5  # of the variance from one cluster or customer

OUTCOMES: Final = Contract(
    "outcomes",
    (
        Field("customer", CODE, "each once"),
        Field("treated", YES_NO, "had the action"),
        Field("before", NUMBER, "the measure over the period before the action"),
        Field("after", NUMBER, "the same measure over an equally long period after it"),
        Field("earlier", NUMBER, "the same, one period before `before`", "trends not checked"),
        Field("cluster", GROUP, "who is treated together: owner, region", "by oneself"),
    ),
    (
        RowRule(
            "customer_twice",
            "customer",
            "each customer once",
            lambda rows: np.bincount(rows.customer, minlength=rows.customers)[rows.customer] > 1,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Balance:
    """How alike treated and untreated are in one covariate, in standard deviations."""

    covariate: str
    treated_mean: float
    control_mean: float  # as compared: of the matched controls, weighted
    difference: float  # standardised, as compared
    difference_unmatched: float  # standardised, before matching


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect per treated customer in the unit of the measure, and how far to trust it."""

    method: Method
    estimate: float
    standard_error: float
    low: float
    high: float
    p_value: float
    treated: int  # customers the estimate rests on
    control: int
    level: float  # of the interval
    notes: tuple[str, ...]  # codes of what weakens the evidence
    balance: tuple[Balance, ...]
    placebo: "Effect | None" = None  # the same estimate one period earlier, where nothing was done
    variance_kept: float = 1.0  # by CUPED, of the variance without it

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class ActionReturn:
    """What the treated customers brought in all, against what the action cost."""

    gain: float
    cost: float
    ratio: float
    low: float  # of the ratio
    high: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two means with a variance robust to clusters."""

    estimate: float
    standard_error: float
    freedom: float
    notes: tuple[str, ...]


def action_return(effect: Effect, cost: float) -> ActionReturn:
    """Return the effect on all treated customers per unit of cost, with its interval."""
    if not cost > 0:
        raise ValuationError("cost_out_of_range", column="cost", rows=1, rule="above 0")
    gain = effect.estimate * effect.treated
    per_cost = effect.treated / cost
    return ActionReturn(
        gain, cost, gain / cost, effect.low * per_cost, effect.high * per_cost, effect.notes
    )


def require_outcomes(outcomes: Facts) -> None:
    """Refuse outcomes without two groups, or without a before that tells customers apart."""
    outcomes.require(OUTCOMES)
    if min(counts_of(outcomes)) < 2:
        rule = "2 or more customers with the action and 2 or more without"
        raise ValuationError("no_comparison", column="treated", rows=outcomes.rows, rule=rule)
    if np.ptp(outcomes.number("before")) == 0:
        rule = "what was before differs between customers: else nothing is compared but the after"
        raise ValuationError("before_alike", column="before", rows=outcomes.rows, rule=rule)


def clusters_of(outcomes: Facts) -> Int64Array:
    """Return a cluster code per row; who has none is a cluster alone."""
    named = outcomes.number("cluster")
    alone = np.isnan(named)
    own = np.nanmax(named, initial=-1.0) + 1 + np.arange(named.size)
    _, codes = np.unique(np.where(alone, own, named), return_inverse=True)
    return codes.astype(np.int64)


def difference(values: FloatArray, treated: BoolArray, cluster: Int64Array) -> Difference:
    """Return mean of treated - mean of untreated, for values that are changes already.

    Where every cluster is in one group: Welch's test on clusters, which for customers by themselves
    is Welch's t-test. Where clusters mix: the sandwich with the usual small-sample factor.
    """
    means = {side: float(values[treated == side].mean()) for side in (True, False)}
    counts = {side: int(np.count_nonzero(treated == side)) for side in (True, False)}
    share = np.where(
        treated,
        (values - means[True]) / counts[True],
        -(values - means[False]) / counts[False],
    )
    sums = np.bincount(cluster, weights=share)
    size, with_action = np.bincount(cluster), np.bincount(cluster, weights=treated)
    mixed = bool(np.any((with_action > 0) & (with_action < size)))
    variance, freedom = _mixed(sums, values.size) if mixed else _nested(sums, with_action > 0)
    notes = _weakness(counts, sums, with_action > 0, with_action < size)
    return Difference(means[True] - means[False], float(np.sqrt(variance)), freedom, notes)


def effect_of(
    method: Method,
    found: Difference,
    counts: tuple[int, int],
    *,
    level: float,
    notes: tuple[str, ...] = (),
    balance: tuple[Balance, ...] = (),
) -> Effect:
    """Return a difference as an effect with its interval; counts are of treated and untreated."""
    if not 0 < level < 1:
        raise ValuationError("level_out_of_range", column="level", rows=1, rule="between 0 and 1")
    reach = float(stdtrit(found.freedom, (1 + level) / 2)) * found.standard_error
    low, high = found.estimate - reach, found.estimate + reach
    not_shown = () if low > 0 or high < 0 else (EFFECT_NOT_SHOWN,)
    return Effect(
        method=method,
        estimate=found.estimate,
        standard_error=found.standard_error,
        low=low,
        high=high,
        p_value=_p_value(found),
        treated=counts[0],
        control=counts[1],
        level=level,
        notes=tuple(dict.fromkeys((*found.notes, *notes, *not_shown))),
        balance=balance,
    )


def counts_of(outcomes: Facts) -> tuple[int, int]:
    """Return the number of treated and of untreated customers."""
    treated = int(np.count_nonzero(outcomes.flag("treated")))
    return treated, outcomes.rows - treated


def balance_of(
    name: str,
    column: FloatArray,
    treated: BoolArray,
    weight: FloatArray | None = None,
    kept: BoolArray | None = None,
) -> Balance:
    """Compare a covariate between the groups, the untreated weighted as they are compared.

    `kept` are the treated that found a comparison. The standard deviation is that of both groups
    before matching, so that matching cannot hide a difference by shrinking it.
    """
    here, there = column[treated], column[~treated]
    spread = float(np.sqrt((here.var(ddof=1) + there.var(ddof=1)) / 2))
    compared = float(column[treated if kept is None else kept].mean())
    control = float(np.average(there, weights=None if weight is None else weight[~treated]))
    raw = float(here.mean() - there.mean())
    if spread == 0:
        spread = 1.0
    return Balance(name, compared, control, (compared - control) / spread, raw / spread)


def _p_value(found: Difference) -> float:
    if found.standard_error == 0:
        return 1.0 if found.estimate == 0 else 0.0
    return float(2 * stdtr(found.freedom, -abs(found.estimate) / found.standard_error))


def _nested(sums: FloatArray, with_action: BoolArray) -> tuple[float, float]:
    """Return variance and Satterthwaite's degrees of freedom from clusters of one group each."""
    parts, freedom = [], []
    for group in (sums[with_action], sums[~with_action]):
        if group.size < 2:
            rule = "2 or more clusters with the action and 2 or more without"
            raise ValuationError("no_comparison", column="cluster", rows=group.size, rule=rule)
        parts.append(float(group @ group) * group.size / (group.size - 1))
        freedom.append(group.size - 1)
    whole = sum(parts)
    if whole == 0:
        return 0.0, float(sum(freedom))
    pooled = sum(part**2 / free for part, free in zip(parts, freedom, strict=True))
    return whole, whole**2 / pooled


def _mixed(sums: FloatArray, rows: int) -> tuple[float, float]:
    """Return the sandwich variance of a regression on treatment, and clusters - 1."""
    if sums.size < 2:
        rule = "2 or more clusters"
        raise ValuationError("no_comparison", column="cluster", rows=rows, rule=rule)
    factor = sums.size / (sums.size - 1) * (rows - 1) / (rows - 2)
    return float(sums @ sums) * factor, float(sums.size - 1)


def _weakness(
    counts: dict[bool, int], sums: FloatArray, with_action: BoolArray, without: BoolArray
) -> tuple[str, ...]:
    squares = np.square(sums)
    clusters = min(int(np.count_nonzero(with_action)), int(np.count_nonzero(without)))
    clustered = sums.size < sum(counts.values())
    found = (
        (SMALL_SAMPLE, min(counts.values()) < FEWEST_CUSTOMERS),
        (FEW_CLUSTERS, clustered and clusters < FEWEST_CLUSTERS),
        (FEW_CUSTOMERS_DECIDE, float(squares.max()) > DECIDING_SHARE * float(squares.sum())),
    )
    return tuple(code for code, holds in found if holds)

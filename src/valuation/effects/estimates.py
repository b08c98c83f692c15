"""Difference-in-differences, and CUPED for actions assigned at random."""

from dataclasses import replace
from typing import Final

import numpy as np

from valuation.arrays import FloatArray
from valuation.codes import COVARIATE_UNRELATED, POOR_BALANCE, TRENDS_DOUBTFUL, TRENDS_UNCHECKED
from valuation.contracts import Facts
from valuation.effects.outcomes import (
    LEVEL,
    Effect,
    balance_of,
    clusters_of,
    counts_of,
    difference,
    effect_of,
    require_outcomes,
)
from valuation.errors import ValuationError

STARTS_ALIKE: Final = 0.25  # standard deviations between the groups' means before the action
DOUBT: Final = 0.10  # p value of the placebo below which the trends are doubted
RELATED: Final = 0.05  # correlation of before and after below which CUPED gains nothing


def difference_in_differences(outcomes: Facts, *, level: float = LEVEL) -> Effect:
    """Return the change of the treated less the change of the untreated.

    `outcomes` are facts of OUTCOMES. Right if both groups would have moved alike without the
    action; where `earlier` is known for everybody that is checked on the period before (placebo).
    """
    require_outcomes(outcomes)
    before, treated = outcomes.number("before"), outcomes.flag("treated")
    found = difference(outcomes.number("after") - before, treated, clusters_of(outcomes))
    placebo = _placebo(outcomes, level)
    alike = balance_of("before", before, treated)
    notes = (
        *((TRENDS_UNCHECKED,) if placebo is None else ()),
        *((TRENDS_DOUBTFUL,) if placebo is not None and placebo.p_value < DOUBT else ()),
        *((POOR_BALANCE,) if abs(alike.difference) > STARTS_ALIKE else ()),
    )
    effect = effect_of(
        "difference_in_differences",
        found,
        counts_of(outcomes),
        level=level,
        notes=notes,
        balance=(alike,),
    )
    return replace(effect, placebo=placebo)


def cuped(outcomes: Facts, *, assigned_at_random: bool, level: float = LEVEL) -> Effect:
    """Return the effect of an action assigned at random, its noise reduced by what was before.

    after' = after - theta * (before - mean before), theta = cov(after, before) / var(before). The
    caller states that chance decided who got the action; else it is refused.
    """
    require_outcomes(outcomes)
    if not assigned_at_random:
        rule = "assignment at random; else use difference_in_differences or matched"
        raise ValuationError("not_at_random", column="treated", rows=outcomes.rows, rule=rule)
    before, after = outcomes.number("before"), outcomes.number("after")
    treated = outcomes.flag("treated")
    adjusted, kept = _adjust(before, after)
    alike = balance_of("before", before, treated)
    unlucky = difference(before, treated, clusters_of(outcomes))
    notes = (
        *((COVARIATE_UNRELATED,) if kept > 1 - RELATED**2 else ()),
        *((POOR_BALANCE,) if abs(unlucky.estimate) > 3 * unlucky.standard_error else ()),
    )
    found = difference(adjusted, treated, clusters_of(outcomes))
    effect = effect_of(
        "cuped", found, counts_of(outcomes), level=level, notes=notes, balance=(alike,)
    )
    return replace(effect, variance_kept=kept)


def _adjust(before: FloatArray, after: FloatArray) -> tuple[FloatArray, float]:
    """Return the adjusted outcome, and the share of its variance that is left."""
    centred = before - before.mean()
    theta = float(centred @ (after - after.mean())) / float(centred @ centred)
    adjusted = after - theta * centred
    varies = float(after.var())
    return adjusted, float(adjusted.var()) / varies if varies else 1.0


def _placebo(outcomes: Facts, level: float) -> Effect | None:
    """Return the same estimate one period earlier, where there was no action to have an effect."""
    earlier = outcomes.number("earlier")
    if np.isnan(earlier).any():
        return None
    change = outcomes.number("before") - earlier
    found = difference(change, outcomes.flag("treated"), clusters_of(outcomes))
    return effect_of("difference_in_differences", found, counts_of(outcomes), level=level)

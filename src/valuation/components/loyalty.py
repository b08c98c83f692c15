"""Satisfaction and loyalty: what a customer says, and what the buying says."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int32Array
from valuation.components.rhythm import purchase_days
from valuation.contracts import (
    CODE,
    COUNT,
    DAY,
    NUMBER,
    Contract,
    Facts,
    Field,
    RowRule,
    Unit,
    per_customer,
)
from valuation.errors import ValuationError
from valuation.judgement.points import WHOLE, saturating, weigh
from valuation.orders.kernels import NO_DAY
from valuation.orders.state import OrderLog, summarise

SCORE: Final = Unit("score", "number", 0, 100)
QUARTER: Final = 91

SURVEYS: Final = Contract(
    "survey answers",
    (
        Field("customer", CODE, "who answered"),
        Field("day", DAY, "when"),
        Field("answer", NUMBER, "on the scale of the question"),
        Field("lowest", NUMBER, "worst answer of the scale", "0"),
        Field("highest", NUMBER, "best answer of the scale", "10"),
    ),
    (
        RowRule(
            "answer_off_scale",
            "answer",
            "within a scale whose highest answer lies above its lowest",
            lambda rows: (
                (rows.number("answer") < rows.number("lowest", 0.0))
                | (rows.number("answer") > rows.number("highest", 10.0))
                | (rows.number("lowest", 0.0) >= rows.number("highest", 10.0))
            ),
        ),
    ),
)
LOYALTY_SIGNS: Final = Contract(
    "loyalty signs",
    (
        Field("won_referrals", COUNT, "referrals that became customers", "unknown"),
        Field("satisfied", SCORE, "satisfaction", "unknown"),
    ),
)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What customers say; arrays have one entry per customer."""

    score: FloatArray  # 0..100; NaN for who never answered
    answers: FloatArray  # count


def satisfaction(surveys: Facts, *, as_of: int, half_life: float = 180.0) -> Satisfaction:
    """Return the mean answer of each customer, older answers counting less.

    An answer `half_life` days older weighs half as much; every scale is stretched to 0..100.
    """
    surveys.require(SURVEYS)
    if not half_life > 0:
        raise ValuationError("half_life_out_of_range", column="half_life", rows=1, rule="above 0")
    heard = surveys.where(surveys.day("day") <= as_of)
    lowest, highest = heard.number("lowest", 0.0), heard.number("highest", 10.0)
    score = WHOLE * (heard.number("answer") - lowest) / (highest - lowest)
    age = as_of - heard.day("day").astype(np.float64)
    weight = np.exp2(-np.minimum(age / half_life, 500.0))  # so that it never vanishes
    mean = per_customer(heard.total(weight * score), heard.total(weight))
    return Satisfaction(np.clip(mean, 0.0, WHOLE), heard.total())  # rounding stays on the scale


@dataclass(frozen=True, slots=True)
class LoyaltyRule:
    """How loyalty becomes an index of 0..100; a reading, not a law: change it at will."""

    repeat: float = 40.0  # weights of the parts
    tenure: float = 20.0
    referrals: float = 15.0
    satisfaction: float = 25.0
    half_tenure: float = 2 * 365.0  # days since the first purchase that earn half of the part
    half_referrals: float = 1.0
    periods: int = 4  # recent periods that are looked at for purchases
    period_days: int = QUARTER


@dataclass(frozen=True, slots=True)
class Loyalty:
    """Loyalty and its parts, 0..100 each; NaN where unknown."""

    repeat: FloatArray  # share of the recent periods, since the first purchase, with a purchase
    tenure: FloatArray
    referrals: FloatArray
    satisfaction: FloatArray
    index: FloatArray


def loyalty(
    log: OrderLog,
    *,
    as_of: int,
    won_referrals: npt.ArrayLike | None = None,
    satisfied: npt.ArrayLike | None = None,
    rule: LoyaltyRule | None = None,
) -> Loyalty:
    """Return the loyalty index: buying again, staying, recommending, being satisfied.

    `won_referrals` is a count per customer, `satisfied` a score 0..100, NaN where unknown. A part
    unknown leaves its weight to the others; who never bought has no index (NaN).
    """
    used = rule or LoyaltyRule()
    state = summarise(log, as_of)
    tenure = saturating(state.history().age.astype(np.float64), used.half_tenure)
    referred = LOYALTY_SIGNS.column("won_referrals", won_referrals, log.customers)
    parts = {
        "repeat": _repeat(log, state.first_day, as_of, used),
        "tenure": np.where(state.buyers, tenure, np.nan),
        "referrals": saturating(referred, used.half_referrals),
        "satisfaction": LOYALTY_SIGNS.column("satisfied", satisfied, log.customers),
    }
    weights = {name: float(getattr(used, name)) for name in parts}
    return Loyalty(**parts, index=np.where(state.buyers, weigh(parts, weights), np.nan))


def _repeat(log: OrderLog, first_day: Int32Array, as_of: int, rule: LoyaltyRule) -> FloatArray:
    """Return the share of recent periods with a purchase, of those since the first purchase."""
    customer, day = purchase_days(log.between(as_of - rule.periods * rule.period_days, as_of))
    period = (as_of - day) // rule.period_days
    active = np.unique(customer * rule.periods + period) // rule.periods
    bought = np.bincount(active, minlength=log.customers).astype(np.float64)
    age = np.where(first_day == NO_DAY, -1, as_of - first_day.astype(np.int64))
    possible = np.clip(age // rule.period_days + 1, 0, rule.periods).astype(np.float64)
    return WHOLE * per_customer(bought, possible)

"""Churn risk: the odds that a customer is leaving, and what moves them.

The purchase model says how likely a customer has left already. What it cannot see (a complaint,
falling satisfaction, a benefit we brought) multiplies those odds by stated factors.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from valuation.arrays import FloatArray
from valuation.components.loyalty import SCORE
from valuation.contracts import (
    AMOUNT,
    AMOUNT_FROM_0,
    CODE,
    COUNT,
    DAY,
    SHARE,
    Contract,
    Facts,
    Field,
    Unit,
)
from valuation.errors import ValuationError
from valuation.orders.kernels import NO_DAY

YEAR: Final = 365
SURE: Final = 0.99  # the purchase model is never believed beyond this, either way
BALANCE: Final = Unit("balance", "number", -1, 1)
INDIFFERENT: Final = 50.0  # satisfaction that moves nothing

COMPLAINTS: Final = Contract(
    "complaints",
    (
        Field("customer", CODE, "who complains"),
        Field("day", DAY, "when"),
        Field("settled", DAY, "when it was settled", "still open"),
    ),
)
BENEFITS: Final = Contract(
    "benefits",
    (
        Field("customer", CODE, "for whom"),
        Field("day", DAY, "when it was recorded"),
        Field("amount", AMOUNT_FROM_0, "saved or earned by the customer through us"),
    ),
)
CHURN_SIGNS: Final = Contract(
    "churn signs",
    (
        Field("alive", SHARE, "probability of still being a customer", "the usual risk"),
        Field("trend", BALANCE, "of sales, as the balance of growth", "no trend"),
        Field("satisfied", SCORE, "satisfaction", "moves nothing"),
        Field("benefit", COUNT, "what we brought, as a share of sales", "none recorded"),
        Field("sales", AMOUNT, "the benefits are compared with"),
    ),
)


@dataclass(frozen=True, slots=True)
class ChurnRule:
    """By what the odds of leaving are multiplied; a reading, not a law: change it at will."""

    trend: float = 4.0  # sales fallen to nothing; risen from nothing divides
    open_complaint: float = 2.0  # each
    settled_complaint: float = 1.25  # each
    dissatisfied: float = 2.5  # satisfaction 0; satisfaction 100 divides
    benefit: float = 2.0  # divides: benefits as large as the sales
    usual: float = 0.2  # risk where no purchase model speaks


@dataclass(frozen=True, slots=True)
class ChurnRisk:
    """The risk of leaving; arrays have one entry per customer."""

    risk: FloatArray  # 0..1
    base: FloatArray  # 0..1, what the purchase model alone says
    factors: dict[str, FloatArray]  # of the odds; above 1 raises the risk, below 1 lowers it


def churn_risk(
    alive: npt.ArrayLike,
    *,
    as_of: int,
    days: int = YEAR,
    trend: npt.ArrayLike | None = None,
    satisfied: npt.ArrayLike | None = None,
    complaints: Facts | None = None,
    benefit: npt.ArrayLike | None = None,
    rule: ChurnRule | None = None,
) -> ChurnRisk:
    """Return the risk that a customer is leaving: odds of the purchase model times the factors.

    One entry per customer, NaN where unknown: `alive` the probability of still being a customer,
    `trend` the balance of growth (-1..1), `satisfied` a score 0..100, `benefit` what we bring as a
    share of what is bought (see benefit_share). What is not given moves nothing.
    """
    used = rule or ChurnRule()
    _require_factors(used)
    customers = np.asarray(alive).size
    known = CHURN_SIGNS.column("alive", alive, customers)
    base = np.where(np.isnan(known), used.usual, np.clip(1 - known, 1 - SURE, SURE))
    direction = np.nan_to_num(CHURN_SIGNS.column("trend", trend, customers))
    said = CHURN_SIGNS.column("satisfied", satisfied, customers)
    mood = np.nan_to_num((INDIFFERENT - said) / INDIFFERENT)
    brought = np.nan_to_num(CHURN_SIGNS.column("benefit", benefit, customers))
    still_open, settled = _complaint_counts(complaints, customers, as_of, days)
    factors = {
        "trend": used.trend**-direction,
        "open_complaints": used.open_complaint**still_open,
        "settled_complaints": used.settled_complaint**settled,
        "satisfaction": used.dissatisfied**mood,
        "benefits": used.benefit ** -np.minimum(brought, 1.0),
    }
    log_odds = np.log(base / (1 - base)) + sum(np.log(factor) for factor in factors.values())
    return ChurnRisk(expit(log_odds), base, factors)


def benefit_share(
    benefits: Facts, sales: npt.ArrayLike, *, as_of: int, days: int = YEAR
) -> FloatArray:
    """Return the benefits recorded in the last `days` / the sales of the same days.

    Benefits without sales count as large as sales: 1.
    """
    benefits.require(BENEFITS)
    sold = np.maximum(CHURN_SIGNS.column("sales", sales, benefits.customers), 0.0)
    recent = benefits.within("day", as_of - days, as_of)
    amount = recent.total(recent.number("amount"))
    return np.divide(amount, sold, out=(amount > 0).astype(np.float64), where=sold > 0)


def _complaint_counts(
    complaints: Facts | None, customers: int, as_of: int, days: int
) -> tuple[FloatArray, FloatArray]:
    """Return open complaints of any age, and those of the last days that are settled."""
    if complaints is None:
        return np.zeros(customers), np.zeros(customers)
    complaints.require(COMPLAINTS, customers)
    heard = complaints.where(complaints.day("day") <= as_of)
    settled = (heard.day("settled") != NO_DAY) & (heard.day("settled") <= as_of)
    lately = heard.where(settled).within("day", as_of - days, as_of)
    return heard.where(~settled).total(), lately.total()


def _require_factors(rule: ChurnRule) -> None:
    factors = (rule.trend, rule.open_complaint, rule.settled_complaint)
    wrong = sum(not factor >= 1 for factor in (*factors, rule.dissatisfied, rule.benefit))
    if wrong or not 0 < rule.usual < 1:
        words = "factors of 1 or more, and a usual risk between 0 and 1"
        raise ValuationError("factor_out_of_range", column="rule", rows=max(wrong, 1), rule=words)

"""Reference effect: what a customer brings through others.

The value of referrals follows V. Kumar, J. A. Petersen, R. P. Leone (2007), How valuable is word of
mouth?, Harvard Business Review 85(10). A type 1 referral would not have come otherwise and brings
its whole lifetime value; a type 2 would have come anyway and saves what winning it would have cost.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int64Array, amount_column, require_same_length
from valuation.contracts import (
    AMOUNT,
    AMOUNT_FROM_0,
    CODE,
    COUNT,
    DAY,
    Contract,
    Facts,
    Field,
    Unit,
)
from valuation.judgement.points import WHOLE, saturating, weigh
from valuation.orders.kernels import NO_DAY

THREE_YEARS: Final = 3 * 365
GRADE: Final = Unit("brand grade", "number", 0, 5)

REFERRALS: Final = Contract(
    "referrals",
    (
        Field("customer", CODE, "who referred"),
        Field("won", DAY, "when the referred became a customer", "not won"),
        Field(
            "type",
            Unit("referral type", "number", 1, 2, whole=True),
            "1: would not have come otherwise",
            "type 2",
        ),
        Field("value", AMOUNT, "lifetime value of the referred", "nothing yet"),
        Field("saved", AMOUNT_FROM_0, "cost of winning it otherwise", "the usual cost"),
        Field("reward", AMOUNT_FROM_0, "paid for the referral", "nothing"),
    ),
)
REFERENCES: Final = Contract(
    "references given",
    (
        Field("customer", CODE, "who stood as a reference"),
        Field("day", DAY, "when: case study, site visit, call, talk"),
        Field("weight", COUNT, "how much this one counts", "1"),
    ),
)


BRANDS: Final = Contract(
    "brand grades",
    (Field("brand", GRADE, "how much the name impresses others", "not graded: 0"),),
)


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """How reference effect becomes a score of 0..100; a reading, not a law: change it at will."""

    value: float = 30.0  # weights of the parts
    wins: float = 20.0
    references: float = 20.0
    brand: float = 30.0
    half_value: float = 100_000.0  # referral value that earns half of its part
    half_wins: float = 2.0
    half_references: float = 3.0


@dataclass(frozen=True, slots=True)
class ReferenceEffect:
    """What a customer brings through others; arrays have one entry per customer."""

    referral_value: FloatArray  # amount: types 1 and 2 together
    type_1: FloatArray  # amount
    type_2: FloatArray  # amount
    won_referrals: FloatArray  # count
    references: FloatArray  # weighted count
    brand: FloatArray  # grade 0..5, 0 where unknown
    score: FloatArray  # 0..100


def reference_effect(
    referrals: Facts,
    *,
    as_of: int,
    days: int = THREE_YEARS,
    usual_cost: float = 0.0,
    references: Facts | None = None,
    brand: npt.ArrayLike | None = None,
    rule: ReferenceRule | None = None,
) -> ReferenceEffect:
    """Return the reference effect of the last `days`.

    `referrals` are facts of REFERRALS, `references` of REFERENCES, `brand` one grade 0..5 per
    customer, NaN where not graded. `usual_cost` is what winning a customer costs without referral.
    """
    referrals.require(REFERRALS)
    customers = referrals.customers
    won = referrals.where(referrals.day("won") != NO_DAY).within("won", as_of - days, as_of)
    type_1, type_2 = _referral_value(won, usual_cost)
    given = _references(references, customers, as_of, days)
    grade = np.nan_to_num(BRANDS.column("brand", brand, customers))
    return ReferenceEffect(
        referral_value=type_1 + type_2,
        type_1=type_1,
        type_2=type_2,
        won_referrals=won.total(),
        references=given,
        brand=grade,
        score=_score(type_1 + type_2, won.total(), given, grade, rule or ReferenceRule()),
    )


type ReferralSegment = Literal["champions", "affluents", "advocates", "misers"]
SEGMENTS: Final[tuple[ReferralSegment, ...]] = ("champions", "affluents", "advocates", "misers")


def referral_segments(
    lifetime: npt.ArrayLike,
    referral: npt.ArrayLike,
    *,
    lifetime_cut: float | None = None,
    referral_cut: float | None = None,
) -> Int64Array:
    """Return each customer's position in SEGMENTS: own value and referral value, high or low.

    High is above the cut, without one above the median. Champions have both, affluents buy but do
    not refer, advocates refer but do not buy, misers do neither.
    """
    own, brought = amount_column("lifetime", lifetime), amount_column("referral", referral)
    require_same_length({"lifetime": own, "referral": brought})
    if own.size == 0:
        return np.zeros(0, np.int64)
    rich = own > (np.median(own) if lifetime_cut is None else lifetime_cut)
    vocal = brought > (np.median(brought) if referral_cut is None else referral_cut)
    segment: Int64Array = np.where(rich, np.where(vocal, 0, 1), np.where(vocal, 2, 3))
    return segment


def _referral_value(won: Facts, usual_cost: float) -> tuple[FloatArray, FloatArray]:
    """Return the value of type 1 and of type 2 referrals, rewards taken off."""
    first = won.number("type", 2.0) == 1
    reward = won.number("reward", 0.0)
    brings = won.number("value", 0.0) - reward
    saves = won.number("saved", usual_cost) - reward
    return won.total(np.where(first, brings, 0.0)), won.total(np.where(first, 0.0, saves))


def _references(references: Facts | None, customers: int, as_of: int, days: int) -> FloatArray:
    if references is None:
        return np.zeros(customers)
    references.require(REFERENCES, customers)
    recent = references.within("day", as_of - days, as_of)
    return recent.total(recent.number("weight", 1.0))


def _score(
    value: FloatArray,
    wins: FloatArray,
    given: FloatArray,
    grade: FloatArray,
    rule: ReferenceRule,
) -> FloatArray:
    parts = {
        "value": saturating(value, rule.half_value),
        "wins": saturating(wins, rule.half_wins),
        "references": saturating(given, rule.half_references),
        "brand": WHOLE * grade / GRADE.most,
    }
    weights = {
        "value": rule.value,
        "wins": rule.wins,
        "references": rule.references,
        "brand": rule.brand,
    }
    return weigh(parts, weights)

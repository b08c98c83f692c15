"""Credit: how a customer pays, and how far the limit is used.

Everything is as it was known at the end of `as_of`: a payment of a later day has not happened yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import DUST, BoolArray, FloatArray, Int32Array
from valuation.contracts import (
    AMOUNT_FROM_0,
    CODE,
    DAY,
    YES_NO,
    Contract,
    Facts,
    Field,
    RowRule,
    per_customer,
)
from valuation.errors import ValuationError
from valuation.judgement.points import falling, weigh
from valuation.orders.kernels import NO_DAY

YEAR: Final = 365
BUCKETS: Final = (0, 30, 60, 90)  # days overdue above which the next bucket of the ageing begins

INVOICES: Final = Contract(
    "invoices",
    (
        Field("customer", CODE, "who has to pay"),
        Field("due", DAY, "the last day that is on time"),
        Field("amount", AMOUNT_FROM_0, "of the invoice, instalment or part payment"),
        Field("paid", DAY, "the day the money came", "not paid yet"),
        Field("lost", AMOUNT_FROM_0, "written off as bad debt", "nothing"),
        Field("disputed", YES_NO, "the customer contests it", "no"),
    ),
    (
        RowRule(
            "lost_above_amount",
            "lost",
            "no more than the amount",
            lambda rows: rows.number("lost", 0.0) > rows.number("amount") + DUST,
        ),
    ),
)

TERMS: Final = Contract(
    "credit terms",
    (Field("limit", AMOUNT_FROM_0, "up to which the customer may owe", "no limit"),),
)

_CONDUCT: Final = MappingProxyType(
    {"on_time": 40.0, "days_late": 25.0, "bad_debt": 20.0, "disputes": 5.0}
)


@dataclass(frozen=True, slots=True)
class CreditRule:
    """How payment behaviour becomes a score of 0..100; a reading, not a law: change it at will."""

    conduct: Mapping[str, float] = field(default_factory=lambda: _CONDUCT)  # weights of the parts
    limit: float = 10.0  # weight of the use of the limit, where there is one
    worst_days: float = 60.0  # an average this late earns nothing
    worst_loss: float = 0.10  # this share of the amounts written off earns nothing
    worst_disputes: float = 0.25
    easy_use: float = 0.80  # share of the limit up to which using it costs nothing
    neutral: float = 60.0  # the conduct of who has shown none yet ...
    patience: float = 3.0  # ... and how many invoices that opinion weighs
    grace: int = 0  # days after the due day that still count as on time


@dataclass(frozen=True, slots=True)
class Credit:
    """Payment behaviour as of a day; arrays have one entry per customer, NaN where unknown."""

    invoices: FloatArray  # count, whose outcome is known
    on_time_share: FloatArray
    days_late: FloatArray  # mean, weighted by amount; early is 0
    bad_debt_share: FloatArray  # of the amounts
    dispute_share: FloatArray  # of the amounts
    open_amount: FloatArray
    overdue_amount: FloatArray
    use_of_limit: FloatArray  # open / limit; infinite where the limit is 0 and something is open
    score: FloatArray  # 0..100, never unknown


def credit(
    invoices: Facts,
    *,
    as_of: int,
    days: int = YEAR,
    limit: npt.ArrayLike | None = None,
    rule: CreditRule | None = None,
) -> Credit:
    """Return the payment behaviour of the last `days`, and its score.

    `invoices` are facts of INVOICES, one row per instalment or part payment; `limit` one credit
    limit per customer, NaN for none. Invoices count when they were due within the days, or are
    still open and overdue however old.
    """
    invoices.require(INVOICES)
    used = rule or CreditRule()
    counted, late = _counted(invoices, as_of, days)
    measured = _measure(counted, late, used.grace)
    owed = _owed(invoices, as_of)
    use = _use_of_limit(invoices.total(owed), limit, invoices.customers)
    overdue = np.where(invoices.day("due") < as_of, owed, 0.0)
    return Credit(
        **measured,
        open_amount=invoices.total(owed),
        overdue_amount=invoices.total(overdue),
        use_of_limit=use,
        score=_score(measured, use, used),
    )


def ageing(invoices: Facts, *, as_of: int, buckets: Sequence[int] = BUCKETS) -> FloatArray:
    """Return open amounts by how long they are overdue: customers x (buckets + 1).

    With the default: not overdue, 1-30 days, 31-60, 61-90, more than 90.
    """
    invoices.require(INVOICES)
    if list(buckets) != sorted(set(buckets)):
        raise ValuationError("buckets_order", column="buckets", rows=1, rule="rising days")
    late = as_of - invoices.day("due").astype(np.int64)
    bucket = np.searchsorted(np.asarray(buckets), late, side="left")
    width = len(buckets) + 1
    cell = invoices.customer.astype(np.int64) * width + bucket
    owed = _owed(invoices, as_of)
    sums = np.bincount(cell, weights=owed, minlength=invoices.customers * width)
    return sums.reshape(invoices.customers, width)


def late_days(invoices: Facts, as_of: int) -> Int32Array:
    """Return how many days after its due day each invoice was paid, or is unpaid so far."""
    until = np.where(_is_paid(invoices, as_of), invoices.day("paid"), np.int32(as_of))
    days: Int32Array = np.maximum(until - invoices.day("due"), 0).astype(np.int32)
    return days


def _is_paid(invoices: Facts, as_of: int) -> BoolArray:
    paid = invoices.day("paid")
    settled: BoolArray = (paid != NO_DAY) & (paid <= as_of)
    return settled


def _owed(invoices: Facts, as_of: int) -> FloatArray:
    """Return what is still to be paid of each row."""
    left = invoices.number("amount") - invoices.number("lost", 0.0)
    return np.where(_is_paid(invoices, as_of), 0.0, np.maximum(left, 0.0))


def _counted(invoices: Facts, as_of: int, days: int) -> tuple[Facts, Int32Array]:
    """Return the invoices whose outcome is known and recent, and how late each is."""
    due, paid = invoices.day("due"), _is_paid(invoices, as_of)
    known = paid | (due < as_of)
    recent = (due > as_of - days) | (_owed(invoices, as_of) > DUST)
    counted = invoices.where(known & recent)
    return counted, late_days(counted, as_of)


def _measure(counted: Facts, late: Int32Array, grace: int) -> dict[str, FloatArray]:
    amount = counted.number("amount")
    invoices, amounts = counted.total(), counted.total(amount)
    disputed = np.where(counted.flag("disputed"), amount, 0.0)
    on_time = (late <= grace).astype(np.float64)
    return {
        "invoices": invoices,
        "on_time_share": per_customer(counted.total(on_time), invoices),
        "days_late": per_customer(counted.total(amount * late), amounts),
        "bad_debt_share": per_customer(counted.total(counted.number("lost", 0.0)), amounts),
        "dispute_share": per_customer(counted.total(disputed), amounts),
    }


def _use_of_limit(
    open_amount: FloatArray, limit: npt.ArrayLike | None, customers: int
) -> FloatArray:
    limits = TERMS.column("limit", limit, customers)
    nothing_allowed = np.where(open_amount > DUST, np.inf, 0.0)
    use = np.divide(open_amount, limits, out=nothing_allowed, where=limits > 0)
    return np.where(np.isnan(limits), np.nan, use)


def _score(measured: Mapping[str, FloatArray], use: FloatArray, rule: CreditRule) -> FloatArray:
    """Return conduct, drawn to neutral by as many invoices as patience, and the use of the limit."""
    parts = {
        "on_time": 100 * measured["on_time_share"],
        "days_late": falling(measured["days_late"], 0.0, rule.worst_days),
        "bad_debt": falling(measured["bad_debt_share"], 0.0, rule.worst_loss),
        "disputes": falling(measured["dispute_share"], 0.0, rule.worst_disputes),
    }
    shown = measured["invoices"]
    own = np.nan_to_num(weigh(parts, rule.conduct))
    conduct = per_customer(
        shown * own + rule.patience * rule.neutral, shown + rule.patience, rule.neutral
    )
    limits = falling(use, rule.easy_use, 1.0)
    weights = {"conduct": sum(rule.conduct.values()), "limit": rule.limit}
    return weigh({"conduct": conduct, "limit": limits}, weights)

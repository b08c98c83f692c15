"""The parts of sales expectation that stand in the books: open opportunities, renewals due."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from valuation.arrays import BoolArray, FloatArray
from valuation.contracts import AMOUNT_FROM_0, CODE, DAY, SHARE, Contract, Facts, Field
from valuation.orders.kernels import NO_DAY

YEAR: Final = 365
MANY: Final = 1_000
DRAWS: Final = 4_000
Z: Final = 1.959964

OPPORTUNITIES: Final = Contract(
    "opportunities",
    (
        Field("customer", CODE, "who may buy"),
        Field("amount", AMOUNT_FROM_0, "the sale, if it is won"),
        Field("probability", SHARE, "that it is won, calibrated"),
        Field("expected", DAY, "when it should be decided", "within any horizon"),
        Field("closed", DAY, "when it was won or lost", "still open"),
    ),
)
RENEWALS: Final = Contract(
    "renewals",
    (
        Field("customer", CODE, "whose contract ends"),
        Field("amount", AMOUNT_FROM_0, "of the renewed contract, within the horizon"),
        Field("due", DAY, "the day of renewal"),
        Field("probability", SHARE, "that it is renewed", "certain"),
    ),
)


@dataclass(frozen=True, slots=True)
class Likely:
    """A total with the range that holds it 95 times in 100."""

    mean: float
    low: float
    high: float


def pipeline(opportunities: Facts, *, as_of: int, days: int = YEAR) -> FloatArray:
    """Return open amount times win probability per customer.

    Open is what is not closed by `as_of`. What should be decided after the next `days` is left out;
    what should have been decided by now counts as long as it is open.
    """
    opportunities.require(OPPORTUNITIES)
    chosen = opportunities.where(_open(opportunities, as_of, days))
    return chosen.total(chosen.number("amount") * chosen.number("probability"))


def pipeline_total(opportunities: Facts, *, as_of: int, days: int = YEAR) -> Likely:
    """Return the total of the open pipeline with the range it falls into 95 times in 100.

    Each deal is won or lost as a whole and for itself: drawn 4,000 times, always by the same lot;
    with more than 1,000 open deals by the normal curve, which they then follow closely.
    """
    opportunities.require(OPPORTUNITIES)
    chosen = opportunities.where(_open(opportunities, as_of, days))
    amount, chance = chosen.number("amount"), chosen.number("probability")
    mean = float(np.einsum("i,i->", amount, chance))
    if chosen.rows > MANY:
        spread = float(np.sqrt(np.sum(np.square(amount) * chance * (1 - chance))))
        return Likely(mean, max(mean - Z * spread, 0.0), mean + Z * spread)
    lots = np.random.default_rng(0).random((DRAWS, chosen.rows))
    totals = np.einsum("ij,j->i", (lots < chance).astype(np.float64), amount)
    low, high = np.quantile(totals, [0.025, 0.975])
    return Likely(mean, float(low), float(high))


def renewals_due(renewals: Facts, *, as_of: int, days: int = YEAR) -> FloatArray:
    """Return the amounts due for renewal in the next `days`, times their probability."""
    renewals.require(RENEWALS)
    chosen = renewals.within("due", as_of, as_of + days)
    return chosen.total(chosen.number("amount") * chosen.number("probability", 1.0))


def _open(opportunities: Facts, as_of: int, days: int) -> BoolArray:
    closed, expected = opportunities.day("closed"), opportunities.day("expected")
    within: BoolArray = (expected == NO_DAY) | (expected <= as_of + days)
    still_open: BoolArray = (closed == NO_DAY) | (closed > as_of)
    chosen: BoolArray = np.logical_and(within, still_open)
    return chosen

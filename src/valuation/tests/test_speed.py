"""A million customers in a couple of seconds: every component on a base of that size."""

from collections.abc import Callable
from time import process_time

import numpy as np
import pytest

from valuation import (
    ACTIVITIES,
    INVOICES,
    OPPORTUNITIES,
    REFERRALS,
    SALES_LINES,
    SURVEYS,
    ActivityKind,
    Work,
    ageing,
    churn_risk,
    credit,
    demand_of_peers,
    growth,
    loyalty,
    order_log,
    pipeline,
    profit_statement,
    reference_effect,
    rhythm,
    satisfaction,
    summarise,
)
from valuation.arrays import FloatArray

CUSTOMERS = 1_000_000
SECONDS = 4.0  # of processor time; below 1 on a quiet machine
AS_OF = 1000
RNG = np.random.default_rng(0)
WHO = RNG.integers(0, CUSTOMERS, CUSTOMERS)
DAY = RNG.integers(0, AS_OF, CUSTOMERS)
AMOUNT = RNG.gamma(2.0, 50.0, CUSTOMERS)
ONES = np.ones(CUSTOMERS)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Have the loops compiled before the watch is started."""
    summarise(order_log(WHO, DAY, AMOUNT, customers=CUSTOMERS), AS_OF)


def _credit() -> FloatArray:
    columns = {"customer": WHO, "due": DAY, "amount": AMOUNT, "paid": DAY + 10}
    facts = INVOICES.read(columns, customers=CUSTOMERS)
    return credit(facts, as_of=AS_OF, limit=ONES).score + ageing(facts, as_of=AS_OF).sum(axis=1)


def _profit() -> FloatArray:
    lines = SALES_LINES.read({"customer": WHO, "day": DAY, "amount": AMOUNT}, customers=CUSTOMERS)
    columns = {"customer": WHO, "day": DAY, "kind": WHO % 2, "minutes": AMOUNT}
    done = ACTIVITIES.read(columns, customers=CUSTOMERS)
    kinds = (ActivityKind("visit", 1.0), ActivityKind("service", 2.0))
    return profit_statement(lines, margin=0.3, as_of=AS_OF, work=Work(done, kinds)).profit


def _pipeline() -> FloatArray:
    columns = {"customer": WHO, "amount": AMOUNT, "probability": ONES / 2}
    return pipeline(OPPORTUNITIES.read(columns, customers=CUSTOMERS), as_of=AS_OF)


def _reference() -> FloatArray:
    columns = {"customer": WHO, "won": DAY, "type": 1 + WHO % 2, "value": AMOUNT}
    return reference_effect(REFERRALS.read(columns, customers=CUSTOMERS), as_of=AS_OF).score


def _satisfaction_and_churn() -> FloatArray:
    columns = {"customer": WHO, "day": DAY, "answer": WHO % 11}
    said = satisfaction(SURVEYS.read(columns, customers=CUSTOMERS), as_of=AS_OF).score
    return churn_risk(ONES / 2, as_of=AS_OF, satisfied=said).risk


def _loyalty() -> FloatArray:
    return loyalty(order_log(WHO, DAY, AMOUNT, customers=CUSTOMERS), as_of=AS_OF).index


def _growth_and_rhythm() -> FloatArray:
    log = order_log(WHO, DAY, AMOUNT, customers=CUSTOMERS)
    return growth(log, as_of=AS_OF).balance + rhythm(log, as_of=AS_OF).standing


def _demand() -> FloatArray:
    return demand_of_peers(AMOUNT, ONES, WHO % 50)


@pytest.mark.parametrize(
    "component",
    [
        _credit,
        _profit,
        _pipeline,
        _reference,
        _satisfaction_and_churn,
        _loyalty,
        _growth_and_rhythm,
        _demand,
    ],
)
def test_a_million_customers_take_a_couple_of_seconds(
    component: Callable[[], FloatArray],
) -> None:
    begun = process_time()
    assert component().size == CUSTOMERS
    assert process_time() - begun < SECONDS

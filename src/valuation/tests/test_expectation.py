"""Sales expectation: repeat purchases, open opportunities and renewals due."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from valuation import (
    NO_DAY,
    OPPORTUNITIES,
    RENEWALS,
    Facts,
    Likely,
    MeanSpend,
    StatusQuo,
    ValuationError,
    order_log,
    pipeline,
    pipeline_total,
    renewals_due,
    sales_expectation,
    summarise,
)

AS_OF = 200
STATE = summarise(order_log([0, 0, 1], [0, 100, 50], [10.0, 30.0, 8.0], customers=3), AS_OF)


def deals(closed: list[int], probability: list[float]) -> Facts:
    columns = {
        "customer": [0, 0, 2],
        "amount": [1000.0, 500.0, 80.0],
        "probability": probability,
        "expected": [250, 700, NO_DAY],
        "closed": closed,
    }
    return OPPORTUNITIES.read(columns, customers=3)


OPEN = deals([NO_DAY] * 3, [0.4, 0.5, 0.25])


def test_open_deals_count_by_probability_within_the_horizon() -> None:
    assert pipeline(OPEN, as_of=AS_OF).tolist() == [400.0, 0.0, 20.0]
    assert pipeline(OPEN, as_of=AS_OF, days=500).tolist() == [650.0, 0.0, 20.0]


def test_losing_a_deal_lowers_it_at_once() -> None:
    lost = deals([AS_OF, NO_DAY, NO_DAY], [0.4, 0.5, 0.25])
    assert pipeline(lost, as_of=AS_OF).tolist() == [0.0, 0.0, 20.0]
    assert pipeline(lost, as_of=AS_OF - 1).tolist() == [400.0, 0.0, 20.0]


def test_a_deal_overdue_for_decision_counts_while_it_is_open() -> None:
    assert pipeline(OPEN, as_of=300)[0] == 400.0


def test_the_range_of_the_total_is_that_of_deals_won_or_lost_whole() -> None:
    one = OPPORTUNITIES.read(
        {"customer": [0], "amount": [1000.0], "probability": [0.5]}, customers=1
    )
    assert pipeline_total(one, as_of=0) == Likely(500.0, 0.0, 1000.0)
    sure = OPPORTUNITIES.read({"customer": [0], "amount": [9.0], "probability": [1.0]}, customers=1)
    assert pipeline_total(sure, as_of=0) == Likely(9.0, 9.0, 9.0)


@pytest.mark.parametrize("deals", [60, 1200])
def test_the_range_of_many_deals_is_that_of_the_binomial(deals: int) -> None:
    columns = {
        "customer": [0] * deals,
        "amount": [1.0] * deals,
        "probability": [0.3] * deals,
    }
    total = pipeline_total(OPPORTUNITIES.read(columns, customers=1), as_of=0)
    low, high = (float(stats.binom.ppf(share, deals, 0.3)) for share in (0.025, 0.975))
    assert total.mean == pytest.approx(0.3 * deals)
    assert total.low == pytest.approx(low, abs=1.5)
    assert total.high == pytest.approx(high, abs=1.5)


def test_renewals_count_when_due_within_the_horizon() -> None:
    facts = RENEWALS.read(
        {
            "customer": [0, 0, 1, 1],
            "amount": [100.0, 200.0, 300.0, 400.0],
            "due": [200, 201, 565, 566],
            "probability": [1.0, 0.5, float("nan"), 1.0],
        },
        customers=3,
    )
    assert renewals_due(facts, as_of=AS_OF).tolist() == [100.0, 300.0, 0.0]


def test_expectation_is_the_sum_of_its_three_parts() -> None:
    renewals = RENEWALS.read({"customer": [1], "amount": [70.0], "due": [300]}, customers=3)
    total = sales_expectation(
        StatusQuo(), MeanSpend(8.0), STATE, days=200, opportunities=OPEN, renewals=renewals
    )
    assert total.tolist() == [30.0 + 400.0, 70.0, 20.0]


def test_deals_of_another_base_are_refused() -> None:
    other = OPPORTUNITIES.read({"customer": [], "amount": [], "probability": []}, customers=9)
    with pytest.raises(ValuationError, match="the same 3 customers"):
        sales_expectation(StatusQuo(), MeanSpend(8.0), STATE, opportunities=other)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.integers(0, 2))
def test_a_lost_deal_never_raises_what_is_expected(chances: list[float], lost: int) -> None:
    closed = [NO_DAY] * 3
    before = pipeline(deals(closed, chances), as_of=AS_OF)
    closed[lost] = AS_OF
    assert (pipeline(deals(closed, chances), as_of=AS_OF) <= before).all()

"""The measured components, in money."""

import numpy as np
import pytest

from valuation import (
    MeanSpend,
    Nbd,
    StatusQuo,
    ValuationError,
    lifetime_value,
    order_log,
    profit_contribution,
    sales_contribution,
    sales_expectation,
    summarise,
)

LOG = order_log(
    [0, 0, 0, 1, 2], [10, 375, 380, 380, 5], [100.0, 50.0, -20.0, 30.0, 9.0], customers=4
)


def test_sales_are_those_of_the_last_twelve_months_and_returns_lower_them() -> None:
    assert sales_contribution(LOG, 380).tolist() == [30.0, 30.0, 0.0, 0.0]


def test_the_first_day_of_the_window_is_the_day_after_the_year_before() -> None:
    assert sales_contribution(LOG, 374).tolist() == [100.0, 0.0, 0.0, 0.0]
    assert sales_contribution(LOG, 375).tolist() == [50.0, 0.0, 0.0, 0.0]


def test_profit_uses_the_cost_where_known_and_the_margin_elsewhere() -> None:
    cost = [float("nan"), 30.0, -12.0, float("nan"), 1.0]
    profit = profit_contribution(LOG, cost, margin=0.4, as_of=380)
    assert profit.tolist() == [50 - 30 + (-20 + 12), 30 * 0.4, 0.0, 0.0]


@pytest.mark.parametrize(
    ("cost", "margin", "column"),
    [([1.0], 0.4, "cost"), ([np.inf] * 5, 0.4, "cost"), ([1.0] * 5, 40.0, "margin")],
)
def test_wrong_cost_or_margin_is_refused(cost: list[float], margin: float, column: str) -> None:
    with pytest.raises(ValuationError) as refused:
        profit_contribution(LOG, cost, margin=margin, as_of=380)
    assert refused.value.column == column


def test_expectation_is_purchases_times_spend_times_factor() -> None:
    log = order_log([0, 0, 1], [0, 100, 50], [10.0, 30.0, 8.0], customers=3)
    state = summarise(log, 200)
    expected = sales_expectation(StatusQuo(), MeanSpend(8.0), state, days=200, factor=1.5)
    assert expected.tolist() == [1 * 30.0 * 1.5, 0.0, 0.0]


def test_lifetime_value_matches_a_closed_form_to_the_cent() -> None:
    # 0.1 purchases a week at 50 each, margin 30 %, two years at 10 %: an annuity by hand.
    log = order_log([0] * 4, [0, 70, 100, 140], [50.0] * 4, customers=1)
    state = summarise(log, 210)
    value = lifetime_value(
        Nbd(1.0, 10.0), MeanSpend(50.0), state, days=730.5, yearly_rate=0.10, margin=0.3
    )
    by_hand = 0.1 * 365.25 / 7 * 50 * 0.3 * (1 - 1.1**-2) / np.log(1.1)
    assert value[0] == pytest.approx(by_hand, abs=0.005)
    assert round(float(value[0]), 2) == 142.52


def test_who_never_bought_is_worth_nothing_yet() -> None:
    state = summarise(order_log([], [], [], customers=2), 100)
    value = lifetime_value(
        Nbd(1.0, 10.0), MeanSpend(50.0), state, days=365, yearly_rate=0.1, margin=0.3
    )
    assert sales_expectation(Nbd(1.0, 10.0), MeanSpend(50.0), state).tolist() == [0.0, 0.0]
    assert value.tolist() == [0.0, 0.0]

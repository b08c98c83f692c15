"""Customers who are not what they seem, and why."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import (
    DETECTIONS,
    DETECTORS,
    Condition,
    Detector,
    ValuationError,
    losing_periods,
    share_of_total,
)

FALSE_BIG = DETECTORS["false_big_customer"]
GOOD = {
    "sales_score": 95.0, "net_contribution": 9_000.0, "profit_score": 90.0, "payment_score": 80.0,
    "growth_score": 60.0,
}  # fmt: skip


def test_high_sales_at_a_loss_are_a_false_big_customer() -> None:
    reasons = FALSE_BIG.reasons({**GOOD, "net_contribution": -500.0, "profit_score": 0.0})
    assert [(reason.code, reason.component, dict(reason.data)) for reason in reasons] == [
        ("false_big_customer", None, {}),
        ("at_least", "sales_score", {"value": 95.0, "edge": 80.0}),
        ("below", "net_contribution", {"value": -500.0, "edge": 0.0}),
        ("below", "profit_score", {"value": 0.0, "edge": 40.0}),
    ]


def test_high_sales_with_a_good_margin_are_not() -> None:
    assert not FALSE_BIG.finds(GOOD)[0]
    assert FALSE_BIG.reasons(GOOD) == ()


@pytest.mark.parametrize("cause", ["profit_score", "payment_score", "growth_score"])
def test_each_weakness_alone_makes_a_big_customer_a_false_one(cause: str) -> None:
    assert FALSE_BIG.finds({**GOOD, cause: 39.9})[0]
    assert not FALSE_BIG.finds({**GOOD, cause: 40.0})[0]


def test_a_small_customer_is_never_a_false_big_one() -> None:
    assert not FALSE_BIG.finds({**GOOD, "sales_score": 79.0, "net_contribution": -1.0})[0]


def test_causes_nobody_measures_are_left_out() -> None:
    known = FALSE_BIG.knowing(["sales_score", "net_contribution"])
    assert known.measures == ("sales_score", "net_contribution")
    assert known.finds({"sales_score": [90.0, 90.0], "net_contribution": [-1.0, 1.0]}).tolist() == [
        True,
        False,
    ]
    with pytest.raises(ValuationError, match="at least one cause"):
        FALSE_BIG.knowing(["sales_score"])


def test_over_served_is_who_takes_half_more_of_the_service_than_it_brings_of_the_profit() -> None:
    cost = share_of_total("cost", [30.0, 31.0, 39.0, 0.0])
    profit = share_of_total("profit", [20.0, 20.0, 60.0, -15.0])
    found = DETECTORS["over_served"].finds({"cost_share": cost, "profit_share": profit})
    assert found.tolist() == [False, True, False, False]


def test_two_losing_months_warn_and_three_are_a_loss_maker() -> None:
    months = [[5, -1, -1, 3], [-2, -1, 1, -1], [-2, -1, -1, 4]]  # customers in columns
    streak = losing_periods(np.array(months))
    assert streak.tolist() == [2, 3, 1, 0]
    assert DETECTORS["loss_warning"].finds({"losing_periods": streak}).tolist() == [1, 0, 0, 0]
    assert DETECTORS["loss_maker"].finds({"losing_periods": streak}).tolist() == [0, 1, 0, 0]


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=8))
def test_the_streak_is_the_number_of_losses_up_to_the_last_period(table: list[list[int]]) -> None:
    streak = losing_periods(np.array(table))
    for customer in range(3):
        count = 0
        for row in table[::-1]:
            if row[customer] >= 0:
                break
            count += 1
        assert streak[customer] == count


def test_shares_are_of_what_is_earned_so_losses_show_as_negative() -> None:
    assert share_of_total("profit", [30.0, 10.0, -20.0]).tolist() == [75.0, 25.0, -50.0]
    assert share_of_total("profit", [-1.0, 0.0]).tolist() == [0.0, 0.0]


def test_a_detector_needs_a_condition() -> None:
    with pytest.raises(ValuationError) as refused:
        Detector("odd", ())
    assert refused.value.column == "when"


def test_a_contribution_that_is_no_table_or_no_number_is_refused() -> None:
    with pytest.raises(ValuationError, match="two dimensions"):
        losing_periods([1.0, 2.0])
    with pytest.raises(ValuationError, match="finite"):
        losing_periods([[1.0, float("nan")]])


def test_an_unknown_comparison_is_refused() -> None:
    with pytest.raises(ValuationError, match="at_least"):
        Condition("sales", "about", 3)


def test_a_condition_and_its_opposite_never_agree() -> None:
    columns = {"a": np.array([1.0, 2.0, 3.0]), "b": np.array([2.0, 1.0, 1.5])}
    for comparison in ("at_least", "above", "below", "at_most"):
        condition = Condition("a", comparison, 2, "b")
        assert np.array_equal(condition.holds(columns), ~condition.opposite.holds(columns))


def test_every_detector_is_one_the_product_has_words_for() -> None:
    assert set(DETECTORS) == DETECTIONS

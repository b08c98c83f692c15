"""The structure of a base against its targets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import ValuationError, portfolio


def test_ten_customers_against_their_targets_by_hand() -> None:
    result = portfolio([0] * 5 + [1] * 3 + [2] * 2, [20, 30, 50])
    assert result.customers.tolist() == [5, 3, 2]
    assert result.share.tolist() == [50.0, 30.0, 20.0]
    assert result.gap.tolist() == [30.0, 0.0, -30.0]
    assert result.off_target == 30.0
    assert result.to_move.tolist() == [3.0, 0.0, -3.0]


def test_shares_of_money_differ_from_shares_of_customers() -> None:
    result = portfolio([0, 1, 1, 1], [60, 40], amount=[700.0, 100.0, 100.0, 100.0])
    assert result.share.tolist() == [70.0, 30.0]
    assert result.to_move.tolist() == pytest.approx([100.0, -100.0])


def test_shares_of_nothing_are_unknown() -> None:
    assert np.isnan(portfolio([], [50, 50]).share).all()
    assert np.isnan(portfolio([0], [100], amount=[0.0]).share).all()


@pytest.mark.parametrize("target", [[50, 40], [110, -10], []])
def test_targets_that_do_not_total_100_are_refused(target: list[float]) -> None:
    with pytest.raises(ValuationError, match=r"target: . rows break the rule: percentages"):
        portfolio([0], target)


def test_a_group_without_target_is_refused() -> None:
    with pytest.raises(ValuationError, match=r"group: 1 rows break the rule: codes within 0..1"):
        portfolio([0, 2], [50, 50])


@given(st.lists(st.integers(0, 3), min_size=1, max_size=200))
def test_gaps_cancel_out(group: list[int]) -> None:
    result = portfolio(group, [10, 20, 30, 40])
    assert result.gap.sum() == pytest.approx(0, abs=1e-9)
    assert result.to_move.sum() == pytest.approx(0, abs=1e-9)
    assert 0 <= result.off_target <= 100


@given(st.lists(st.integers(0, 2), min_size=1, max_size=60))
def test_the_present_structure_as_target_is_on_target(group: list[int]) -> None:
    present = np.bincount(group, minlength=3) * 100 / len(group)
    assert portfolio(group, present).off_target == pytest.approx(0, abs=1e-9)

"""Profit per customer gives the whale curve, its peak and what is lost behind it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import ValuationError, whale_curve

profits = st.lists(st.floats(-1e6, 1e6).filter(lambda each: abs(each) > 1e-3), max_size=300)


def test_a_hump_by_hand() -> None:
    curve = whale_curve([-20.0, 60.0, 0.0, 40.0, -30.0])
    assert curve.curve_values.tolist() == [0.0, 60.0, 100.0, 100.0, 80.0, 50.0]
    assert (curve.makers, curve.level, curve.losers, curve.customers) == (2, 1, 2, 5)
    assert (curve.peak, curve.total, curve.lost) == (100.0, 50.0, 50.0)
    assert (curve.peak_share, curve.lost_share, curve.peak_position) == (2.0, 1.0, 0.4)


def test_twenty_percent_of_the_customers_make_225_percent_as_at_kanthal() -> None:
    curve = whale_curve([225.0, 0.0, 0.0, -25.0, -100.0])
    assert curve.peak_share == 2.25
    assert curve.peak_position == 0.2
    assert curve.lost_share == 1.25


def test_the_147_customers_of_the_offset_printer_are_counted_by_kind() -> None:
    profit = np.concatenate([np.full(30, 9.0), np.zeros(88), np.full(29, -1.0)])
    curve = whale_curve(profit)
    shares = [round(100 * count / 147, 2) for count in (curve.makers, curve.level, curve.losers)]
    assert shares == [20.41, 59.86, 19.73]


@pytest.mark.parametrize("values", [[], [0.0], [-5.0, -3.0], [5.0, -5.0]])
def test_without_a_final_profit_amounts_hold_and_shares_are_unknown(values: list[float]) -> None:
    curve = whale_curve(values)
    assert curve.total == sum(values)
    assert curve.peak == sum(max(each, 0) for each in values)
    assert (curve.peak_share, curve.lost_share) == (None, None)


def test_an_unknown_profit_is_refused_by_name_count_and_rule() -> None:
    with pytest.raises(ValuationError, match="value: 2 rows break the rule: finite amounts"):
        whale_curve([1.0, np.nan, np.inf])


@given(profits)
def test_the_curve_never_ends_above_its_peak_and_the_parts_add_up(values: list[float]) -> None:
    curve = whale_curve(values)
    assert curve.customers == len(values)
    assert curve.lost >= -1e-6
    assert curve.peak == pytest.approx(sum(each for each in values if each > 0))
    assert curve.peak - curve.lost == pytest.approx(sum(values), abs=1e-3)
    assert 0 <= curve.peak_position <= 1


@given(profits)
def test_the_sequence_of_the_customers_does_not_matter(values: list[float]) -> None:
    shuffled = np.random.default_rng(1).permutation(np.array(values))
    one, other = whale_curve(values), whale_curve(shuffled)
    np.testing.assert_array_equal(one.curve_values, other.curve_values)

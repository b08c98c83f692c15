"""Known totals give the known curve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import concentration


def test_known_sales_give_the_known_curve() -> None:
    result = concentration([60.0, 20.0, 10.0, 5.0, 5.0])
    assert result.curve_customers.tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert result.curve_values.tolist() == pytest.approx([0, 0.6, 0.8, 0.9, 0.95, 1.0])
    assert result.top_share == pytest.approx(0.6)
    assert result.making_80 == 2
    assert result.gini == pytest.approx(0.5)
    assert result.peak == pytest.approx(1.0)
    assert result.hhi == pytest.approx(0.36 + 0.04 + 0.01 + 0.0025 + 0.0025)
    assert result.equal_customers == pytest.approx(1 / 0.415)


def test_losses_let_the_curve_rise_above_all() -> None:
    result = concentration([225.0, 0.0, 0.0, -25.0, -100.0])
    assert result.top_share == pytest.approx(2.25)
    assert result.peak == pytest.approx(2.25)
    assert result.negative == 2
    assert result.making_80 == 1


def test_equal_customers_are_not_concentrated() -> None:
    result = concentration(np.full(10, 7.0))
    assert result.gini == pytest.approx(0.0)
    assert result.top_share == pytest.approx(0.2)
    assert result.making_80 == 8
    assert result.hhi == pytest.approx(0.1)
    assert result.equal_customers == pytest.approx(10)


@pytest.mark.parametrize("values", [[], [0.0], [-5.0, -3.0], [5.0, -5.0]])
def test_shares_of_nothing_are_unknown_not_wrong(values: list[float]) -> None:
    result = concentration(values)
    assert result.customers == len(values)
    assert (result.top_share, result.making_80, result.gini, result.peak) == (None,) * 4
    assert (result.hhi, result.equal_customers) == (None, None)


def test_one_customer_makes_everything() -> None:
    result = concentration([3.0])
    assert (result.top_share, result.making_80, result.gini) == (1.0, 1, 0.0)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=500))
def test_the_curve_rises_to_one_and_gini_stays_in_bounds(values: list[float]) -> None:
    result = concentration(values)
    if result.gini is None:
        return
    assert np.all(np.diff(result.curve_values) >= -1e-12)
    assert result.curve_values[-1] == pytest.approx(1.0)
    assert -1e-9 <= result.gini < 1
    assert result.hhi is not None
    assert 1 / len(values) - 1e-9 <= result.hhi <= 1 + 1e-9
    assert result.curve_customers.size <= 201


@given(st.lists(st.floats(1, 1e4), min_size=1, max_size=60), st.floats(0.1, 50))
def test_the_currency_does_not_matter(values: list[float], rate: float) -> None:
    one, other = concentration(values), concentration(np.array(values) * rate)
    assert one.top_share == pytest.approx(other.top_share)
    assert one.gini == pytest.approx(other.gini, abs=1e-9)

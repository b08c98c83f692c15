"""ARPU of a period, and the split of its change into rate and mix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import ValuationError, arpu, arpu_change

GROUPS = 3


def test_three_customers_paying_100_200_and_300_make_200() -> None:
    assert arpu([100.0, 200.0, 300.0]).value == 200.0


def test_customers_who_bought_nothing_are_no_active_customers() -> None:
    period = arpu([100.0, 0.0, 300.0, -50.0])
    assert period.value == 200.0
    assert period.active.tolist() == [2]
    assert period.left_out == -50.0


def test_who_is_active_can_be_said() -> None:
    period = arpu([100.0, 0.0, 300.0, -40.0], active=[True, True, True, True])
    assert period.value == 90.0
    assert period.left_out == 0.0


def test_nobody_active_has_no_average() -> None:
    assert arpu([]).value is None
    assert arpu([0.0, -1.0]).value is None


def test_a_growing_share_of_small_customers_lowers_arpu_though_everybody_pays_more() -> None:
    # Before: 2 large at 100, 2 small at 20 -> 60. After: 1 large at 110, 3 small at 22 -> 44.
    before = arpu([100, 100, 20, 20], group=[0, 0, 1, 1], groups=2)
    after = arpu([110, 22, 22, 22], group=[0, 1, 1, 1], groups=2)
    why = arpu_change(before, after)
    assert why.change == -16.0
    # Half of the large and half of the small customers became a quarter and three quarters: the
    # mean shares .375 and .625 earn 10 and 2 more; a quarter moved from 105 a head to 21.
    assert why.rate == 5.0
    assert why.mix == -21.0
    assert why.rate_by_group.tolist() == [3.75, 1.25]
    assert why.mix_by_group.tolist() == [-13.25, -7.75]


def test_a_group_that_was_not_there_before_changes_the_mix_alone() -> None:
    before = arpu([10.0, 10.0], group=[0, 0], groups=2)
    after = arpu([10.0, 30.0], group=[0, 1], groups=2)
    why = arpu_change(before, after)
    assert (why.change, why.rate, why.mix) == (10.0, 0.0, 10.0)


def test_periods_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValuationError) as other_groups:
        arpu_change(arpu([1.0]), arpu([1.0], group=[1], groups=2))
    assert other_groups.value.code == "length_differs"
    with pytest.raises(ValuationError) as nobody:
        arpu_change(arpu([1.0]), arpu([]))
    assert nobody.value.code == "nobody_active"


def test_bad_columns_are_refused_by_name() -> None:
    with pytest.raises(ValuationError, match=r"group: 1 rows break the rule: codes within 0..1"):
        arpu([1.0, 2.0], group=[0, 2], groups=2)
    with pytest.raises(ValuationError, match="active: 2 rows break the rule: true or false"):
        arpu([1.0, 2.0], active=[1, 0])
    with pytest.raises(ValuationError, match="active: 1 rows break the rule: as many rows"):
        arpu([1.0, 2.0], active=[True])


periods = st.lists(
    st.tuples(st.floats(0.01, 1e5), st.integers(0, GROUPS - 1)), min_size=1, max_size=60
)


@given(periods, periods)
def test_rate_and_mix_add_up_to_the_change(
    first: list[tuple[float, int]], last: list[tuple[float, int]]
) -> None:
    before, after = (
        arpu([row[0] for row in rows], group=[row[1] for row in rows], groups=GROUPS)
        for rows in (first, last)
    )
    why = arpu_change(before, after)
    assert why.rate + why.mix == pytest.approx(why.change, abs=1e-6)
    back = arpu_change(after, before)
    assert back.rate == pytest.approx(-why.rate, abs=1e-6)
    assert back.mix == pytest.approx(-why.mix, abs=1e-6)


@given(periods)
def test_nothing_changed_has_no_parts(rows: list[tuple[float, int]]) -> None:
    period = arpu([row[0] for row in rows], group=[row[1] for row in rows], groups=GROUPS)
    why = arpu_change(period, period)
    assert np.all(why.rate_by_group == 0)
    assert np.all(why.mix_by_group == 0)

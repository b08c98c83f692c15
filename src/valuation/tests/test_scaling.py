"""The percentile scale and its stored breakpoints."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuation import (
    ValuationError,
    breakpoint_scale,
    percentile_scale,
    scale_from_data,
    target_scale,
)
from valuation.judgement.scaling import POINTS

FALLING = breakpoint_scale([-100, 0, 30, 400], [97, 60, 60, 3.3])

amounts = st.lists(
    st.one_of(
        st.floats(-1e6, 1e6).map(lambda value: round(value, 2)), st.integers(0, 5).map(float)
    ),
    max_size=60,
)


def test_the_score_is_the_middle_rank_among_those_who_bought() -> None:
    scale = percentile_scale([0.0, -5.0, 10.0, 20.0, 20.0, 40.0])
    assert scale.score([0, -5, 10, 20, 40]).tolist() == [0.0, 0.0, 12.5, 50.0, 87.5]


def test_between_two_breakpoints_the_score_is_interpolated() -> None:
    assert percentile_scale([10.0, 30.0]).score(20.0)[0] == 50.0


def test_beyond_the_largest_the_score_stays() -> None:
    assert percentile_scale([10.0, 30.0]).score(1e9)[0] == 75.0


@given(values=amounts)
def test_ranks_of_a_small_base_are_exact(values: list[float]) -> None:
    column = np.array(values)
    bought = column[column > 0]
    scores = percentile_scale(column).score(column)
    for value, score in zip(values, scores, strict=True):
        middle = np.count_nonzero(bought < value) + np.count_nonzero(bought == value) / 2
        assert score == pytest.approx(100 * middle / bought.size if value > 0 else 0.0)


@settings(deadline=None)
@given(seed=st.integers(0, 500), size=st.integers(1, 5000))
def test_a_customer_scored_alone_gets_exactly_the_answer_of_the_run(seed: int, size: int) -> None:
    values = np.random.default_rng(seed).lognormal(3, 2, size).round(2)
    scale = percentile_scale(values)
    together = scale.score(values)
    for at in range(0, size, max(size // 7, 1)):
        assert scale.score(values[at])[0] == together[at]


@settings(deadline=None)
@given(seed=st.integers(0, 50))
def test_thinned_breakpoints_stay_within_a_tenth_of_a_point(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.where(rng.random(20_000) < 0.3, 99.0, rng.lognormal(3, 2, 20_000))
    scale = percentile_scale(values)
    assert scale.values.size <= 2 * POINTS + 1
    ranked = np.sort(values)
    below, until = (np.searchsorted(ranked, values, side) for side in ("left", "right"))
    exact = 100 * (below + until) / 2 / values.size
    assert np.abs(scale.score(values) - exact).max() <= 0.11


@given(values=amounts, score=st.floats(0, 100))
def test_the_value_for_a_score_reaches_it(values: list[float], score: float) -> None:
    scale = percentile_scale(values)
    value = scale.value_for(score)
    if score > scale.reach:
        assert value is None
    else:
        assert value is not None
        assert scale.score(value)[0] == pytest.approx(score, abs=1e-6)


def test_doubling_all_sales_changes_no_score() -> None:
    values = np.array([3.0, 8.0, 8.0, 100.0])
    assert np.array_equal(
        percentile_scale(values).score(values), percentile_scale(values * 2).score(values * 2)
    )


def test_a_target_scale_is_a_straight_line_to_the_target() -> None:
    assert target_scale(200.0).score([-1, 0, 50, 200, 900]).tolist() == [0, 0, 25, 100, 100]


@pytest.mark.parametrize("target", [0.0, -1.0, float("inf"), float("nan")])
def test_a_target_must_be_above_zero(target: float) -> None:
    with pytest.raises(ValuationError, match="above 0"):
        target_scale(target)


def test_what_cancelling_sums_leave_behind_is_nothing_sold() -> None:
    scale = percentile_scale([0.1 + 0.2 - 0.3, 10.0, 20.0])
    assert scale.score([10.0, 20.0]).tolist() == [25.0, 75.0]


def test_an_empty_base_scores_zero() -> None:
    scale = percentile_scale([])
    assert scale.reach == 0.0
    assert scale.score([5.0])[0] == 0.0


def test_breakpoints_make_any_rising_line() -> None:
    scale = breakpoint_scale([0, 10, 100], [0, 50, 100])
    assert scale.score([-5, 0, 5, 55, 200]).tolist() == [0.0, 0.0, 25.0, 75.0, 100.0]
    assert scale.value_for(75.0) == 55.0
    assert not scale.falling


def test_breakpoints_may_fall_for_what_is_better_the_less_of_it() -> None:
    complaints = breakpoint_scale([0, 5], [100, 0])
    assert complaints.score([0, 1, 3, 9]).tolist() == [100.0, 80.0, 40.0, 0.0]
    assert complaints.value_for(80.0) == 1.0
    assert complaints.reach == 100.0
    assert complaints.falling


def test_on_a_level_stretch_the_value_for_a_score_is_where_it_begins() -> None:
    assert breakpoint_scale([0, 10, 20, 30], [0, 50, 50, 100]).value_for(50.0) == 10.0
    assert breakpoint_scale([0, 10, 20, 30], [100, 50, 50, 0]).value_for(50.0) == 20.0


@settings(deadline=None)
@given(seed=st.integers(0, 300), size=st.integers(0, 3000))
def test_a_customer_scored_alone_by_the_stored_scale_gets_the_answer_of_the_run(
    seed: int, size: int
) -> None:
    values = np.random.default_rng(seed).normal(200, 300, size).round(2)
    for scale in (percentile_scale(values), target_scale(437.21), FALLING):
        together = scale.score(values)
        stored = scale_from_data(json.loads(json.dumps(scale.to_data())))
        for at in range(0, size, max(size // 7, 1)):
            assert stored.score(values[at])[0] == together[at]


@pytest.mark.parametrize(
    ("values", "scores", "column", "code"),
    [
        ([], [], "values", "no_breakpoints"),
        ([1, 1], [0, 100], "values", "breakpoints_order"),
        ([1, 2, 3], [0, 50, 40], "scores", "breakpoints_order"),
        ([1, 2], [0, 101], "scores", "score_out_of_range"),
        ([1, 2], [0], "scores", "length_differs"),
        ([1, float("nan")], [0, 1], "values", "not_finite"),
    ],
)
def test_breakpoints_that_make_no_line_are_refused(
    values: list[float], scores: list[float], column: str, code: str
) -> None:
    with pytest.raises(ValuationError) as refused:
        breakpoint_scale(values, scores)
    assert (refused.value.column, refused.value.code) == (column, code)


@pytest.mark.parametrize(
    ("data", "column"),
    [
        ({"values": [1]}, "scores"),
        ({"values": [1], "scores": [1], "unit": "CNY"}, "unit"),
        ({"values": ["1"], "scores": [1]}, "values[0]"),
        ({"values": [1], "scores": [True]}, "scores[0]"),
        ({"values": [1, [2]], "scores": [1, 2]}, "values[1]"),
        ({"values": [2, 1], "scores": [1, 2]}, "values"),
        ({"values": 1, "scores": [1]}, "values"),
    ],
)
def test_stored_data_that_is_no_scale_is_refused_by_field(
    data: dict[str, object], column: str
) -> None:
    with pytest.raises(ValuationError) as refused:
        scale_from_data(data)
    assert refused.value.column == column

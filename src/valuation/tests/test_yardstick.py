"""One customer alone: measured as in the run, told why, and told what would lift it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuation import (
    Measured,
    ValuationError,
    breakpoint_scale,
    explain,
    lift,
    measure,
    percentile_scale,
    target_scale,
    value_reaching,
)
from valuation.arrays import FloatArray


def run_over(sales: FloatArray, credit: FloatArray, weight: float = 60.0) -> Measured:
    return measure(
        {"sales": sales, "credit": credit, "reference": None},
        {"sales": percentile_scale(sales), "credit": target_scale(100)},
        {"sales": weight, "credit": 90 - weight, "reference": 10},
    )


def base(seed: int, customers: int) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(seed)
    credit = rng.integers(0, 101, customers).astype(np.float64)
    return rng.lognormal(5, 1.5, customers).round(2), credit


@settings(deadline=None)
@given(seed=st.integers(0, 300), customers=st.integers(1, 3000))
def test_a_customer_alone_stands_exactly_where_the_run_put_it(seed: int, customers: int) -> None:
    sales, credit = base(seed, customers)
    run = run_over(sales, credit)
    for code in range(0, customers, max(customers // 5, 1)):
        alone = run.yardstick.place({"sales": sales[code], "credit": credit[code]}, code)
        assert alone.score == run.composite.score[code]
        assert alone.tier == run.classes.tier[code]


@settings(deadline=None)
@given(seed=st.integers(0, 300), customers=st.integers(2, 400))
def test_a_lift_reaches_the_next_class_and_a_cent_less_does_not(seed: int, customers: int) -> None:
    sales, credit = base(seed, customers)
    run = run_over(sales, credit)
    for code in range(0, customers, max(customers // 10, 1)):
        values = {"sales": sales[code], "credit": credit[code]}
        tier = run.classes.tier[code]
        way = lift(run.yardstick, values, code, "sales")
        if way is None:
            richest = {**values, "sales": float(sales.max())}
            assert tier == 0 or run.yardstick.place(richest, code).tier == tier
            continue
        assert way.tier < tier
        assert run.yardstick.place({**values, "sales": way.value}, code).tier == way.tier
        assert way.increase == pytest.approx(way.value - sales[code])
        short = {**values, "sales": (round(way.value * 100) - 1) / 100}
        assert run.yardstick.place(short, code).tier == tier


def test_the_best_have_nowhere_to_be_lifted_to() -> None:
    sales, credit = base(1, 50)
    run = run_over(sales, credit)
    best = int(np.argmax(run.composite.score))
    values = {"sales": sales[best], "credit": credit[best]}
    assert lift(run.yardstick, values, best, "sales") is None


def test_a_component_without_weight_lifts_nobody() -> None:
    sales, credit = base(1, 50)
    run = run_over(sales, credit)
    worst = int(np.argmin(run.composite.score))
    values = {"sales": sales[worst], "credit": credit[worst]}
    assert lift(run.yardstick, values, worst, "reference") is None


@settings(deadline=None)
@given(seed=st.integers(0, 300), score=st.floats(0, 100))
def test_the_value_that_reaches_a_score_does_and_a_cent_less_does_not(
    seed: int, score: float
) -> None:
    sales, credit = base(seed, 50)
    run = run_over(sales, credit)
    values = {"sales": sales[0], "credit": credit[0]}
    reached = value_reaching(run.yardstick, values, "sales", score)
    if reached is None:
        richest = {**values, "sales": float(sales.max())}
        assert run.yardstick.place(richest, 0).score < score + 1e-9
    elif reached != sales[0]:
        assert run.yardstick.place({**values, "sales": reached}, 0).score >= score
        short = {**values, "sales": (round(reached * 100) - 1) / 100}
        assert run.yardstick.place(short, 0).score < score


def test_where_less_is_better_the_value_has_to_fall_to_reach_a_score() -> None:
    late = np.array([0.0, 10.0, 40.0])
    run = measure(
        {"sales": np.array([10.0, 20.0, 30.0]), "days_late": late},
        {"sales": target_scale(100), "days_late": breakpoint_scale([0, 50], [100, 0])},
        {"sales": 50, "days_late": 50},
    )
    # By hand: 15 + 10 = 25 now; 45 are reached when lateness scores 60, at 20 days.
    assert value_reaching(run.yardstick, {"sales": 30, "days_late": 40}, "days_late", 45) == 20.0
    assert value_reaching(run.yardstick, {"sales": 30, "days_late": 40}, "days_late", 66) is None
    assert value_reaching(run.yardstick, {"sales": 30, "days_late": 40}, "days_late", 20) == 40


def test_a_component_without_weight_reaches_no_score() -> None:
    sales, credit = base(1, 20)
    values = {"sales": sales[0], "credit": credit[0]}
    assert value_reaching(run_over(sales, credit).yardstick, values, "reference", 100) is None


def test_reasons_are_codes_and_numbers_that_add_up() -> None:
    sales, credit = base(4, 100)
    run = run_over(sales, credit)
    code = int(np.flatnonzero(run.classes.tier == 2)[0])
    reasons = explain(run.yardstick, {"sales": sales[code], "credit": credit[code]}, code)
    by_code = [(reason.code, reason.component) for reason in reasons]
    assert by_code[:4] == [
        ("class", None),
        ("component", "credit"),
        ("component", "sales"),
        ("component_excluded", "reference"),
    ]
    standing = reasons[0].data
    points = sum(reason.data["points"] for reason in reasons if reason.code == "component")
    assert points == pytest.approx(standing["score"])
    assert standing["cleared"] <= standing["score"] <= standing["missed"]
    assert {reason.component for reason in reasons[4:]} <= {"sales", "credit"}


def test_a_missing_value_is_refused_by_name() -> None:
    sales, credit = base(1, 20)
    with pytest.raises(ValuationError) as refused:
        run_over(sales, credit).yardstick.place({"sales": 5.0}, 0)
    assert refused.value.column == "credit"


def test_new_weights_leave_an_old_result_alone() -> None:
    sales, credit = base(2, 200)
    before = run_over(sales, credit, 60)
    kept = before.composite.score.copy()
    after = run_over(sales, credit, 20)
    assert np.array_equal(before.composite.score, kept)
    assert not np.array_equal(after.composite.score, kept)


def test_a_lone_customer_is_explained_with_numbers_alone() -> None:
    run = run_over(np.array([50.0]), np.array([80.0]))
    reasons = explain(run.yardstick, {"sales": 50.0, "credit": 80.0}, 0)
    assert all(np.isfinite(number) for reason in reasons for number in reason.data.values())


def test_no_customers_give_an_empty_run() -> None:
    run = run_over(np.zeros(0), np.zeros(0))
    assert run.composite.score.size == 0
    assert run.classes.sizes == (0, 0, 0, 0)

"""The weighted sum, and the weights of components without facts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import ValuationError, composite

SCORES = {"sales": np.array([80.0, 20.0, 0.0]), "profit": np.array([50.0, 100.0, 0.0])}


def test_the_score_is_the_sum_of_weights_times_components() -> None:
    total = composite(SCORES, {"sales": 70, "profit": 30})
    assert total.score.tolist() == pytest.approx([71.0, 44.0, 0.0])
    assert total.excluded == ()


def test_components_without_facts_are_named_and_their_weight_shared_out() -> None:
    total = composite({**SCORES, "credit": None}, {"sales": 40, "profit": 20, "credit": 40})
    assert total.excluded == ("credit",)
    assert total.weights == pytest.approx({"profit": 100 / 3, "sales": 200 / 3})
    assert total.score[0] == pytest.approx(80 * 2 / 3 + 50 / 3)


def test_a_weight_of_zero_needs_no_facts() -> None:
    total = composite(SCORES, {"sales": 100, "profit": 0, "reference": 0})
    assert total.excluded == ()
    assert total.score.tolist() == [80.0, 20.0, 0.0]


@given(
    st.lists(st.floats(0, 100), min_size=3, max_size=3),
    st.integers(0, 100),
)
def test_contributions_add_up_to_the_score(scores: list[float], weight: int) -> None:
    parts = {"sales": np.array(scores), "profit": np.array(scores[::-1])}
    total = composite(parts, {"sales": weight, "profit": 100 - weight})
    summed = sum(total.contribution(name) for name in total.weights)
    assert total.score == pytest.approx(summed)
    assert np.all((total.score >= 0) & (total.score <= 100 + 1e-9))


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ({"sales": 70, "profit": 20}, "weights_total"),
        ({"sales": 170, "profit": -70}, "negative_weight"),
        ({}, "weights_total"),
        ({"credit": 100}, "no_components"),
    ],
)
def test_wrong_weights_are_refused(weights: dict[str, float], code: str) -> None:
    with pytest.raises(ValuationError) as refused:
        composite(SCORES, weights)
    assert refused.value.code == code


@pytest.mark.parametrize("wrong", [-1.0, 101.0, float("nan")])
def test_scores_outside_0_to_100_are_refused(wrong: float) -> None:
    with pytest.raises(ValuationError, match=r"scores 0\.\.100"):
        composite({"sales": np.array([wrong])}, {"sales": 100})

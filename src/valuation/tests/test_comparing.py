"""One measure alone against all together: who would be misjudged."""

import numpy as np
import pytest

from valuation import PRESETS, ClassScheme, Shares, ValuationError, composite, misjudged

HALVES = ClassScheme("halves", ("A", "B"), Shares("score", (50, 50)))


def test_who_is_misjudged_by_sales_only_profit_only_and_frequency_only() -> None:
    scores = {
        "sales": np.array([90.0, 80.0, 20.0, 10.0]),
        "profit": np.array([10.0, 90.0, 80.0, 20.0]),
        "frequency": np.array([60.0, 70.0, 50.0, 10.0]),
    }
    total = composite(scores, {"sales": 40, "profit": 40, "frequency": 20})
    # By hand: 52, 82, 50, 14, so the first two are A.
    found = misjudged(HALVES, total.score, scores)
    assert {name: each.moved.tolist() for name, each in found.items()} == {
        "sales": [],
        "profit": [0, 2],
        "frequency": [],
    }
    assert found["profit"].matrix.tolist() == [[1, 1], [1, 1]]


def test_a_measure_ordered_as_the_score_misjudges_nobody() -> None:
    score = np.random.default_rng(3).random(200) * 100
    found = misjudged(PRESETS["high_mid_low"], score, {"double": score * 2})
    assert found["double"].moved.size == 0


def test_caps_do_not_hide_what_a_measure_would_do() -> None:
    """The preset's cap reads credit, which nobody needs to give here."""
    found = misjudged(PRESETS["abcd"], [4.0, 3.0, 2.0, 1.0], {"sales": [1.0, 2.0, 3.0, 4.0]})
    assert found["sales"].moved.tolist() == [0, 1, 2, 3]


def test_a_grid_has_no_single_measure_to_put_another_in_the_place_of() -> None:
    with pytest.raises(ValuationError, match="cut along one measure"):
        misjudged(PRESETS["key_account"], [1.0], {"sales": [1.0]})


def test_a_measure_of_other_customers_is_refused() -> None:
    with pytest.raises(ValuationError, match="as many customers"):
        misjudged(HALVES, [1.0, 2.0], {"sales": [1.0]})

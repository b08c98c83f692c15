"""Pairwise judgements: published weights, consistency, what is missing, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import RANDOM_INDEX, ValuationError, ahp, ahp_hierarchy

# Saaty (2008), Int. J. Services Sciences 1(1): which drink is consumed more.
DRINKS = {
    ("coffee", "wine"): 9, ("coffee", "tea"): 5, ("coffee", "beer"): 2, ("coffee", "soda"): 1,
    ("coffee", "milk"): 1, ("water", "coffee"): 2, ("water", "wine"): 9, ("water", "tea"): 9,
    ("water", "beer"): 3, ("water", "soda"): 2, ("water", "milk"): 3, ("tea", "wine"): 3,
    ("beer", "wine"): 9, ("beer", "tea"): 3, ("beer", "milk"): 1, ("soda", "wine"): 9,
    ("soda", "tea"): 4, ("soda", "beer"): 2, ("soda", "milk"): 2, ("milk", "wine"): 9,
    ("milk", "tea"): 3,
}  # fmt: skip

# Wang and Chin (2011): judgements that contradict each other.
WANG_CHIN = (
    (1, 4, 3, 1, 3, 4),
    (1 / 4, 1, 7, 3, 1 / 5, 1),
    (1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6),
    (1, 1 / 3, 5, 1, 1, 1 / 3),
    (1 / 3, 5, 5, 1, 1, 3),
    (1 / 4, 1, 6, 3, 1 / 3, 1),
)

# Bozoki, Fulop, Ronyai (2010): nobody compared c and d.
INCOMPLETE = {("a", "b"): 1, ("a", "c"): 5, ("a", "d"): 2, ("b", "c"): 3, ("b", "d"): 4}

# Saaty (2005): four cities under five criteria.
GOAL = {
    ("culture", "housing"): 3, ("culture", "transport"): 5, ("family", "culture"): 5,
    ("family", "housing"): 7, ("family", "transport"): 7, ("housing", "transport"): 3,
    ("jobs", "culture"): 2, ("jobs", "housing"): 4, ("jobs", "transport"): 7, ("family", "jobs"): 1,
}  # fmt: skip
CITIES: dict[str, dict[tuple[str, str], float]] = {
    "culture": {
        ("Bethesda", "Pittsburgh"): 1, ("Boston", "Bethesda"): 2, ("Boston", "Pittsburgh"): 2.5,
        ("Boston", "Santa Fe"): 1, ("Santa Fe", "Bethesda"): 2, ("Santa Fe", "Pittsburgh"): 2.5,
    },
    "family": {
        ("Bethesda", "Boston"): 2, ("Bethesda", "Santa Fe"): 4, ("Boston", "Santa Fe"): 2,
        ("Pittsburgh", "Bethesda"): 3, ("Pittsburgh", "Boston"): 8, ("Pittsburgh", "Santa Fe"): 9,
    },
    "housing": {
        ("Bethesda", "Boston"): 5, ("Bethesda", "Santa Fe"): 2.5, ("Pittsburgh", "Bethesda"): 2,
        ("Pittsburgh", "Boston"): 9, ("Pittsburgh", "Santa Fe"): 7, ("Santa Fe", "Boston"): 4,
    },
    "jobs": {
        ("Bethesda", "Pittsburgh"): 3, ("Bethesda", "Santa Fe"): 4, ("Boston", "Bethesda"): 2,
        ("Boston", "Pittsburgh"): 6, ("Boston", "Santa Fe"): 8, ("Pittsburgh", "Santa Fe"): 1,
    },
    "transport": {
        ("Bethesda", "Boston"): 1.5, ("Bethesda", "Santa Fe"): 4, ("Boston", "Santa Fe"): 2.5,
        ("Pittsburgh", "Bethesda"): 2, ("Pittsburgh", "Boston"): 3.5, ("Pittsburgh", "Santa Fe"): 9,
    },
}  # fmt: skip


def matrix_judgements(rows: tuple[tuple[float, ...], ...]) -> dict[tuple[str, str], float]:
    size = len(rows)
    return {(str(i), str(j)): rows[i][j] for i in range(size) for j in range(i + 1, size)}


def rounded(weights: object, digits: int) -> dict[str, float]:
    return {name: round(weight, digits) for name, weight in dict(weights).items()}  # type: ignore[call-overload]


def test_saatys_drinks_come_out_as_published() -> None:
    result = ahp(DRINKS)
    assert rounded(result.weights, 3) == {
        "water": 0.327, "soda": 0.190, "coffee": 0.177, "milk": 0.129, "beer": 0.116,
        "tea": 0.042, "wine": 0.019,
    }  # fmt: skip
    assert round(result.lambda_max, 4) == 7.1766
    assert round(result.ratio, 3) == 0.022
    assert result.consistent
    assert round(ahp(DRINKS, random_index="donegan_dodd").ratio, 4) == 0.0235


def test_saatys_cities_are_weighed_through_their_criteria() -> None:
    result = ahp_hierarchy(GOAL, CITIES)
    assert rounded(result.weights, 3) == {
        "Bethesda": 0.229, "Boston": 0.275, "Pittsburgh": 0.385, "Santa Fe": 0.111,
    }  # fmt: skip
    assert result.inconsistent == ()


def test_contradicting_judgements_are_weighed_and_flagged() -> None:
    result = ahp(matrix_judgements(WANG_CHIN))
    assert [round(weight, 4) for weight in result.weights.values()] == [
        0.3208, 0.1395, 0.0348, 0.1285, 0.2374, 0.1391,
    ]  # fmt: skip
    assert round(result.ratio, 3) == 0.229
    assert not result.consistent


def test_a_hierarchy_names_the_criteria_whose_judgements_contradict_each_other() -> None:
    shaky = {("x", "y"): 9.0, ("y", "z"): 9.0, ("z", "x"): 9.0}
    steady = {("x", "y"): 2.0, ("y", "z"): 2.0, ("x", "z"): 4.0}
    result = ahp_hierarchy({("price", "service"): 3}, {"price": steady, "service": shaky})
    assert result.inconsistent == ("service",)


def test_a_missing_judgement_is_filled_in_as_published() -> None:
    result = ahp(INCOMPLETE, random_index="donegan_dodd")
    assert rounded(result.weights, 4) == {"a": 0.3738, "b": 0.3920, "c": 0.0985, "d": 0.1357}
    assert result.completed[("c", "d")] == pytest.approx((8 / 15) ** 0.5, abs=1e-9)  # .7303
    assert round(result.ratio, 4) == 0.0372


def test_half_the_judgements_of_eight_items_are_filled_in_as_published() -> None:
    given_here = {
        ("a", "b"): 5, ("a", "c"): 3, ("a", "d"): 7, ("a", "e"): 6, ("a", "f"): 6, ("b", "d"): 5,
        ("b", "f"): 3, ("c", "e"): 3, ("c", "g"): 6, ("f", "d"): 4, ("g", "a"): 3, ("g", "e"): 5,
        ("h", "a"): 4, ("h", "b"): 7, ("h", "d"): 8, ("h", "f"): 6,
    }  # fmt: skip
    completed = ahp(given_here).completed
    published = {
        ("b", "c"): 0.33002, ("b", "e"): 1.71974, ("b", "g"): 0.46635, ("c", "d"): 9.92051,
        ("c", "f"): 4.85249, ("c", "h"): 0.56961, ("d", "e"): 0.52528, ("d", "g"): 0.14244,
        ("e", "f"): 0.93120, ("e", "h"): 0.10931, ("f", "g"): 0.29121, ("g", "h"): 0.40309,
    }  # fmt: skip
    assert set(completed) == set(published)
    for pair, times in published.items():
        assert completed[pair] == pytest.approx(times, rel=2e-4)


@given(
    weights=st.lists(st.floats(0.05, 20), min_size=1, max_size=10),
    hidden=st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=12),
)
def test_consistent_judgements_give_back_the_weights_even_with_some_missing(
    weights: list[float], hidden: set[tuple[int, int]]
) -> None:
    judgements = {
        (str(i), str(j)): weights[i] / weights[j]
        for i in range(len(weights))
        for j in range(i + 1, len(weights))
        if (i, j) not in hidden  # all pairs with item 0 stay: it connects the rest
    }
    result = ahp(judgements, items=[str(i) for i in range(len(weights))])
    total = sum(weights)
    assert list(result.weights.values()) == pytest.approx([w / total for w in weights], rel=1e-6)
    assert result.ratio == pytest.approx(0, abs=1e-8)
    assert sum(result.weights.values()) == pytest.approx(1)


@given(times=st.lists(st.floats(1 / 9, 9), min_size=5, max_size=5))
def test_what_is_filled_in_cannot_be_made_more_consistent(times: list[float]) -> None:
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("b", "d")]
    judgements = dict(zip(pairs, times, strict=True))
    best = ahp(judgements)
    for factor in (0.97, 1.03):
        worse = ahp({**judgements, ("a", "c"): best.completed[("a", "c")] * factor})
        assert worse.lambda_max >= best.lambda_max - 1e-12


@pytest.mark.parametrize(
    ("judgements", "code", "column"),
    [
        ({}, "items_out_of_range", "items"),
        ({("a", "b"): 0.0}, "judgement_out_of_range", "a/b"),
        ({("a", "b"): float("nan")}, "judgement_out_of_range", "a/b"),
        ({("a", "a"): 2.0}, "judgement_of_itself", "a/a"),
        ({("a", "b"): 2.0, ("b", "a"): 2.0}, "judged_twice", "b/a"),
        ({("a", "b"): 2.0, ("c", "d"): 2.0}, "not_connected", "c"),
        ({(str(i), str(i + 1)): 1.0 for i in range(10)}, "items_out_of_range", "items"),
    ],
)
def test_judgements_that_cannot_be_weighed_are_refused_by_name(
    judgements: dict[tuple[str, str], float], code: str, column: str
) -> None:
    with pytest.raises(ValuationError) as refused:
        ahp(judgements)
    assert (refused.value.code, refused.value.column) == (code, column)


def test_a_stranger_among_the_judgements_is_refused() -> None:
    with pytest.raises(ValuationError, match="both are items"):
        ahp({("a", "b"): 2.0}, items=["a", "c"])


def test_a_hierarchy_needs_judgements_under_each_criterion_of_its_goal() -> None:
    with pytest.raises(ValuationError) as refused:
        ahp_hierarchy({("price", "service"): 3}, {"price": {("x", "y"): 2.0}})
    assert refused.value.column == "service"


def test_a_pair_may_be_judged_both_ways_if_both_agree() -> None:
    assert ahp({("a", "b"): 4.0, ("b", "a"): 0.25}).weights == pytest.approx({"a": 0.8, "b": 0.2})


def test_an_unknown_random_index_is_refused() -> None:
    with pytest.raises(ValuationError, match="saaty"):
        ahp({("a", "b"): 2.0}, random_index="mine")


def test_saatys_random_index_is_the_published_one() -> None:
    assert RANDOM_INDEX["saaty"][2:8] == (0.58, 0.90, 1.12, 1.24, 1.32, 1.41)
    assert np.all(np.diff(RANDOM_INDEX["donegan_dodd"]) >= 0)

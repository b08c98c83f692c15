"""TOPSIS and VIKOR: published tables, and one customer alone as in the run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import NORMALISATIONS, ValuationError, fit_topsis, fit_vikor
from valuation.arrays import FloatArray

# Ersoy (2021), LogForum 17(3): six servers; the last two criteria are costs.
ERSOY = np.array([
    [256, 8, 41, 1.6, 1.77, 7347.16],
    [256, 8, 32, 1.0, 1.8, 6919.99],
    [256, 8, 53, 1.6, 1.9, 8400],
    [256, 8, 41, 1.0, 1.75, 6808.9],
    [512, 8, 35, 1.6, 1.7, 8479.99],
    [256, 4, 35, 1.6, 1.7, 7499.99],
])  # fmt: skip
ERSOY_WEIGHTS = (0.405, 0.221, 0.134, 0.199, 0.007, 0.034)

# Papathanasiou and Ploskas (2018), chapter 2.
PLOSKAS = np.array(
    [[8, 7, 2, 1], [5, 3, 7, 5], [7, 5, 6, 4], [9, 9, 7, 3], [11, 10, 3, 7], [6, 9, 5, 4]]
)
PLOSKAS_WEIGHTS = (0.4, 0.3, 0.1, 0.2)


def named(rows: object) -> dict[str, FloatArray]:
    return {f"c{n}": column for n, column in enumerate(np.array(rows, np.float64).T)}


def weighed(weights: tuple[float, ...]) -> dict[str, float]:
    return {f"c{n}": weight for n, weight in enumerate(weights)}


def test_topsis_gives_the_closeness_of_ersoy() -> None:
    topsis = fit_topsis(named(ERSOY), weighed(ERSOY_WEIGHTS), costs={"c4", "c5"})
    published = [0.308, 0.254, 0.327, 0.263, 0.857, 0.192]
    assert topsis.score(named(ERSOY)).tolist() == pytest.approx(published, abs=0.001)


def test_vikor_gives_the_compromise_of_papathanasiou_and_ploskas() -> None:
    vikor = fit_vikor(named(PLOSKAS), weighed(PLOSKAS_WEIGHTS), strategy=0.625)
    regret = vikor.score(named(PLOSKAS))
    assert regret.compromise.round(3).tolist() == [0.640, 1.000, 0.693, 0.271, 0.000, 0.694]
    # By hand, the first: .4*3/6 + .3*3/7 + .1*5/5 + .2*6/6 = .2 + .12857 + .1 + .2
    assert regret.total[0] == pytest.approx(0.628571, abs=1e-6)
    assert regret.largest[0] == pytest.approx(0.2)


def test_topsis_by_hand() -> None:
    """Sales 3 and 4 have norm 5: weighted .3 and .4; days late 6 and 8 as a cost: .3 and .4."""
    table = {"sales": [3.0, 4.0, 3.0], "late": [6.0, 8.0, 8.0]}
    topsis = fit_topsis(
        {name: column[:2] for name, column in table.items()},
        {"sales": 1, "late": 1},
        costs={"late"},
    )
    # First: .1 from the best in sales, at the best in lateness, and the other way round: in between.
    assert topsis.score(table).tolist() == pytest.approx([0.5, 0.5, 0.0])


rows = st.lists(
    st.tuples(*[st.floats(-1e6, 1e6).map(lambda value: round(value, 2))] * 3),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
@given(table=rows)
def test_a_customer_alone_gets_exactly_the_topsis_score_of_the_run(
    normalisation: str, table: list[tuple[float, ...]]
) -> None:
    criteria = named(table)
    topsis = fit_topsis(criteria, weighed((5, 3, 2)), costs={"c1"}, normalisation=normalisation)
    together = topsis.score(criteria)
    assert np.all((together >= 0) & (together <= 1))
    for place, row in enumerate(table):
        alone = topsis.score({f"c{n}": value for n, value in enumerate(row)})
        assert alone[0] == together[place]


@given(table=rows, strategy=st.floats(0, 1))
def test_a_customer_alone_gets_exactly_the_vikor_score_of_the_run(
    table: list[tuple[float, ...]], strategy: float
) -> None:
    criteria = named(table)
    vikor = fit_vikor(criteria, weighed((5, 3, 2)), costs={"c2"}, strategy=strategy)
    together = vikor.score(criteria)
    assert np.all((together.compromise >= -1e-9) & (together.compromise <= 1 + 1e-9))
    for place, row in enumerate(table):
        alone = vikor.score({f"c{n}": value for n, value in enumerate(row)})
        assert alone.compromise[0] == together.compromise[place]
        assert (alone.total[0], alone.largest[0]) == (
            together.total[place],
            together.largest[place],
        )


@given(table=rows)
def test_who_is_better_in_everything_never_scores_worse(table: list[tuple[float, ...]]) -> None:
    criteria = named(table)
    weights = weighed((1, 1, 1))
    closeness = fit_topsis(criteria, weights).score(criteria)
    regret = fit_vikor(criteria, weights).score(criteria).compromise
    for one, here in enumerate(table):
        for other, there in enumerate(table):
            if all(a >= b for a, b in zip(here, there, strict=True)):
                assert closeness[one] >= closeness[other] - 1e-9
                assert regret[one] <= regret[other] + 1e-9


def test_customers_all_alike_are_neither_best_nor_worst() -> None:
    criteria = {"sales": [5.0, 5.0]}
    assert fit_topsis(criteria, {"sales": 1}).score(criteria).tolist() == [0.5, 0.5]
    assert fit_vikor(criteria, {"sales": 1}).score(criteria).compromise.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("weights", "column"),
    [({"a": 1.0}, "b"), ({"a": 1.0, "b": -1.0}, "b"), ({"a": 0.0, "b": 0.0}, "weights")],
)
def test_each_criterion_needs_a_weight(weights: dict[str, float], column: str) -> None:
    with pytest.raises(ValuationError) as refused:
        fit_topsis({"a": [1.0, 2.0], "b": [1.0, 2.0]}, weights)
    assert refused.value.column == column


def test_a_weight_for_a_stranger_is_refused() -> None:
    with pytest.raises(ValuationError, match="names of criteria"):
        fit_vikor({"a": [1.0, 2.0]}, {"a": 1.0, "b": 1.0})


def test_the_normalisation_is_one_of_the_named_ones() -> None:
    with pytest.raises(ValuationError, match="vector, minmax, max, sum"):
        fit_topsis({"a": [1.0, 2.0]}, {"a": 1.0}, normalisation="mine")


def test_the_strategy_lies_between_majority_and_strongest_complaint() -> None:
    with pytest.raises(ValuationError) as refused:
        fit_vikor({"a": [1.0, 2.0]}, {"a": 1.0}, strategy=1.5)
    assert refused.value.column == "strategy"


def test_a_missing_criterion_is_refused_by_name() -> None:
    topsis = fit_topsis({"a": [1.0, 2.0], "b": [2.0, 1.0]}, {"a": 1.0, "b": 1.0})
    with pytest.raises(ValuationError) as refused:
        topsis.score({"a": [1.0]})
    assert refused.value.column == "b"

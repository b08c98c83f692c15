"""Shares of the ranking, ties, cuts, and who moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import ABCD, Scheme, Tier, ValuationError, classify, moves, tier_of

scores = st.lists(st.integers(0, 12).map(lambda tenth: tenth / 10), max_size=60)


def test_a_hundred_customers_split_20_30_30_20() -> None:
    classes = classify(np.arange(100.0), ABCD)
    assert classes.sizes == (20, 30, 30, 20)
    assert np.bincount(classes.tier).tolist() == [20, 30, 30, 20]
    assert set(np.flatnonzero(classes.tier == 0)) == set(range(80, 100))


def test_a_hundred_equal_customers_also_split_20_30_30_20_by_code() -> None:
    tier = classify(np.zeros(100), ABCD).tier
    assert tier.tolist() == [0] * 20 + [1] * 30 + [2] * 30 + [3] * 20


def test_equal_scores_rank_by_the_given_code() -> None:
    classes = classify(np.zeros(4), Scheme((Tier("A", 50), Tier("B", 50))), code=[9, 1, 5, 7])
    assert classes.tier.tolist() == [1, 0, 0, 1]


@given(customers=st.integers(0, 10_000))
def test_sizes_are_within_one_of_the_shares_and_complete(customers: int) -> None:
    sizes = ABCD.sizes(customers)
    assert sum(sizes) == customers
    for size, tier in zip(sizes, ABCD.tiers, strict=True):
        assert abs(size - customers * tier.share / 100) <= 1


@given(scores=scores)
def test_stored_cuts_place_every_customer_as_the_run_did(scores: list[float]) -> None:
    classes = classify(np.array(scores), ABCD)
    alone = [tier_of(score, code, classes.cuts) for code, score in enumerate(scores)]
    assert alone == classes.tier.tolist()


@given(scores=scores)
def test_a_better_score_never_gets_a_worse_class(scores: list[float]) -> None:
    tier = classify(np.array(scores), ABCD).tier
    order = np.argsort(-np.array(scores), kind="stable")
    assert np.all(np.diff(tier[order]) >= 0)


@pytest.mark.parametrize(("customers", "sizes"), [(0, (0, 0, 0, 0)), (1, (0, 1, 0, 0))])
def test_the_smallest_bases_have_classes_too(customers: int, sizes: tuple[int, ...]) -> None:
    classes = classify(np.full(customers, 50.0), ABCD)
    assert classes.sizes == sizes
    assert len(classes.cuts) == 3


def test_the_preview_shows_from_where_to_where_customers_move() -> None:
    halves = Scheme((Tier("A", 50), Tier("B", 50)))
    before = classify(np.array([4.0, 3.0, 2.0, 1.0]), halves)
    after = classify(np.array([4.0, 1.0, 2.0, 3.0]), halves)
    preview = moves(before, after)
    assert preview.matrix.tolist() == [[1, 1], [1, 1]]
    assert preview.moved.tolist() == [1, 3]
    assert preview.matrix.sum(axis=1).tolist() == list(before.sizes)


def test_a_preview_needs_the_same_customers() -> None:
    with pytest.raises(ValuationError, match="as many customers"):
        moves(classify(np.zeros(3), ABCD), classify(np.zeros(4), ABCD))


@pytest.mark.parametrize("shares", [(), (50, 40), (120, -20)])
def test_shares_must_total_100(shares: tuple[float, ...]) -> None:
    with pytest.raises(ValuationError, match="total 100"):
        Scheme(tuple(Tier(str(share), share) for share in shares))


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValuationError, match="a score"):
        classify(np.array([1.0, np.nan]), ABCD)


def test_codes_must_be_as_many_as_scores() -> None:
    with pytest.raises(ValuationError) as refused:
        classify(np.zeros(3), ABCD, code=[1, 2])
    assert refused.value.column == "code"

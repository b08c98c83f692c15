"""Customers between classes: every row adds up to the opening count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import ValuationError, migration

CLASSES = 4
classes = st.integers(-1, CLASSES - 1)


def test_seven_customers_move_as_counted_by_hand() -> None:
    #                   stays rises falls falls leaves joins joins
    result = migration([0, 2, 0, 1, 2, -1, -1], [0, 1, 1, 2, -1, 2, 0], classes=3)
    assert result.matrix.tolist() == [[1, 1, 0], [0, 0, 1], [0, 1, 0]]
    assert result.left.tolist() == [0, 0, 1]
    assert result.joined.tolist() == [1, 0, 1]
    assert result.opening.tolist() == [2, 1, 2]
    assert result.closing.tolist() == [2, 2, 2]
    assert (result.stayed, result.rose, result.fell) == (1, 1, 2)
    assert result.rates.tolist() == [[0.5, 0.5, 0, 0], [0, 0, 1, 0], [0, 0.5, 0, 0.5]]


def test_an_empty_class_has_no_rates() -> None:
    assert np.isnan(migration([0], [1], classes=2).rates[1]).all()


def test_classes_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValuationError, match=r"after: 2 rows break the rule: classes within 0..1"):
        migration([0, 0, 0], [2, -2, 1], classes=2)
    with pytest.raises(ValuationError, match="after: 1 rows break the rule: as many rows"):
        migration([0, 0], [1], classes=2)


@given(st.lists(st.tuples(classes, classes), max_size=200))
def test_rows_sum_to_the_opening_count_and_columns_to_the_closing(
    moves: list[tuple[int, int]],
) -> None:
    before, after = [move[0] for move in moves], [move[1] for move in moves]
    result = migration(before, after, classes=CLASSES)
    for each in range(CLASSES):
        assert result.matrix[each].sum() + result.left[each] == before.count(each)
        assert result.matrix[:, each].sum() + result.joined[each] == after.count(each)
    both = sum(move[0] >= 0 and move[1] >= 0 for move in moves)
    assert result.stayed + result.rose + result.fell == both
    known = result.rates[result.opening > 0]
    np.testing.assert_allclose(known.sum(axis=1), 1.0)

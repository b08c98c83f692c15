"""Natural breaks: exact, and never between equal values."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuation import ValuationError, natural_breaks
from valuation.classes import natural_breaks_compiled, natural_breaks_plain
from valuation.classes.natural_breaks import _running  # the sums both kinds of loops read

whole = st.lists(st.integers(-20, 20).map(float), min_size=1, max_size=14)


def variance_within(values: list[float], lows: tuple[float, ...]) -> float:
    """The sum of squared distances from the class means."""
    column = np.array(values)
    which = np.searchsorted(np.array(lows), column, side="right")
    return sum(
        float(((part := column[which == n]) - part.mean()).var() * part.size) for n in set(which)
    )


def best_of_all(values: list[float], classes: int) -> float:
    """Every way to part the distinct values, tried out."""
    distinct = sorted(set(values))
    parts = combinations(distinct[1:], min(classes, len(distinct)) - 1)
    return min(variance_within(values, (distinct[0], *cut)) for cut in parts)


def test_classes_end_where_the_figures_leave_a_gap() -> None:
    assert natural_breaks([1, 2, 3, 50, 51, 900, 910, 905], 3) == (1, 50, 900)


def test_by_hand() -> None:
    """1, 2 | 4, 5 leaves .5 + .5 within; 1 | 2, 4, 5 leaves 4.67; 1, 2, 4 | 5 too."""
    assert natural_breaks([5, 1, 4, 2], 2) == (1, 4)


@given(values=whole, classes=st.integers(1, 5))
def test_no_other_classes_have_less_variance_within(values: list[float], classes: int) -> None:
    lows = natural_breaks(values, classes)
    assert len(lows) == min(classes, len(set(values)))
    assert variance_within(values, lows) == pytest.approx(best_of_all(values, classes), abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), size=st.integers(3, 120), classes=st.integers(2, 6))
def test_compiled_and_plain_loops_find_equally_good_classes(
    seed: int, size: int, classes: int
) -> None:
    values = np.random.default_rng(seed).lognormal(3, 2, size).round(1)
    distinct, counts = np.unique(values, return_counts=True)
    classes = min(classes, distinct.size - 1)
    found = []
    for kind in (natural_breaks_plain, natural_breaks_compiled):
        last, end, lows = kind.last_breaks(_running(distinct, counts), classes), distinct.size, []
        for layer in range(classes - 2, -1, -1):
            end = int(last[layer, end])
            lows.append(float(distinct[end]))
        found.append(variance_within(values.tolist(), (float(distinct[0]), *lows[::-1])))
    assert found[1] == pytest.approx(found[0], rel=1e-9)


def test_a_large_base_is_parted_as_exactly_as_a_small_one() -> None:
    rng = np.random.default_rng(5)
    centres = np.repeat([100.0, 1_000.0, 5_000.0, 20_000.0], 25_000)
    lows = natural_breaks(centres + rng.normal(0, 30, centres.size), 4)
    assert [round(low / 10) * 10 for low in lows[1:]] == pytest.approx([880, 4880, 19880], abs=30)


def test_equal_values_are_never_parted_and_make_fewer_classes() -> None:
    assert natural_breaks([7.0] * 40, 3) == (7.0,)
    assert natural_breaks([7.0] * 40 + [9.0], 3) == (7.0, 9.0)


def test_doubling_every_figure_doubles_the_breaks() -> None:
    values = np.random.default_rng(3).lognormal(4, 1, 500)
    assert natural_breaks(values * 2, 4) == tuple(2 * low for low in natural_breaks(values, 4))


def test_a_figure_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValuationError, match="finite"):
        natural_breaks([1.0, float("nan")], 2)


def test_no_classes_at_all_are_refused() -> None:
    with pytest.raises(ValuationError, match="1 or more"):
        natural_breaks([1.0], 0)


def test_nobody_makes_no_classes() -> None:
    assert natural_breaks([], 3) == ()

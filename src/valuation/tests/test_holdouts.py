"""Where a log is cut, how often, and what the parts hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import order_log, rolling, summarise
from valuation.choosing.holdouts import every_so_many, origins
from valuation.tests.conftest import Case, epoch_day


@pytest.mark.parametrize(
    ("length", "cuts", "days"),
    [
        (83, (), 28),  # twelve weeks less a day: nothing to cut
        (84, (56,), 28),
        (112, (56, 84), 28),
        (168, (84, 126), 42),
        (224, (56, 112, 168), 56),
        (545, (137, 273, 409), 136),
        (4000, (2905, 3270, 3635), 365),
    ],
)
def test_the_last_three_quarters_of_a_log_are_held_out(
    length: int, cuts: tuple[int, ...], days: int
) -> None:
    assert origins(0, length) == (cuts, days)


def test_a_length_of_ones_own_is_kept_and_gives_one_holdout_if_it_can() -> None:
    assert origins(0, 545, 273) == ((272,), 273)
    assert origins(0, 545, 100) == ((245, 345, 445), 100)
    assert origins(0, 90, 90) == ((), 90)


@given(st.integers(0, 5000), st.integers(-10_000, 20_000))
def test_holdouts_follow_each_other_up_to_today_and_leave_enough_to_learn_from(
    length: int, first: int
) -> None:
    cuts, days = origins(first, first + length)
    assert len(cuts) <= 3
    assert 28 <= days <= 365
    assert bool(cuts) == (length >= 84)
    assert all(cut - first >= max(days, 56) for cut in cuts)
    assert [*(cut + days for cut in cuts)] == [*cuts[1:], *([first + length] if cuts else [])]


def test_cdnow_is_held_out_in_three_quarters(cdnow: Case) -> None:
    held = rolling(cdnow.log, epoch_day("1998-06-30"), count_free=True)
    assert [part.days for part in held] == [136, 136, 136]
    assert [int(part.calibration.buyers.sum()) for part in held] == [2357, 2357, 2357]
    everything = summarise(cdnow.log, epoch_day("1998-06-30"), count_free=True)
    learned = held[0].calibration.repeats.sum()
    assert learned + sum(part.purchases.sum() for part in held) == everything.repeats.sum()


def test_an_empty_log_has_no_holdouts() -> None:
    assert rolling(order_log([], [], [], customers=3), 500) == ()


def test_a_large_base_is_thinned_by_customers_never_by_orders() -> None:
    log = order_log(np.repeat(np.arange(10), 3), np.arange(30), np.arange(30.0), customers=10)
    thin = every_so_many(log, 4)  # every third customer: 0, 3, 6 and 9
    assert thin.customers == 4
    assert thin.customer.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert thin.amount.tolist() == [0, 1, 2, 9, 10, 11, 18, 19, 20, 27, 28, 29]
    assert every_so_many(log, 10) is log

"""Cohorts counted by hand, and what must hold of any grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import ValuationError, cohorts, month_of

# Ten customers over four months; a cohort of six from month 0, of four from month 1.
BOUGHT = {
    0: (0, 1, 2, 3),
    1: (0, 1, 2),
    2: (0, 1),
    3: (0, 2, 3),
    4: (0, 3),
    5: (0,),
    6: (1, 2, 3),
    7: (1, 2),
    8: (1, 3),
    9: (1,),
}
CUSTOMER = [who for who, months in BOUGHT.items() for _ in months]
MONTH = [month for months in BOUGHT.values() for month in months]


def test_the_cohorts_of_ten_customers_match_the_count_by_hand() -> None:
    grid = cohorts(CUSTOMER, MONTH, customers=10)
    assert grid.size.tolist() == [6, 4, 0, 0]
    assert grid.active[:2].tolist() == [[6, 3, 3, 3], [4, 2, 2, 0]]
    # Kept: of 3 active in month 1 the customers 0 and 1 came again; of 3 in month 2 those 0 and 3.
    assert grid.kept[:2].tolist() == [[0, 3, 2, 2], [0, 2, 1, 0]]
    assert grid.rate[0, 1:].tolist() == pytest.approx([3 / 6, 2 / 3, 2 / 3])
    assert grid.rate[1, 1:3].tolist() == [0.5, 0.5]
    assert np.isnan(grid.rate[1, 3])
    assert grid.share[0].tolist() == [1.0, 0.5, 0.5, 0.5]
    # All cohorts: 5 of 10 kept in the first month, 3 of 5 in the second, 2 of 3 in the third.
    assert grid.rate_by_age[1:].tolist() == pytest.approx([5 / 10, 3 / 5, 2 / 3])


def test_an_unfinished_month_is_left_out_on_wish() -> None:
    grid = cohorts(CUSTOMER, MONTH, customers=10, last=2)
    assert grid.active.shape == (3, 3)
    assert grid.active[0].tolist() == [6, 3, 3]


def test_many_purchases_in_one_month_count_once() -> None:
    twice = cohorts(CUSTOMER * 2, MONTH * 2, customers=10)
    np.testing.assert_array_equal(twice.active, cohorts(CUSTOMER, MONTH, customers=10).active)


def test_months_are_counted_by_the_calendar() -> None:
    days = np.array(["1970-01-31", "1970-02-01", "2024-02-29", "1969-12-31"], "datetime64[D]")
    assert month_of(days).tolist() == [0, 1, 649, -1]


def test_a_company_without_purchases_has_an_empty_grid() -> None:
    grid = cohorts([], [], customers=3)
    assert grid.active.shape == (0, 1)
    assert np.isnan(grid.rate_by_age).all()


def test_days_taken_for_periods_are_refused() -> None:
    with pytest.raises(ValuationError, match="period: 2 rows break the rule: within 600 periods"):
        cohorts([0, 1], [0, 20_000], customers=2)
    with pytest.raises(ValuationError, match=r"customer: 1 rows break the rule: codes within 0..1"):
        cohorts([0, 2], [0, 1], customers=2)
    with pytest.raises(ValuationError, match="period: 2 rows break the rule: whole numbers"):
        cohorts([0, 1], [0.5, 1.0], customers=2)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(-5, 12)), min_size=1, max_size=200),
)
def test_rates_are_shares_and_every_customer_is_in_one_cohort(rows: list[tuple[int, int]]) -> None:
    grid = cohorts([row[0] for row in rows], [row[1] for row in rows], customers=21)
    assert grid.size.sum() == len({row[0] for row in rows})
    assert grid.active.sum() == len(set(rows))
    assert np.all(grid.active[~grid.seen] == 0)
    assert np.all(grid.kept[:, 1:] <= np.minimum(grid.active[:, 1:], grid.active[:, :-1]))
    known = grid.rate[~np.isnan(grid.rate)]
    assert np.all((known >= 0) & (known <= 1))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=80))
def test_who_buys_every_month_is_always_kept(rows: list[tuple[int, int]]) -> None:
    first = dict(sorted(rows, reverse=True))
    every = [(who, month) for who, start in first.items() for month in range(start, 12)]
    grid = cohorts([row[0] for row in every], [row[1] for row in every], customers=10)
    assert np.all(grid.rate[~np.isnan(grid.rate)] == 1.0)

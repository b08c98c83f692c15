"""Seasons put into a log are found, and none are found where there are none."""

import numpy as np
import pytest

from valuation import Factor, OrderLog, order_log, season
from valuation.arrays import FloatArray
from valuation.choosing.season import monthly_purchases
from valuation.tests.conftest import Case, epoch_day

START = epoch_day("2020-01-01")
CUSTOMERS = 200


def log_of(by_month: FloatArray, years: int, *, growth: float = 0.0, seed: int = 1) -> OrderLog:
    """Purchases at random, at a rate that follows the month and grows by so much each year."""
    rng = np.random.default_rng(seed)
    days = START + np.arange(365 * years)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    rate = 10 * by_month[month] * (1 + growth) ** ((days - START) / 365)
    bought = np.repeat(days, rng.poisson(rate))
    return order_log(
        rng.integers(0, CUSTOMERS, bought.size),
        bought,
        np.full(bought.size, 9.0),
        customers=CUSTOMERS,
    )


LEVEL = np.ones(12)
CHRISTMAS = np.append(np.ones(11), 1.8)


def test_a_december_rush_of_three_years_is_a_season() -> None:
    found = season(log_of(CHRISTMAS, 3), START + 3 * 365)
    assert found.seasonal
    assert found.basis == "same_months"
    assert found.peak_month == 12
    assert found.strength is not None
    assert found.strength > 0.5
    assert 1.5 < found.swing < 2.6


@pytest.mark.parametrize("seed", range(8))
def test_steady_and_growing_logs_have_no_season(seed: int) -> None:
    for growth in (0.0, 0.6):
        found = season(log_of(LEVEL, 3, growth=growth, seed=seed), START + 3 * 365)
        assert not found.seasonal
        assert found.basis == "same_months"


def test_a_season_too_small_to_matter_is_none() -> None:
    slight = 1 + 0.04 * np.sin(np.arange(12) / 12 * 2 * np.pi)
    found = season(log_of(slight, 6), START + 6 * 365)
    assert found.swing < 1.25
    assert not found.seasonal


def test_under_two_years_the_holdouts_speak() -> None:
    log = log_of(CHRISTMAS, 1)
    low, high = Factor(1.0, 0.95, 1.05), Factor(1.3, 1.25, 1.35)
    found = season(log, START + 365, (low, high))
    assert (found.seasonal, found.basis) == (True, "holdouts")
    assert found.swing == pytest.approx(1.3)
    assert (found.strength, found.peak_month) == (None, None)


@pytest.mark.parametrize(
    "factors",
    [
        (Factor(1.0, 0.95, 1.05), Factor(1.2, 1.15, 1.25)),  # less than a quarter apart
        (Factor(1.0, 0.7, 1.3), Factor(1.4, 1.1, 1.7)),  # intervals touch: chance
    ],
)
def test_holdouts_that_agree_show_no_season(factors: tuple[Factor, ...]) -> None:
    assert not season(log_of(LEVEL, 1), START + 365, factors).seasonal


def test_one_holdout_says_nothing_about_a_season() -> None:
    found = season(log_of(LEVEL, 1), START + 365, (Factor(1.5, 1.4, 1.6),))
    assert (found.seasonal, found.basis, found.swing) == (False, "nothing", 1.0)
    assert season(order_log([], [], [], customers=0), START).months == 0


def test_only_full_months_and_real_purchases_are_counted() -> None:
    days = [epoch_day(day) for day in ("2020-01-15", "2020-02-03", "2020-02-03", "2020-02-09")]
    days += [epoch_day(day) for day in ("2020-03-31", "2020-04-02")]
    log = order_log([0, 0, 0, 1, 1, 0], days, [5.0, 5.0, 5.0, -5.0, 5.0, 5.0], customers=2)
    first, counts = monthly_purchases(log, epoch_day("2020-04-15"))
    assert first == (2020 - 1970) * 12 + 1
    assert counts.tolist() == [1.0, 1.0]  # February, March; January and April are not whole


def test_cdnow_has_no_season_and_online_retail_has(cdnow: Case, online_retail: Case) -> None:
    assert season(cdnow.log, epoch_day("1998-06-30")).months == 18
    last = int(online_retail.log.day.max())
    first, counts = monthly_purchases(online_retail.log, last)
    assert counts.size == 12
    assert first % 12 == 11  # December 2010 is whole

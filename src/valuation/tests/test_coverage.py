"""Ranges are counted against what happened."""

import numpy as np
import pytest

from valuation import QUICK_MODELS, OrderLog, choose, order_log
from valuation.choosing import coverage as coverage_module
from valuation.choosing.candidates import BG_NBD, NBD
from valuation.choosing.contest import run_trials
from valuation.choosing.coverage import Coverage, coverage
from valuation.choosing.holdouts import rolling
from valuation.tests.conftest import Case, epoch_day

END = epoch_day("1998-06-30")


def steady_log(seed: int) -> OrderLog:
    """Customers of different steady rates over 800 days."""
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.exponential(rng.gamma(3.0, 30.0, (500, 1)), (500, 200)), axis=1)
    who, nth = np.nonzero(times < 800)
    return order_log(who, times[who, nth].astype(int), np.ones(who.size), customers=500)


def test_ranges_of_the_right_model_hold_what_they_promise() -> None:
    told = [choose(steady_log(seed), 799).coverage for seed in range(4)]
    counted = [each for each in told if each is not None]
    assert len(counted) == 4
    assert all(each.customers >= 0.8 for each in counted)
    assert sum(each.totals_inside for each in counted) >= 0.6 * sum(each.totals for each in counted)


def test_cdnow_customers_are_inside_and_one_total_of_three_is_not(cdnow: Case) -> None:
    held = rolling(cdnow.log, END, count_free=True)
    trials = run_trials(cdnow.log, held, (BG_NBD, NBD), unit=7.0, count_free=True)
    told = coverage(trials, "bg_nbd")
    assert told is not None
    assert (told.level, told.totals_inside, told.totals) == (0.8, 2, 3)
    assert told.customers == pytest.approx(0.935, abs=5e-4)
    assert not told.too_narrow
    wider = coverage(trials, "bg_nbd", level=0.95)
    assert wider is not None
    assert wider.customers > told.customers
    assert wider.totals_inside >= told.totals_inside


def test_a_rush_leaves_the_ranges_too_narrow_and_it_is_said(online_retail: Case) -> None:
    last_day = int(online_retail.log.day.max())
    choice = choose(online_retail.log, last_day, roster=QUICK_MODELS)
    assert choice.coverage is not None
    assert choice.coverage.totals_inside == 1
    assert "ranges_too_narrow" in choice.reasons


def test_plain_rates_have_no_ranges(cdnow: Case) -> None:
    held = rolling(cdnow.log, END, count_free=True)
    trials = run_trials(cdnow.log, held, (BG_NBD,), unit=7.0, count_free=True)
    assert coverage(trials, "status_quo") is None


def test_of_many_customers_every_kth_is_looked_at(
    cdnow: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = rolling(cdnow.log, END, count_free=True)
    trials = run_trials(cdnow.log, held, (BG_NBD,), unit=7.0, count_free=True)
    monkeypatch.setattr(coverage_module, "LOOKED_AT", 500)
    told = coverage(trials, "bg_nbd")
    assert told is not None
    assert told.customers == pytest.approx(0.935, abs=0.03)


@pytest.mark.parametrize(
    ("customers", "inside", "narrow"), [(0.79, 3, True), (0.9, 1, True), (0.9, 2, False)]
)
def test_too_narrow_is_few_customers_inside_or_most_totals_outside(
    customers: float, inside: int, narrow: bool
) -> None:
    assert Coverage(0.8, customers, inside, 3).too_narrow is narrow


def test_one_total_outside_alone_is_chance() -> None:
    assert not Coverage(0.8, 0.9, 0, 1).too_narrow

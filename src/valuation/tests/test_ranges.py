"""Ranges: what they hold, and that they are what the models say."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from valuation import (
    BgBb,
    BgNbd,
    CnbdK,
    Fitted,
    Forecaster,
    GgomNbd,
    History,
    MbgNbd,
    Nbd,
    ParetoNbd,
    ValuationError,
    fit_bg_nbd,
    fit_mbg_nbd,
    fit_nbd,
    fit_pareto_nbd,
    history,
    predictive_range,
)
from valuation.purchases import ranges
from valuation.tests.simulated import simulate_history, simulate_pareto_and_future, simulate_regular
from valuation.tests.test_forecasts import histories, models

TRUTH = ParetoNbd(0.8, 9.0, 0.7, 12.0)
KNOWN = [
    BgNbd(0.24, 4.4, 0.8, 2.4),
    MbgNbd(0.52, 6.2, 0.9, 1.6),
    ParetoNbd(0.55, 10.6, 0.6, 11.7),
    GgomNbd(0.55, 10.6, 0.02, 0.6, 0.3),
    CnbdK(0.5, 2.2, 0.9, 1.6, 3),
    BgBb(1.2, 0.75, 0.66, 2.8, unit=7),
    Nbd(0.38, 12.0),
]


def known(model: Forecaster) -> Fitted[Forecaster]:
    """A fit that leaves no doubt about its parameters."""
    size = len(model.parameters)
    return Fitted(model, 0.0, 9, 9, True, True, (), (0.0,) * size, 1, np.full((size, size), np.nan))


@settings(max_examples=50, deadline=None)
@example(GgomNbd(1.0, 1.0, 1.0, 1.0, 8.0), history([0], [0], [1]), 39.0)
@given(model=models, rows=histories(), days=st.floats(1, 300))
def test_the_chances_of_each_further_purchase_add_up_to_the_expectation(
    model: Forecaster, rows: History, days: float
) -> None:
    assume(model.reach(rows, days, 80)[0] < 1e-7)  # so that eighty are all that matter
    chances = np.array([model.reach(rows, days, count)[0] for count in range(1, 81)])
    assert np.all((chances >= 0) & (chances <= 1 + 1e-12))
    assert np.all(np.diff(chances) <= 1e-12)
    expected = model.expected(rows, days)[0]
    assert chances.sum() * model.alive(rows)[0] == pytest.approx(expected, rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("model", KNOWN, ids=lambda model: model.name)
def test_a_range_is_read_off_the_chances(model: Forecaster) -> None:
    rows = history([0, 3, 12], [0, 150, 260], [270, 200, 273])
    found = predictive_range(known(model), rows, 365, level=0.8)
    chances = [model.alive(rows) * model.reach(rows, 365, count) for count in range(1, 300)]
    assert found.low.tolist() == np.sum(np.array(chances) > 0.9, axis=0).tolist()
    assert found.high.tolist() == np.sum(np.array(chances) > 0.1, axis=0).tolist()
    squares = np.sum([(2 * n - 1) * each for n, each in enumerate(chances, 1)], axis=0)
    variance = np.sum(squares - model.expected(rows, 365) ** 2)
    assert found.total.chance_variance == pytest.approx(variance, rel=1e-3)
    assert found.total.parameter_variance == 0
    assert found.expected == pytest.approx(model.expected(rows, 365))
    assert found.total.expected == pytest.approx(model.expected(rows, 365).sum())


def test_most_customers_buy_within_their_range() -> None:
    rows, later = simulate_pareto_and_future(TRUTH, 4000, 600, 200, seed=4)
    found = predictive_range(fit_pareto_nbd(rows), rows, 200, level=0.8)
    above, below = np.mean(later > found.high), np.mean(later < found.low)
    assert above <= 0.1 + 0.015  # a tenth, and three standard errors of a share of 4,000
    assert below <= 0.1 + 0.015
    assert above > 0.03  # and the ranges are no wider than whole numbers make them


def test_totals_of_simulated_companies_lie_within_their_range() -> None:
    truth = CnbdK(0.8, 6.0, 0.8, 2.5, k=1)  # an MBG/NBD
    inside = []
    for seed in range(40):
        rows, _, later = simulate_regular(truth, 250, 500, 180, seed)
        total = predictive_range(fit_mbg_nbd(rows), rows, 180, level=0.8).total
        inside.append(total.low <= later.sum() <= total.high)
    assert 24 <= sum(inside) <= 39  # 32 expected, three standard errors either way


def test_with_known_parameters_alone_the_range_would_be_too_narrow() -> None:
    rows, _ = simulate_pareto_and_future(TRUTH, 400, 500, 180)
    total = predictive_range(fit_pareto_nbd(rows), rows, 180).total
    assert total.parameter_variance > 0.3 * total.chance_variance


def test_a_tenfold_base_halves_and_more_what_the_parameters_leave_open() -> None:
    truth = BgNbd(0.6, 5.0, 0.8, 2.4)
    small, large = (simulate_history(truth, size, 700) for size in (1000, 10_000))
    shares = []
    for rows in (small, large):
        total = predictive_range(fit_bg_nbd(rows), rows, 180).total
        shares.append(np.sqrt(total.parameter_variance) / total.expected)
    assert shares[1] < shares[0] / 2


def test_blocks_and_repetition_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = simulate_history(BgNbd(0.6, 5.0, 0.8, 2.4), 800, 500)
    fit = fit_bg_nbd(rows)
    whole = predictive_range(fit, rows, 90)
    monkeypatch.setattr(ranges, "BLOCK", 100)
    parts = predictive_range(fit, rows, 90)
    assert np.array_equal(whole.low, parts.low)
    assert np.array_equal(whole.high, parts.high)
    assert whole.total.low == pytest.approx(parts.total.low, rel=1e-12)


def test_well_known_parameters_are_not_averaged_over(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = simulate_history(BgNbd(0.6, 5.0, 0.8, 2.4), 3000, 500)
    fit = fit_bg_nbd(rows)
    sure = replace(fit, covariance=fit.covariance / 100)
    quick = predictive_range(sure, rows, 120)
    monkeypatch.setattr(ranges, "NARROW", 0.0)
    thorough = predictive_range(sure, rows, 120)
    assert np.mean(quick.high == thorough.high) > 0.99
    assert quick.total.high == pytest.approx(thorough.total.high, rel=1e-3)


def test_an_nbd_without_identified_rates_still_gives_a_range() -> None:
    rows = History(*(np.full(400, value, np.int32) for value in (4, 300, 365)))
    found = predictive_range(fit_nbd(rows), rows, 365)
    assert found.total.low < found.total.expected < found.total.high
    assert found.total.parameter_variance == 0


def test_nobody_has_a_range_of_nothing() -> None:
    none = predictive_range(known(Nbd(0.4, 10.0)), history([], [], []), 365)
    assert none.expected.size == none.low.size == 0
    assert (none.total.low, none.total.high) == (0.0, 0.0)


@pytest.mark.parametrize("level", [0.0, 1.0, 80.0])
def test_a_level_is_a_share(level: float) -> None:
    with pytest.raises(ValuationError, match="above 0, below 1"):
        predictive_range(known(Nbd(0.4, 10.0)), history([1], [3], [9]), 365, level=level)

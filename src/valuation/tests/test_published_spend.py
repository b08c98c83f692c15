"""Gamma-Gamma on CDNOW, against note 025 and the recomputed holdout figures."""

import numpy as np
import pytest

from valuation import GammaGamma, Split, choose_spend, fit_bg_nbd, fit_gamma_gamma, score_forecast
from valuation.components.measures import sales_expectation
from valuation.tests.conftest import Case


@pytest.fixture(scope="module")
def held(cdnow: Case) -> Split:
    return cdnow.split()


def test_gamma_gamma_reaches_the_published_optimum(held: Split) -> None:
    state = held.calibration
    fit = fit_gamma_gamma(state.repeats, state.mean_spend())
    assert fit.model.p == pytest.approx(6.2496, abs=5e-5)
    assert fit.model.q == pytest.approx(3.7442, abs=5e-5)
    assert fit.model.v == pytest.approx(15.4435, abs=5e-5)
    assert fit.log_likelihood == pytest.approx(-4055.9177, abs=5e-5)
    assert fit.repeaters == 946
    assert fit.identified
    assert fit.notes == ()


def test_the_fit_of_minor_units_is_the_same(held: Split) -> None:
    state = held.calibration
    fit = fit_gamma_gamma(state.repeats, state.mean_spend() * 100)
    assert fit.model.v == pytest.approx(1544.35, abs=0.01)
    assert fit.model.p == pytest.approx(6.2496, abs=5e-5)
    assert fit.log_likelihood == pytest.approx(-4055.9177 - 946 * np.log(100), abs=1e-3)


def test_forecast_spend_scores_as_recomputed(held: Split) -> None:
    state = held.calibration
    purchases = fit_bg_nbd(state.history()).model
    spend = choose_spend(state).model
    assert isinstance(spend, GammaGamma)
    score = score_forecast(
        "spend", sales_expectation(purchases, spend, state, days=273), held.spend
    )
    assert score.mae == pytest.approx(30.408, abs=5e-3)
    assert score.rmse == pytest.approx(72.299, abs=5e-3)
    assert score.correlation == pytest.approx(0.5647, abs=5e-5)
    assert score.bias == pytest.approx(-0.156, abs=5e-4)


def test_past_spend_is_the_worse_forecast_as_recomputed(held: Split) -> None:
    state = held.calibration
    past = state.first_spend + state.repeat_spend
    score = score_forecast("same", past, held.spend)
    assert score.mae == pytest.approx(61.652, abs=5e-3)
    assert score.rmse == pytest.approx(172.070, abs=5e-3)
    assert score.correlation == pytest.approx(0.3225, abs=5e-5)
    assert score.bias == pytest.approx(1.439, abs=5e-4)

"""A real log in which nobody is seen to leave: the BG/NBD must say so and step back."""

import numpy as np
import pytest

from valuation import (
    QUICK_MODELS,
    Nbd,
    StatusQuo,
    choose,
    choose_spend,
    fit_bg_nbd,
    fit_gamma_gamma,
    fit_mbg_nbd,
    fit_nbd,
    fit_pareto_nbd,
    fit_purchases,
    score_forecast,
    spend_correlation,
)
from valuation.tests.conftest import Case


def test_bg_nbd_reports_that_dropout_is_not_identified(online_retail: Case) -> None:
    state = online_retail.split().calibration
    rows = state.history().where(state.buyers)
    fit = fit_bg_nbd(rows)
    assert rows.customers == 3317
    assert fit.log_likelihood == pytest.approx(-21755.348, abs=5e-4)
    assert (fit.model.r, fit.model.alpha) == pytest.approx((0.7226, 9.4245), abs=5e-5)
    assert fit.model.a / (fit.model.a + fit.model.b) < 1e-6
    assert "dropout_not_identified" in fit.notes
    assert not fit.identified


def test_pareto_nbd_and_mbg_nbd_say_the_same(online_retail: Case) -> None:
    state = online_retail.split().calibration
    rows = state.history().where(state.buyers)
    pareto, mbg = fit_pareto_nbd(rows), fit_mbg_nbd(rows)
    assert pareto.log_likelihood == pytest.approx(-21755.348, abs=5e-3)
    assert mbg.log_likelihood == pytest.approx(-21755.348, abs=5e-3)
    for fit in (pareto, mbg):
        assert "dropout_not_identified" in fit.notes
        assert not fit.identified


def test_the_purchase_model_falls_back_to_nbd_visibly(online_retail: Case) -> None:
    state = online_retail.split().calibration
    fitted = fit_purchases(state.history().where(state.buyers))
    assert isinstance(fitted.model, Nbd)
    assert fitted.notes == ("dropout_not_identified",)


def test_nbd_scores_the_holdout_as_recomputed(online_retail: Case) -> None:
    held = online_retail.split()
    known = held.calibration.buyers
    rows = held.calibration.history().where(known)
    fit = fit_nbd(rows)
    assert fit.log_likelihood == pytest.approx(-21755.348, abs=5e-4)
    forecast = fit.model.expected(rows, held.days)
    actual = held.purchases[known]
    score = score_forecast("nbd", forecast, actual)
    assert actual.sum() == 4806
    assert forecast.sum() == pytest.approx(3633.4, abs=0.05)
    assert score.mae == pytest.approx(0.997, abs=5e-4)
    assert score.rmse == pytest.approx(1.6255, abs=5e-5)
    assert score.correlation == pytest.approx(0.8036, abs=5e-5)


def test_gamma_gamma_reaches_the_recomputed_optimum(online_retail: Case) -> None:
    state = online_retail.split().calibration
    fit = fit_gamma_gamma(state.repeats, state.mean_spend())
    assert fit.model.p == pytest.approx(2.395, abs=5e-4)
    assert fit.model.q == pytest.approx(3.3018, abs=5e-5)
    assert fit.model.v == pytest.approx(396.43, abs=5e-3)
    assert fit.log_likelihood == pytest.approx(-12924.638, abs=5e-4)
    assert fit.identified


def test_spend_hardly_depends_on_frequency_here(online_retail: Case) -> None:
    state = online_retail.split().calibration
    again = state.repeats > 0
    related = spend_correlation(state.repeats[again], state.mean_spend()[again])
    assert related == pytest.approx(0.101, abs=5e-4)
    assert "spend_depends_on_frequency" not in choose_spend(state).notes


def test_the_status_quo_is_the_closer_forecast_before_christmas(online_retail: Case) -> None:
    held = online_retail.split()
    known = held.calibration.buyers
    forecast = StatusQuo().expected(held.calibration.history().where(known), held.days)
    assert score_forecast("status_quo", forecast, held.purchases[known]).mae == pytest.approx(
        0.9667, abs=5e-5
    )


def test_the_choice_says_what_it_rests_on(online_retail: Case) -> None:
    last_day = int(online_retail.log.day.max())
    choice = choose(online_retail.log, last_day, holdout_days=100, roster=QUICK_MODELS)
    assert choice.grade == "C"
    assert choice.reasons == (
        "worse_than_last_period",
        "total_too_low",
        "seasonal",
        "ranges_too_narrow",
        "dropout_not_identified",
    )
    before_christmas = choice.holdouts[-1]
    assert before_christmas.factor.value == pytest.approx(4806 / 3633.4, rel=0.01)
    assert choice.season.basis == "holdouts"
    assert choice.season.swing == pytest.approx(1.4076, abs=5e-5)


def test_the_rush_before_christmas_is_no_factor_for_the_coming_year(online_retail: Case) -> None:
    last_day = int(online_retail.log.day.max())
    choice = choose(online_retail.log, last_day, roster=QUICK_MODELS)
    assert [round(each.factor.value, 2) for each in choice.holdouts] == [1.05, 0.98, 1.33]
    assert choice.factor.used == 1.0
    assert choice.grade == "B"
    assert choice.reasons == (
        "total_too_low",
        "seasonal",
        "ranges_too_narrow",
        "dropout_not_identified",
    )
    assert np.all(np.isfinite(choice.model.expected(choice.state.history(), 365)))


def test_a_closer_model_that_ranks_the_customers_worse_is_shown_and_not_used(
    online_retail: Case,
) -> None:
    choice = choose(online_retail.log, int(online_retail.log.day.max()))
    by_name = {each.method: each for each in choice.candidates}
    regular, steady = by_name["mbg_cnbd_k"], by_name["nbd"]
    assert regular.rmse < 0.98 * steady.rmse
    assert regular.correlation < steady.correlation
    assert isinstance(choice.model, Nbd)
    assert "dropout_not_identified" in choice.reasons

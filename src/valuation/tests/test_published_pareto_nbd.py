"""Pareto/NBD on CDNOW, against the published figures."""

import numpy as np
import pytest

from valuation import Fitted, History, ParetoNbd, Split, fit_pareto_nbd, history, score_forecast

WEEKS_39, WEEKS_52 = 273, 364


@pytest.fixture(scope="module")
def fit(cdnow_rows: History) -> Fitted[ParetoNbd]:
    return fit_pareto_nbd(cdnow_rows)


def test_it_reaches_the_published_optimum(fit: Fitted[ParetoNbd]) -> None:
    assert [round(each, 3) for each in fit.model.parameters] == [0.553, 10.578, 0.606, 11.669]
    assert fit.model.parameters == pytest.approx((0.55328, 10.57768, 0.60624, 11.66872), abs=2e-5)
    assert fit.log_likelihood == pytest.approx(-9594.9762, abs=5e-5)
    assert fit.identified


def test_standard_errors_are_the_published_ones(fit: Fitted[ParetoNbd]) -> None:
    # The source's search ended .0004 of a standard error off the top, hence its last digits.
    published = (0.0476264, 0.8427222, 0.1872594, 6.2105448)
    assert fit.standard_errors == pytest.approx(published, rel=1.5e-4)


def test_a_new_customer_buys_1_473434_times_a_year(fit: Fitted[ParetoNbd]) -> None:
    new = history([0], [0], [0])
    assert fit.model.expected(new, WEEKS_52)[0] == pytest.approx(1.473434, abs=5e-7)


def test_customer_1516_is_alive_and_expected_25_46_times(fit: Fitted[ParetoNbd]) -> None:
    regular = history([26], [216], [217])
    assert fit.model.expected(regular, WEEKS_52)[0] == pytest.approx(25.4552, abs=5e-5)


def test_frequent_buyers_do_not_overflow(fit: Fitted[ParetoNbd]) -> None:
    weeks = ([103.43, 97.14, 94.71, 98.57], [103.57, 97.29, 98.00, 99.43])
    recency, age = (np.round(np.array(each) * 7).astype(int) for each in weeks)
    busy = history([221, 254, 161, 204], recency, age)
    assert np.isfinite(fit.model.log_likelihood(busy))
    alive = fit.model.alive(busy)
    assert np.all((alive > 0.6) & (alive < 1))
    assert np.all(np.isfinite(fit.model.expected(busy, WEEKS_52)))


def test_the_holdout_scores_as_recomputed(
    fit: Fitted[ParetoNbd], cdnow_rows: History, cdnow_held: Split
) -> None:
    forecast = fit.model.expected(cdnow_rows, WEEKS_39)
    score = score_forecast("pareto_nbd", forecast, cdnow_held.purchases)
    assert score.mae == pytest.approx(0.7545, abs=5e-5)
    assert score.rmse == pytest.approx(1.6028, abs=5e-5)
    assert score.correlation == pytest.approx(0.6302, abs=5e-5)
    assert score.bias == pytest.approx(-0.115, abs=5e-4)

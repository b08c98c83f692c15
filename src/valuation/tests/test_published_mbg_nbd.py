"""MBG/NBD on CDNOW, against the published figures."""

import numpy as np
import pytest

from valuation import Fitted, History, MbgNbd, Split, fit_mbg_nbd, history, score_forecast
from valuation.arrays import FloatArray


@pytest.fixture(scope="module")
def fit(cdnow_rows: History) -> Fitted[MbgNbd]:
    return fit_mbg_nbd(cdnow_rows)


def test_it_reaches_the_published_optimum(fit: Fitted[MbgNbd]) -> None:
    rounded = [round(each, 3) for each in fit.model.parameters]
    assert rounded == [0.525, 6.183, 0.891, 1.614]
    assert fit.log_likelihood == pytest.approx(-9582.1357, abs=5e-5)
    assert fit.identified
    assert fit.notes == ()


def test_it_agrees_with_peers_to_four_digits(fit: Fitted[MbgNbd]) -> None:
    # lifetimes and btyd print .5248 6.1831 .8914 1.614.
    assert fit.model.parameters == pytest.approx((0.5248, 6.1831, 0.8914, 1.614), abs=6e-5)


def test_the_likelihood_neither_overflows_nor_vanishes() -> None:
    # pymc-marketing's tests, at r .25, alpha 4, a .8, b 2.5.
    model = MbgNbd(0.25, 4.0, 0.8, 2.5)
    assert model.log_likelihood(history([0], [0], [280])) == pytest.approx(-0.41792826, abs=1e-8)
    assert model.log_likelihood(history([200], [266], [280])) == pytest.approx(100.7869, abs=1e-4)


def test_the_holdout_scores_as_recomputed(
    fit: Fitted[MbgNbd], cdnow_rows: History, cdnow_held: Split
) -> None:
    actual: FloatArray = cdnow_held.purchases
    score = score_forecast("mbg_nbd", fit.model.expected(cdnow_rows, 273), actual)
    assert score.mae == pytest.approx(0.7648, abs=5e-5)
    assert score.rmse == pytest.approx(1.6072, abs=5e-5)
    assert score.correlation == pytest.approx(0.6273, abs=5e-5)
    assert score.bias == pytest.approx(-0.162, abs=5e-4)


def test_who_never_came_back_may_have_left(fit: Fitted[MbgNbd]) -> None:
    model = fit.model
    silent = model.alive(history([0, 0, 0], [0, 0, 0], [0, 100, 1000]))
    assert silent[0] == pytest.approx(model.b / (model.a + model.b))
    assert np.all(np.diff(silent) < 0)

"""BG/NBD and NBD on CDNOW, against the published figures."""

import numpy as np
import pytest

from valuation import (
    BgNbd,
    Fitted,
    History,
    Nbd,
    Split,
    StatusQuo,
    fit_bg_nbd,
    fit_nbd,
    history,
    score_forecast,
    summarise,
)
from valuation.tests.conftest import Case

# Seven digits of the published optimum; weeks.
PUBLISHED = BgNbd(0.2425945, 4.4136019, 0.7929199, 2.4258881)
WEEKS_39, WEEKS_52 = 273, 364


@pytest.fixture(scope="module")
def held(cdnow: Case) -> Split:
    return cdnow.split()


@pytest.fixture(scope="module")
def rows(held: Split) -> History:
    return held.calibration.history()


@pytest.fixture(scope="module")
def bg_nbd(rows: History) -> Fitted[BgNbd]:
    return fit_bg_nbd(rows)


def test_the_log_reduces_to_the_published_counts(held: Split, rows: History) -> None:
    assert rows.repeats.sum() == 2457
    assert rows.repeaters == 946
    assert held.purchases.sum() == 1882
    assert held.spend.sum() == pytest.approx(70_976.39, abs=0.005)


def test_bg_nbd_reaches_the_published_optimum(bg_nbd: Fitted[BgNbd]) -> None:
    model = bg_nbd.model
    assert bg_nbd.log_likelihood == pytest.approx(-9582.4292, abs=5e-5)
    assert (model.r, model.alpha) == pytest.approx((0.2425945, 4.4136019), rel=2e-6)
    assert (model.a, model.b) == pytest.approx((0.7929199, 2.4258881), rel=1e-5)
    assert bg_nbd.converged
    assert bg_nbd.identified
    assert bg_nbd.notes == ()


def test_bg_nbd_rounds_to_the_paper(bg_nbd: Fitted[BgNbd]) -> None:
    model = bg_nbd.model
    rounded = [round(each, 3) for each in (model.r, model.alpha, model.a, model.b)]
    assert rounded == [0.243, 4.414, 0.793, 2.426]


def test_standard_errors_are_near_the_spread_of_simulated_refits(bg_nbd: Fitted[BgNbd]) -> None:
    # 200 refits to bases simulated from the optimum; a and b are skewed, so theirs run low.
    spread = (0.0122, 0.373, 0.205, 0.850)
    assert bg_nbd.standard_errors == pytest.approx(spread, rel=0.2)


def test_nbd_reaches_the_recomputed_optimum(rows: History) -> None:
    fit = fit_nbd(rows)
    assert (fit.model.r, fit.model.alpha) == pytest.approx((0.3848, 12.0721), rel=1e-4)
    assert fit.log_likelihood == pytest.approx(-9763.66, abs=0.005)
    assert fit.identified


def test_the_worked_example_of_the_paper(bg_nbd: Fitted[BgNbd]) -> None:
    example = history([2], [213], [272])
    assert bg_nbd.model.expected(example, WEEKS_39)[0] == pytest.approx(1.2259, abs=1e-4)


def test_a_new_customer_and_customer_1516_at_the_optimum(bg_nbd: Fitted[BgNbd]) -> None:
    new, regular = bg_nbd.model.expected(history([0, 26], [0, 216], [0, 217]), WEEKS_52)
    assert new == pytest.approx(1.444011, rel=2e-6)  # as the parameters: the top is flat
    assert regular == pytest.approx(25.75736, rel=2e-6)


def test_the_likelihood_neither_overflows_nor_vanishes() -> None:
    # Numerical error notes of the authors, at r .25, alpha 4, a .8, b 2.5.
    model = BgNbd(0.25, 4.0, 0.8, 2.5)
    assert model.log_likelihood(history([0], [0], [280])) == pytest.approx(-0.59947382, abs=1e-8)
    assert model.log_likelihood(history([200], [266], [280])) == pytest.approx(100.7957, abs=1e-4)


def test_the_holdout_scores_as_recomputed(
    held: Split, rows: History, bg_nbd: Fitted[BgNbd]
) -> None:
    score = score_forecast("bg_nbd", bg_nbd.model.expected(rows, WEEKS_39), held.purchases)
    assert score.mae == pytest.approx(0.7855, abs=5e-5)
    assert score.rmse == pytest.approx(1.6080, abs=5e-5)
    assert score.correlation == pytest.approx(0.6256, abs=5e-5)
    assert score.bias == pytest.approx(-0.121, abs=5e-4)


@pytest.mark.parametrize(
    ("method", "mae", "rmse", "correlation", "bias"),
    [
        ("status_quo", 1.0237, 2.2119, 0.5839, 0.557),
        ("last_period", 0.8973, 1.9710, 0.5772, 0.306),
        ("zero", 0.7985, 2.2064, 0.0, -1.0),
    ],
)
def test_the_baselines_score_as_recomputed(
    held: Split,
    rows: History,
    method: str,
    mae: float,
    rmse: float,
    correlation: float,
    bias: float,
) -> None:
    forecasts = {
        "status_quo": StatusQuo().expected(rows, WEEKS_39),
        "last_period": rows.repeats.astype(np.float64),
        "zero": np.zeros(rows.customers),
    }
    score = score_forecast(method, forecasts[method], held.purchases)
    assert (score.mae, score.rmse) == pytest.approx((mae, rmse), abs=5.1e-5)
    assert score.correlation == pytest.approx(correlation, abs=5.1e-5)
    assert score.bias == pytest.approx(bias, abs=5.1e-4)


def test_nobody_leaves_in_an_nbd() -> None:
    rows = history([0, 3], [0, 70], [364, 364])
    model = Nbd(0.3848, 12.0721)
    assert model.alive(rows).tolist() == [1.0, 1.0]
    assert model.expected(rows, 7)[1] == pytest.approx((0.3848 + 3) / (12.0721 + 52))


def test_eight_customers_of_the_sample_only_ever_got_free_goods(cdnow: Case) -> None:
    strict = summarise(cdnow.log, cdnow.as_of)
    assert strict.other_days == 8
    assert np.count_nonzero(~strict.buyers) == 8

"""MBG/CNBD-k and BG/CNBD-k: the rhythm is found, and forecasts follow it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.stats import beta, gamma, poisson

from valuation import (
    BgNbd,
    CnbdK,
    Fitted,
    History,
    MbgNbd,
    ValuationError,
    compress,
    fit_cnbd_k,
    fit_mbg_nbd,
    history,
    order_log,
    sum_of_log_gaps,
)
from valuation.purchases.cnbd_k import StepEvidence, likelihood
from valuation.tests.conftest import Case
from valuation.tests.simulated import simulate_history, simulate_regular
from valuation.tests.test_likelihoods import central_differences, positive

TRUTH = CnbdK(1.2, 4.0, 0.8, 3.0, 3)
type Regulars = tuple[History, float, Fitted[CnbdK]]


@pytest.fixture(scope="module")
def regulars() -> Regulars:
    rows, log_gaps, _ = simulate_regular(TRUTH, 12_000, 700)
    return rows, log_gaps, fit_cnbd_k(rows, log_gaps)


def test_k_and_the_parameters_are_recovered(regulars: Regulars) -> None:
    fit = regulars[2]
    assert fit.model.k == 3
    assert fit.identified
    off = np.abs(np.array(fit.model.parameters) - TRUTH.parameters)
    assert np.all(off < 4 * np.array(fit.standard_errors))


def test_random_buyers_have_k_of_one(cdnow: Case, cdnow_rows: History) -> None:
    log_gaps = sum_of_log_gaps(cdnow.log, cdnow.as_of, count_free=True)
    fit = fit_cnbd_k(cdnow_rows, log_gaps)
    plain = fit_mbg_nbd(cdnow_rows)
    assert fit.model.k == 1
    assert fit.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-6)
    assert fit.model.parameters == pytest.approx(plain.model.parameters, rel=1e-5)


def test_with_one_step_it_is_the_mbg_nbd_and_the_bg_nbd(cdnow_rows: History) -> None:
    place = (0.5, 6.0, 0.9, 1.6)
    pairs = ((MbgNbd(*place), CnbdK(*place, 1)), (BgNbd(*place), CnbdK(*place, 1, first_chance=0)))
    for plain, steps in pairs:
        assert steps.expected(cdnow_rows, 273) == pytest.approx(plain.expected(cdnow_rows, 273))
        assert steps.alive(cdnow_rows) == pytest.approx(plain.alive(cdnow_rows))
        assert steps.log_likelihood(cdnow_rows, 0.0) == pytest.approx(
            plain.log_likelihood(cdnow_rows), rel=1e-12
        )
    assert [steps.name for _, steps in pairs] == ["mbg_cnbd_k", "bg_cnbd_k"]


@settings(max_examples=60, deadline=None)
@given(
    r=positive,
    alpha=positive,
    a=positive,
    b=positive,
    k=st.integers(1, 6),
    first_chance=st.integers(0, 1),
)
def test_the_gradient_equals_finite_differences(
    r: float, alpha: float, a: float, b: float, k: int, first_chance: int
) -> None:
    unique = compress(simulate_history(BgNbd(0.6, 5.0, 0.8, 2.4), 60, 300))
    evidence = StepEvidence.from_rows(unique, 7.0, first_chance)
    at = np.array([r, alpha, a, b])
    exact = likelihood(evidence, k, at)[1]
    differences = central_differences(lambda place: likelihood(evidence, k, place), at)
    assert_allclose(exact, differences, 1e-5, 1e-4)


def test_the_likelihood_is_the_integral_over_rates_and_chances_to_leave() -> None:
    # One customer: gaps of 2 and 5 weeks, then 4 weeks of silence; k = 2, first purchase a chance.
    model = CnbdK(0.9, 3.0, 0.8, 1.7, 2, unit=1.0)

    def given_rate(rate: float) -> tuple[float, float]:
        buys = rate**2 * 2 * np.exp(-2 * rate) * rate**2 * 5 * np.exp(-5 * rate)
        return buys, poisson.cdf(1, 4 * rate)

    rates = gamma(0.9, scale=1 / 3.0)
    gone = quad(lambda rate: given_rate(rate)[0] * rates.pdf(rate), 0, 40)[0]
    alive = quad(lambda rate: np.prod(given_rate(rate)) * rates.pdf(rate), 0, 40)[0]
    leave = beta(0.8, 1.7)
    both = gone * leave.expect(lambda p: p * (1 - p) ** 2) + alive * leave.expect(
        lambda p: (1 - p) ** 3
    )
    ours = model.log_likelihood(history([2], [7], [11]), float(np.log(2) + np.log(5)))
    assert ours == pytest.approx(np.log(both), abs=1e-7)


def test_forecasts_of_regular_buyers_come_true() -> None:
    rows, _, later = simulate_regular(TRUTH, 60_000, 700, days=250, seed=3)
    expected = TRUTH.expected(rows, 250)
    assert later.sum() == pytest.approx(expected.sum(), rel=0.015)
    alive = TRUTH.alive(rows)
    for low, high in ((0.0, 0.3), (0.3, 0.9), (0.9, 1.0)):
        band = (alive > low) & (alive <= high)
        assert later[band].sum() == pytest.approx(expected[band].sum(), rel=0.04)


def test_the_absence_of_a_regular_buyer_is_noticed_sooner() -> None:
    # Ten purchases, one every four weeks, then ten weeks of nothing.
    rows = history([10], [280], [350])
    random = CnbdK(1.2, 4.0, 0.8, 3.0, 1)
    regular = CnbdK(1.2, 4.0 / 4, 0.8, 3.0, 4)
    assert regular.alive(rows)[0] < random.alive(rows)[0] / 2


@settings(max_examples=60, deadline=None)
@given(
    place=st.tuples(*[st.floats(0.2, 10)] * 4),
    k=st.integers(1, 5),
    age=st.integers(20, 900),
    x=st.integers(0, 20),
    days=st.floats(1, 400),
    more=st.floats(1, 200),
)
def test_a_longer_horizon_never_brings_fewer_purchases(
    place: tuple[float, float, float, float], k: int, age: int, x: int, days: float, more: float
) -> None:
    model, rows = CnbdK(*place, k), history([x], [age // 2 if x else 0], [age])
    near, far = model.expected(rows, days)[0], model.expected(rows, days + more)[0]
    assert 0 <= near <= far * (1 + 1e-9) + 1e-9


def test_gaps_are_read_off_the_log() -> None:
    log = order_log([0, 0, 0, 1, 1, 1], [1, 3, 13, 5, 5, 6], [9.0] * 6, customers=2)
    assert sum_of_log_gaps(log, 13) == pytest.approx(np.log(2) + np.log(10) + np.log(1))
    assert sum_of_log_gaps(log, 12) == pytest.approx(np.log(2))


def test_regular_customers_who_stay_leave_dropout_unidentified() -> None:
    rows, log_gaps, _ = simulate_regular(CnbdK(1.2, 2.0, 1e-6, 1.0, 2), 2000, 400, seed=1)
    fit = fit_cnbd_k(rows, log_gaps)
    assert fit.model.k == 2
    assert "dropout_not_identified" in fit.notes


def test_k_counts_steps() -> None:
    with pytest.raises(ValuationError, match="1 or more"):
        fit_cnbd_k(history([1], [3], [9]), 1.0, k=0)

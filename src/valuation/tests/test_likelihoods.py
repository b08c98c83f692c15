"""Gradients, compression, recovery of a known truth, and the two kernels."""

from math import gamma

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import hyp2f1

from valuation import (
    BgNbd,
    GammaGamma,
    History,
    MbgNbd,
    Nbd,
    ParetoNbd,
    UniqueRows,
    compress,
    fit_bg_nbd,
    fit_gamma_gamma,
    fit_mbg_nbd,
    fit_nbd,
    fit_pareto_nbd,
    history,
)
from valuation.arrays import FloatArray
from valuation.orders import kernels_numba, kernels_numpy
from valuation.orders.kernels import Spenders
from valuation.purchases import dropout, silence
from valuation.purchases.leaving import DropoutEvidence, dropout_tables, likelihood
from valuation.purchases.nbd import RateEvidence, rate_likelihood
from valuation.purchases.optimise import Likelihood
from valuation.purchases.pareto_nbd import SilenceEvidence
from valuation.purchases.pareto_nbd import likelihood as pareto_likelihood
from valuation.spend.gamma_gamma import SpendEvidence, spend_likelihood
from valuation.tests.simulated import simulate_history, simulate_pareto, simulate_spend

TRUTH = BgNbd(0.6, 5.0, 0.8, 2.4)
positive = st.floats(0.05, 20.0)


def central_differences(function: Likelihood, at: FloatArray) -> FloatArray:
    steps = np.diag(at * 1e-5)
    return np.array(
        [(function(at + step)[0] - function(at - step)[0]) / (2 * step.sum()) for step in steps]
    )


@settings(max_examples=60, deadline=None)
@given(r=positive, alpha=positive, a=positive, b=positive, first_chance=st.integers(0, 1))
def test_the_bg_nbd_and_mbg_nbd_gradients_equal_finite_differences(
    r: float, alpha: float, a: float, b: float, first_chance: int
) -> None:
    unique = compress(simulate_history(TRUTH, 60, 300))
    evidence = DropoutEvidence.from_rows(unique, 7.0, first_chance=first_chance)
    at = np.array([r, alpha, a, b])
    exact = likelihood(evidence, at)[1]
    assert_allclose(
        exact, central_differences(lambda place: likelihood(evidence, place), at), 1e-5, 1e-4
    )


@settings(max_examples=40, deadline=None)
@given(r=positive, alpha=positive, s=positive, beta=positive)
def test_the_pareto_nbd_gradient_equals_finite_differences(
    r: float, alpha: float, s: float, beta: float
) -> None:
    unique = compress(simulate_history(TRUTH, 60, 300))
    evidence = SilenceEvidence.from_rows(unique, 7.0)
    at = np.array([r, alpha, s, beta])
    exact = pareto_likelihood(evidence, at)[1]
    differences = central_differences(lambda place: pareto_likelihood(evidence, place), at)
    assert_allclose(exact, differences, 1e-5, 1e-4)


@settings(max_examples=40, deadline=None)
@given(r=positive, alpha=positive)
def test_the_nbd_gradient_equals_finite_differences(r: float, alpha: float) -> None:
    evidence = RateEvidence.from_rows(compress(simulate_history(TRUTH, 60, 300)), 7.0)
    at = np.array([r, alpha])
    exact = rate_likelihood(evidence, at)[1]
    assert_allclose(
        exact, central_differences(lambda place: rate_likelihood(evidence, place), at), 1e-5, 1e-4
    )


@settings(max_examples=40, deadline=None)
@given(p=positive, q=positive, v=positive)
def test_the_gamma_gamma_gradient_equals_finite_differences(p: float, q: float, v: float) -> None:
    repeats = np.arange(1, 40, dtype=np.int32)
    mean = simulate_spend(GammaGamma(6.0, 4.0, 15.0), repeats)
    evidence = SpendEvidence.from_rows(Spenders(repeats, mean))
    at = np.array([p, q, v])
    exact = spend_likelihood(evidence, at)[1]
    assert_allclose(
        exact, central_differences(lambda place: spend_likelihood(evidence, place), at), 1e-5, 1e-4
    )


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1000), r=positive, alpha=positive, a=positive, b=positive)
def test_compression_leaves_the_likelihood_as_it_is(
    seed: int, r: float, alpha: float, a: float, b: float
) -> None:
    rows = simulate_history(TRUTH, 80, 60, seed)
    unique = compress(rows)
    each = UniqueRows(rows, np.ones(rows.customers))
    at = np.array([r, alpha, a, b])
    assert unique.customers == rows.customers
    assert unique.size <= rows.customers
    compressed, plain = (
        likelihood(DropoutEvidence.from_rows(form, 7.0), at) for form in (unique, each)
    )
    assert compressed[0] == pytest.approx(plain[0], rel=1e-12)
    assert_allclose(compressed[1], plain[1], rtol=1e-9, atol=1e-9)


def test_the_likelihood_is_that_of_the_paper_term_by_term() -> None:
    # Equation 6 of Fader, Hardie and Lee (2005), written with plain gamma functions.
    from_paper = 0.0
    rows = history([0, 1, 4], [0, 35, 210], [70, 140, 280])
    r, alpha, a, b = 0.7, 3.0, 0.9, 1.7
    for x, t_x, age in zip([0, 1, 4], [0, 5, 30], [10, 20, 40], strict=True):
        beta = gamma(a + b) / gamma(b) * gamma(b + x) / gamma(a + b + x)
        rate = gamma(r + x) / gamma(r) * alpha**r
        gone = a / (b + x - 1) * (alpha + t_x) ** -(r + x) if x else 0.0
        from_paper += np.log(beta * rate * ((alpha + age) ** -(r + x) + gone))
    assert BgNbd(r, alpha, a, b).log_likelihood(rows) == pytest.approx(from_paper, rel=1e-12)


def test_both_kernels_sum_alike() -> None:
    evidence = DropoutEvidence.from_rows(compress(simulate_history(TRUTH, 5000, 700)), 7.0)
    tables = dropout_tables(evidence, np.array([0.3, 4.0, 0.7, 2.0]))
    slow = kernels_numpy.dropout_sums(evidence.rows, tables)
    fast = kernels_numba.dropout_sums(evidence.rows, tables)
    assert_allclose(fast, slow, rtol=1e-12)


@settings(max_examples=200, deadline=None)
@given(r=positive, alpha=positive, s=positive, beta=positive, x=st.integers(0, 30), at=st.data())
def test_the_pareto_integral_equals_its_closed_form(
    r: float, alpha: float, s: float, beta: float, x: int, at: st.DataObject
) -> None:
    """Fader and Hardie (2005), A note on deriving the Pareto/NBD: a difference of two 2F1."""
    age = at.draw(st.floats(1.0, 60.0))
    recency = at.draw(st.floats(0.1, 0.95)) * age if x else 0.0
    apart = abs(alpha - beta)
    power = s + 1 if alpha > beta else r + x
    whole = r + s + x

    def closed(moment: float) -> float:
        top = max(alpha, beta) + moment
        return float(hyp2f1(whole, power, whole + 1, apart / top) / top**whole)

    assume(apart / (max(alpha, beta) + recency) < 0.9)
    from_note = s / whole * (closed(recency) - closed(age))
    assume(from_note > 1e-6 * s / whole * closed(recency))  # else nothing but rounding is left
    odds = from_note * (alpha + age) ** (r + x) * (beta + age) ** s
    columns = np.array([float(x)]), np.array([recency]), np.array([age])
    ours = silence.listen(np.array([r, alpha, s, beta]), *columns).log_odds[0]
    assert ours == pytest.approx(np.log(odds), abs=1e-7)


def test_pareto_nbd_recovers_a_simulated_truth() -> None:
    truth = ParetoNbd(0.6, 8.0, 0.7, 12.0)
    fit = fit_pareto_nbd(simulate_pareto(truth, 40_000, 700))
    estimates, wanted = np.array(fit.model.parameters), np.array(truth.parameters)
    assert fit.identified
    assert np.all(np.abs(estimates - wanted) < 4 * np.array(fit.standard_errors))


def test_bg_nbd_recovers_a_simulated_truth() -> None:
    fit = fit_bg_nbd(simulate_history(TRUTH, 40_000, 700))
    model = fit.model
    estimates = np.array([model.r, model.alpha, model.a, model.b])
    truth = np.array([TRUTH.r, TRUTH.alpha, TRUTH.a, TRUTH.b])
    assert fit.identified
    assert np.all(np.abs(estimates - truth) < 4 * np.array(fit.standard_errors))


def test_mbg_nbd_recovers_a_simulated_truth() -> None:
    truth = MbgNbd(0.6, 5.0, 0.8, 2.4)
    fit = fit_mbg_nbd(simulate_history(truth, 40_000, 700))
    estimates, wanted = np.array(fit.model.parameters), np.array(truth.parameters)
    assert fit.identified
    assert np.all(np.abs(estimates - wanted) < 4 * np.array(fit.standard_errors))


def test_the_coarse_start_leads_to_the_same_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = simulate_history(TRUTH, 20_000, 700)
    cold = fit_bg_nbd(rows)
    monkeypatch.setattr(dropout, "COARSE_FIRST", 1)
    warm = fit_bg_nbd(rows)
    assert warm.log_likelihood == pytest.approx(cold.log_likelihood, rel=1e-12)
    assert warm.model.b == pytest.approx(cold.model.b, rel=1e-6)
    assert warm.standard_errors == pytest.approx(cold.standard_errors, rel=0.05)


def test_a_start_near_the_optimum_saves_work() -> None:
    rows = simulate_history(TRUTH, 5000, 700)
    cold = fit_bg_nbd(rows)
    warm = fit_bg_nbd(rows, start=cold.model)
    assert warm.evaluations < cold.evaluations
    assert warm.log_likelihood == pytest.approx(cold.log_likelihood, rel=1e-12)


def test_dropout_is_not_identified_where_nobody_leaves() -> None:
    steady = simulate_history(BgNbd(0.8, 4.0, 1e-6, 1.0), 3000, 400)
    fit = fit_bg_nbd(steady)
    assert "dropout_not_identified" in fit.notes
    assert fit.log_likelihood >= fit_nbd(steady).log_likelihood - 1e-4


def test_gamma_gamma_recovers_a_simulated_truth() -> None:
    truth = GammaGamma(5.0, 4.0, 20.0)
    repeats = np.random.default_rng(5).integers(0, 9, 30_000).astype(np.int32)
    fit = fit_gamma_gamma(repeats, simulate_spend(truth, repeats))
    estimates = np.array([fit.model.p, fit.model.q, fit.model.v])
    assert np.all(np.abs(estimates - [5.0, 4.0, 20.0]) < 4 * np.array(fit.standard_errors))
    assert fit.notes == ()


def test_spend_that_grows_with_frequency_is_reported_and_still_fitted() -> None:
    repeats = np.random.default_rng(6).integers(1, 20, 3000).astype(np.int32)
    spend = simulate_spend(GammaGamma(5.0, 4.0, 20.0), repeats) * repeats
    fit = fit_gamma_gamma(repeats, spend)
    assert fit.notes == ("spend_depends_on_frequency",)
    assert fit.identified


def test_equal_spends_are_not_identified() -> None:
    fit = fit_gamma_gamma(np.full(200, 3, np.int32), np.full(200, 12.5))
    assert not fit.identified
    assert "spend_alike" in fit.notes


def test_equal_rates_are_reported() -> None:
    rows = History(*(np.full(400, value, np.int32) for value in (4, 300, 365)))
    fit = fit_nbd(rows)
    assert "rates_alike" in fit.notes
    assert fit.model.expected(rows, 365)[0] == pytest.approx(4, rel=1e-3)


def test_few_repeat_customers_are_reported() -> None:
    fit = fit_nbd(simulate_history(TRUTH, 12, 300))
    assert "too_few_customers" in fit.notes
    assert isinstance(fit.model, Nbd)

"""sBG and BdW on the two cohorts of Berry and Linoff, and DERL, against the published figures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from valuation import (
    Bdw,
    Fitted,
    History,
    Sbg,
    ValuationError,
    fit_bdw,
    fit_sbg,
    history,
    predictive_range,
)
from valuation.arrays import FloatArray
from valuation.purchases.contracts import Attrition, likelihood, log_survival
from valuation.tests.test_likelihoods import central_differences

# Of 1,000 customers, still there after 0, 1, 2 ... 12 years (Fader and Hardie 2007, Table 1).
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]


def cohort(customers: list[int], years: int) -> History:
    """The cohort as it was known after so many years."""
    left = -np.diff(customers[: years + 1])
    renewals = np.repeat(np.arange(years + 1), [*left, customers[years]])
    return history(renewals, renewals * 365, np.full(renewals.size, years * 365))


@pytest.mark.parametrize(
    ("customers", "parameters", "log_likelihood", "later"),
    [
        (HIGH_END, (0.668, 3.806), -1611.2, [0.460, 0.436, 0.414, 0.395, 0.378]),
        (REGULAR, (0.704, 1.182), -1680.3, [0.220, 0.204, 0.191, 0.180, 0.170]),
    ],
)
def test_sbg_after_seven_years(
    customers: list[int], parameters: tuple[float, ...], log_likelihood: float, later: list[float]
) -> None:
    fit = fit_sbg(cohort(customers, 7))
    assert fit.model.parameters == pytest.approx(parameters, abs=5e-4)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=0.05)
    assert fit.model.survival(np.arange(8, 13)) == pytest.approx(later, abs=5e-4)
    assert fit.identified


@pytest.mark.parametrize(
    ("customers", "parameters", "log_likelihood", "later"),
    [
        (HIGH_END, (0.2143, 1.4266, 1.7236), -1605.314, [0.468, 0.448, 0.432, 0.417, 0.404]),
        (REGULAR, (0.4556, 0.7793, 1.2835), -1679.603, [0.223, 0.209, 0.197, 0.186, 0.177]),
    ],
)
def test_bdw_after_seven_years(
    customers: list[int], parameters: tuple[float, ...], log_likelihood: float, later: list[float]
) -> None:
    fit = fit_bdw(cohort(customers, 7))
    assert fit.model.parameters == pytest.approx(parameters, abs=5.5e-5)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=5e-4)
    assert fit.model.survival(np.arange(8, 13)) == pytest.approx(later, abs=5e-4)
    assert fit.identified


@pytest.mark.parametrize(
    ("customers", "sbg", "sbg_last", "bdw", "bdw_last"),
    [
        (HIGH_END, (1.2810, 7.7904), 0.307, (0.2593, 1.7226, 1.5844), 0.389),
        (REGULAR, (0.7637, 1.2958), 0.160, (0.5230, 0.8943, 1.1964), 0.171),
    ],
)
def test_after_four_years_bdw_is_the_better_forecast(
    customers: list[int],
    sbg: tuple[float, ...],
    sbg_last: float,
    bdw: tuple[float, ...],
    bdw_last: float,
) -> None:
    rows = cohort(customers, 4)
    steady, drifting = fit_sbg(rows).model, fit_bdw(rows).model
    assert steady.parameters == pytest.approx(sbg, abs=5e-5)
    assert drifting.parameters == pytest.approx(bdw, abs=5.5e-5)
    assert steady.survival([12])[0] == pytest.approx(sbg_last, abs=5.5e-4)
    assert drifting.survival([12])[0] == pytest.approx(bdw_last, abs=5e-4)
    actual = customers[12] / 1000
    assert abs(drifting.survival([12])[0] - actual) < abs(steady.survival([12])[0] - actual) / 4


@pytest.mark.parametrize(
    ("model", "published"),
    [
        (Sbg(3.80, 15.20), [3.31, 3.45, 3.59, 3.72, 3.84]),
        (Sbg(1 / 15, 4 / 15), [7.68, 9.46, 9.86, 10.06, 10.19]),
    ],
)
def test_derl_of_the_two_cases(model: Sbg, published: list[float]) -> None:
    # Fader and Hardie (2010), Table 3: a mean of .2 and a polarisation of .05 and .75, the second of which
    # they write as (.067, .267).
    renewals = np.arange(5.0)
    assert model.lifetime(renewals, 0.10) == pytest.approx(published, abs=5e-3)
    summed = Bdw(model.a, model.b, 1.0).lifetime(renewals, 0.10)
    assert summed == pytest.approx(model.lifetime(renewals, 0.10), rel=1e-9)


def test_derl_of_the_high_end_cohort_after_seven_renewals() -> None:
    model = fit_sbg(cohort(HIGH_END, 7)).model
    lasting = model.lifetime(np.array([7.0]), 0.10)[0]
    assert lasting == pytest.approx(7.530, abs=5e-4)
    assert 10 * lasting == pytest.approx(75.30, abs=5e-3)  # at 10 a period


@settings(max_examples=60, deadline=None)
@given(place=st.tuples(st.floats(0.1, 9), st.floats(0.1, 9), st.floats(0.3, 2.5)))
def test_the_gradient_equals_finite_differences(place: tuple[float, float, float]) -> None:
    attrition = Attrition.from_rows(cohort(HIGH_END, 7), 365)
    at = np.array(place)
    exact = likelihood(attrition, at)[1]
    differences = central_differences(lambda near: likelihood(attrition, near), at)
    assert_allclose(exact, differences, 1e-5, 1e-3)


@settings(max_examples=100, deadline=None)
@given(place=st.tuples(*[st.floats(0.02, 50)] * 2, st.floats(0.2, 3)))
def test_survival_falls_from_one_towards_zero(place: tuple[float, float, float]) -> None:
    share: FloatArray = np.exp(log_survival(np.array(place), np.arange(40))[0])
    assert share[0] == pytest.approx(1)
    assert np.all(np.diff(share) <= 1e-12)
    assert np.all(share >= 0)


def test_a_simulated_truth_is_recovered() -> None:
    rng = np.random.default_rng(7)
    truth = Sbg(0.9, 3.5, unit=30)
    leave = rng.beta(truth.a, truth.b, 50_000)
    age = rng.integers(0, 12 * 30, leave.size)
    renewals = np.minimum(rng.geometric(leave) - 1, age // 30)
    fit = fit_sbg(history(renewals, renewals * 30, age), unit=30)
    off = np.abs(np.array(fit.model.parameters) - truth.parameters)
    assert np.all(off < 4 * np.array(fit.standard_errors))


def test_renewals_ahead_are_counted_and_discounted_on_their_days() -> None:
    model = Sbg(1.0, 3.0, unit=100)
    rows = history([2, 1], [200, 100], [250, 250])  # the second left at the second occasion
    assert model.alive(rows).tolist() == [1.0, 0.0]
    first, second = (model.survival([2 + step])[0] / model.survival([2])[0] for step in (1, 2))
    assert model.expected(rows, 49).tolist() == [0.0, 0.0]
    assert model.expected(rows, 50) == pytest.approx([first, 0.0])
    assert model.expected(rows, 150) == pytest.approx([first + second, 0.0])
    years = np.array([50, 150]) / 365.25
    by_hand = first * 1.1 ** -years[0] + second * 1.1 ** -years[1]
    assert model.discounted(rows, 150, 0.1) == pytest.approx([by_hand, 0.0])


def test_the_range_of_the_renewals_of_the_next_five_years_holds_what_came() -> None:
    rows = cohort(HIGH_END, 7)
    fit: Fitted[Bdw] = fit_bdw(rows)
    found = predictive_range(fit, rows, 5 * 365, level=0.9)
    actual = sum(HIGH_END[8:13])
    assert found.total.low < actual < found.total.high
    assert found.high.max() == 5
    assert found.high[rows.repeats < 7].max() == 0


def test_where_nobody_leaves_the_fit_says_so() -> None:
    stayed = history(np.full(500, 4), np.full(500, 4 * 365), np.full(500, 4 * 365))
    fit = fit_sbg(stayed)
    assert not fit.identified
    assert "too_few_customers" in fit.notes


def test_more_renewals_than_occasions_are_refused() -> None:
    with pytest.raises(ValuationError, match="no more renewals than periods have passed"):
        fit_sbg(history([3], [700], [800]))


def test_a_lifetime_without_discount_is_refused() -> None:
    with pytest.raises(ValuationError, match="above 0"):
        Sbg(1.0, 2.0).lifetime(np.array([1.0]), 0.0)

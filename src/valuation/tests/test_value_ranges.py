"""Ranges of spend and of present value: what they hold, and that they are what the models say."""

from dataclasses import replace

import numpy as np
import pytest

from valuation import (
    CustomerState,
    Fitted,
    Forecaster,
    GammaGamma,
    Nbd,
    ParetoNbd,
    ValuationError,
    choose_spend,
    fit_gamma_gamma,
    fit_pareto_nbd,
    lifetime_value,
    predictive_range,
    rolling,
    sales_expectation,
    spend_coverage,
    value_range,
)
from valuation.arrays import FloatArray
from valuation.choosing.candidates import BG_NBD
from valuation.choosing.contest import run_trials
from valuation.choosing.coverage import coverage
from valuation.choosing.grading import Factor
from valuation.orders.kernels import NO_DAY
from valuation.tests.conftest import Case, epoch_day
from valuation.tests.simulated import simulate_pareto_and_future
from valuation.tests.test_ranges import known

BUYING = ParetoNbd(0.8, 9.0, 0.7, 12.0)
SPENDING = GammaGamma(6.25, 3.74, 15.44)
DRAWS = 40_000


def surely(model: GammaGamma) -> Fitted[GammaGamma]:
    return Fitted(model, 0.0, 9, 9, True, True, (), (0.0,) * 3, 1, np.full((3, 3), np.nan))


def state_of(
    repeats: list[int], recency: list[int], age: list[int], mean: list[float]
) -> CustomerState:
    """Customers as of day 1,000 with so many repeat purchases of so much each."""
    columns = [np.array(each, np.int32) for each in (repeats, recency, age)]
    first = 1000 - columns[2]
    spent = columns[0] * np.array(mean)
    return CustomerState(
        first, first + columns[1], columns[0], np.full(first.size, 30.0), spent, 1000, 0
    )


THREE = state_of([0, 3, 12], [0, 150, 260], [270, 200, 273], [0.0, 55.0, 20.0])


def futures(days: int, yearly_rate: float, seed: int = 3) -> FloatArray:
    """Draw what each of the three spends, discounted: draws x customers, from the models' definitions."""
    rng = np.random.default_rng(seed)
    rows, spent = THREE.history(), THREE.repeats * THREE.mean_spend()
    result = np.zeros((DRAWS, 3))
    for at in range(3):
        x, age = int(rows.repeats[at]), rows.age[at] / 7
        alive = rng.random(DRAWS) < BUYING.alive(rows)[at]
        rate = rng.gamma(BUYING.r + x, 1 / (BUYING.alpha + age), DRAWS)
        risk = rng.gamma(BUYING.s, 1 / (BUYING.beta + age), DRAWS)
        stays = np.minimum(rng.exponential(1 / risk), days / 7)
        counts = rng.poisson(rate * stays) * alive
        nu = rng.gamma(SPENDING.p * x + SPENDING.q, 1 / (SPENDING.v + spent[at]), DRAWS)
        owner = np.repeat(np.arange(DRAWS), counts)
        moment = rng.random(owner.size) * stays[owner] / 52.179
        amount = rng.gamma(SPENDING.p, 1 / nu[owner]) * (1 + yearly_rate) ** -moment
        result[:, at] = np.bincount(owner, weights=amount, minlength=DRAWS)
    return result


def test_ends_are_the_quantiles_of_simulated_spend() -> None:
    found = value_range(known(BUYING), surely(SPENDING), THREE, days=365, level=0.8)
    drawn = futures(365, 0.0)
    error = 4 * np.sqrt(0.1 * 0.9 / DRAWS)
    below = np.mean(drawn <= found.high, axis=0)
    assert below[1:] == pytest.approx([0.9] * 2, abs=error)
    assert found.high[0] == 0.0  # nothing at all has more than 90 %
    assert below[0] > 0.9
    busy = drawn[:, 2]
    assert np.mean(busy <= found.low[2]) == pytest.approx(0.1, abs=error)
    assert found.low[:2].tolist() == [0.0, 0.0]
    assert found.total.chance_variance == pytest.approx(drawn.sum(axis=1).var(), rel=0.1)
    assert found.total.parameter_variance == 0.0


def test_present_values_hold_though_the_moments_of_purchases_are_averaged() -> None:
    found = value_range(
        known(BUYING), surely(SPENDING), THREE, days=3 * 365, yearly_rate=0.15, level=0.8
    )
    drawn = futures(3 * 365, 0.15)
    assert np.mean(drawn <= found.high, axis=0)[1:] == pytest.approx([0.9] * 2, abs=0.015)
    assert np.mean(drawn[:, 2] <= found.low[2]) == pytest.approx(0.1, abs=0.015)
    assert found.expected == pytest.approx(drawn.mean(axis=0), rel=0.03)


def test_the_middle_is_the_expectation_of_the_same_models() -> None:
    plain = value_range(known(BUYING), surely(SPENDING), THREE, days=365)
    assert plain.expected == pytest.approx(sales_expectation(BUYING, SPENDING, THREE, days=365))
    worth = value_range(
        known(BUYING), surely(SPENDING), THREE, days=1000, yearly_rate=0.1, margin=0.4
    )
    exact = lifetime_value(BUYING, SPENDING, THREE, days=1000, yearly_rate=0.1, margin=0.4)
    assert worth.expected == pytest.approx(exact)
    assert worth.total.expected == pytest.approx(exact.sum())


def simulated_company(seed: int, customers: int = 400) -> tuple[CustomerState, FloatArray]:
    """A company with a past, and what each customer spends in the 200 days after."""
    rng = np.random.default_rng(seed)
    rows, later = simulate_pareto_and_future(BUYING, customers, 600, 200, seed)
    nu = rng.gamma(SPENDING.q, 1 / SPENDING.v, customers)
    first, past, future = (
        rng.gamma(SPENDING.p * np.maximum(count, 1)) / nu * (count > 0)
        for count in (np.ones(customers), rows.repeats, later)
    )
    began = 1000 - rows.age
    state = CustomerState(began, began + rows.recency, rows.repeats, first, past, 1000, 0)
    return state, future


def test_customers_and_totals_of_simulated_companies_lie_within_their_ranges() -> None:
    inside, totals = [], []
    for seed in range(6):
        state, later = simulated_company(seed)
        spend = fit_gamma_gamma(state.repeats, state.mean_spend())
        found = value_range(fit_pareto_nbd(state.history()), spend, state, days=200, level=0.8)
        inside.append(np.mean((later >= found.low) & (later <= found.high)))
        totals.append(found.total.low <= later.sum() <= found.total.high)
        assert found.total.parameter_variance > 0
    assert np.mean(inside) > 0.8
    assert np.mean(inside) < 0.97  # and the ranges are no wider than they must be
    assert sum(totals) >= 2  # 4.8 expected, less three standard errors


def test_cdnow_spend_lies_within_its_ranges_as_often_as_promised(cdnow: Case) -> None:
    held = rolling(cdnow.log, epoch_day("1998-06-30"), count_free=True)
    trials = run_trials(cdnow.log, held, (BG_NBD,), unit=7.0, count_free=True)
    told = spend_coverage(trials, "bg_nbd")
    assert told is not None
    assert told.customers == pytest.approx(0.91, abs=0.02)
    assert (told.level, told.totals) == (0.8, 3)


def test_a_factor_moves_the_ranges_with_the_points(cdnow: Case) -> None:
    held = rolling(cdnow.log, epoch_day("1998-06-30"), count_free=True)
    trials = run_trials(cdnow.log, held, (BG_NBD,), unit=7.0, count_free=True)
    plain = coverage(trials, "bg_nbd")
    each = [trial.factor("bg_nbd") for trial in trials]
    sure = [replace(factor, applied=True) for factor in each]
    helped = coverage(trials, "bg_nbd", factors=sure)  # told afterwards: the best a factor can do
    assert plain is not None
    assert helped is not None
    assert (plain.totals_inside, helped.totals_inside) == (2, 3)
    assert helped.customers >= plain.customers
    wrong = coverage(trials, "bg_nbd", factors=[Factor(2.0, 1.9, 2.1, applied=True)] * 3)
    assert wrong is not None
    assert wrong.totals_inside == 0


def test_a_factor_multiplies_and_its_doubt_widens_the_total_alone() -> None:
    found = value_range(known(BUYING), surely(SPENDING), THREE, days=365)
    sure, unsure = found.times(1.2), found.times(1.2, 0.5)
    assert sure.expected == pytest.approx(1.2 * found.expected)
    assert sure.high == pytest.approx(1.2 * found.high)
    assert sure.total.high == pytest.approx(1.2 * found.total.high)
    assert unsure.high == pytest.approx(sure.high)
    assert unsure.total.high > sure.total.high
    counted = predictive_range(known(BUYING), THREE.history(), 365)
    moved = counted.times(1.2)
    assert moved.high.tolist() == np.ceil(1.2 * counted.high).tolist()
    assert moved.low.tolist() == np.floor(1.2 * counted.low).tolist()
    assert counted.times(1.0) is counted


def test_a_factor_that_is_not_applied_changes_nothing() -> None:
    factor = Factor(1.3, 1.1, 1.5)
    assert (factor.used, factor.error) == (1.0, 0.0)
    assert Factor(1.3, 1.1, 1.5, applied=True).error == pytest.approx(np.log(1.5 / 1.1) / 3.92)


def test_who_never_bought_has_nothing() -> None:
    nobody = replace(THREE, first_day=np.array([NO_DAY, 800, 727], np.int32))
    found = value_range(known(BUYING), surely(SPENDING), nobody, days=365)
    assert (found.expected[0], found.low[0], found.high[0]) == (0.0, 0.0, 0.0)
    assert found.high[2] > 0


def test_spends_too_wild_leave_the_total_without_an_upper_end() -> None:
    found = value_range(known(BUYING), surely(replace(SPENDING, q=1.5)), THREE, days=365)
    assert found.total.high == np.inf
    assert np.all(np.isfinite(found.high))


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(ValuationError, match="a finite horizon"):
        value_range(known(Nbd(0.4, 10.0)), surely(SPENDING), THREE, days=np.inf, yearly_rate=0.1)
    with pytest.raises(ValuationError, match="above 0, below 1"):
        value_range(known(Nbd(0.4, 10.0)), surely(SPENDING), THREE, days=9, level=1.0)
    alike = fit_gamma_gamma(np.full(200, 3, np.int32), np.full(200, 12.5))
    with pytest.raises(ValuationError, match="the data identify"):
        value_range(known(Nbd(0.4, 10.0)), alike, THREE, days=9)


def test_one_customer_alone_has_the_range_it_has_among_all() -> None:
    fit: Fitted[Forecaster] = known(BUYING)
    alone = state_of([12], [260], [273], [20.0])
    found, whole = (value_range(fit, surely(SPENDING), state, days=365) for state in (alone, THREE))
    assert found.high[0] == pytest.approx(whole.high[2], rel=1e-6)
    assert choose_spend(alone).fit is None

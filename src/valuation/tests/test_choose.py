"""Which model a log gets, with which grade and for which reasons."""

import numpy as np
import pytest

from valuation import (
    BgNbd,
    GammaGamma,
    MeanSpend,
    OrderLog,
    StatusQuo,
    choose,
    choose_spend,
    fit_purchases,
    order_log,
    summarise,
)
from valuation.choosing.grading import (
    NO_FACTOR,
    Factor,
    ForecastScore,
    calibration_factor,
    common_factor,
    factors_of_the_others,
    grade,
    score_forecast,
)
from valuation.tests.conftest import Case, epoch_day
from valuation.tests.simulated import simulate_history


def log_of_regulars(customers: int, days: int) -> OrderLog:
    """Everybody buys for 10 every week."""
    bought = np.tile(np.arange(0, days, 7), customers)
    customer = np.repeat(np.arange(customers), bought.size // max(customers, 1))
    return order_log(customer, bought, np.full(bought.size, 10.0), customers=customers)


def test_cdnow_gets_bg_nbd_with_grade_a(cdnow: Case) -> None:
    as_of = epoch_day("1998-06-30")
    choice = choose(cdnow.log, as_of, holdout_days=273, count_free=True)
    assert isinstance(choice.model, BgNbd)
    assert choice.grade == "A"
    assert choice.reasons == ()
    assert [score.method for score in choice.scores] == [
        "bg_nbd",
        "status_quo",
        "last_period",
        "zero",
    ]
    assert choice.scores[0].rmse == pytest.approx(1.6080, abs=5e-5)
    assert choice.scores[1].rmse == pytest.approx(2.2119, abs=5e-5)
    assert choice.scores[2].rmse == pytest.approx(1.9710, abs=5e-5)
    assert choice.scores[3].rmse == pytest.approx(2.2064, abs=5e-5)
    assert choice.factor.value == pytest.approx(1 / (1 - 0.121), abs=1e-3)
    assert choice.state.as_of == as_of


def test_cdnow_is_graded_on_three_holdouts_that_do_not_agree_on_a_factor(cdnow: Case) -> None:
    choice = choose(cdnow.log, epoch_day("1998-06-30"), count_free=True)
    assert choice.holdout_days == 545 // 4
    assert choice.grade == "A"
    assert [round(each.factor.value, 3) for each in choice.holdouts] == [1.065, 1.124, 0.973]
    assert choice.factor.low < 1 < choice.factor.high
    assert choice.factor.used == 1.0
    assert not choice.season.seasonal
    assert choice.roster == "every_model"
    assert sum(each.purchases for each in choice.holdouts) == 1129 + 1012 + 865


def test_a_log_of_a_few_weeks_is_not_graded() -> None:
    choice = choose(log_of_regulars(60, 50), 50)
    assert choice.grade == "none"
    assert choice.reasons[0] == "too_little_history"
    assert choice.holdout_days == 0


def test_few_repeat_customers_get_plain_rates_without_a_grade() -> None:
    choice = choose(log_of_regulars(5, 400), 400)
    assert isinstance(choice.model, StatusQuo)
    assert choice.grade == "none"
    assert "too_few_customers" in choice.reasons
    assert choice.factor.value == 1.0


def test_a_forecast_that_does_not_beat_zero_gives_way_to_plain_rates() -> None:
    # Busy until the first cut, then nobody ever returns.
    log = log_of_regulars(60, 200)
    choice = choose(log, 800)
    assert isinstance(choice.model, StatusQuo)
    assert choice.grade == "none"
    assert "no_signal" in choice.reasons


@pytest.mark.parametrize("customers", [0, 1, 3])
def test_a_company_without_orders_gets_an_answer(customers: int) -> None:
    choice = choose(order_log([], [], [], customers=customers), 100)
    assert choice.grade == "none"
    assert choice.model.expected(choice.state.history(), 365).tolist() == [0.0] * customers
    assert choose_spend(choice.state).model == MeanSpend(0.0)


def test_a_company_of_returns_alone_gets_an_answer() -> None:
    log = order_log([0, 1, 1], [1, 50, 90], [-5.0, -1.0, -2.0], customers=2)
    choice = choose(log, 200)
    assert choice.grade == "none"
    assert choice.state.other_days == 3
    assert choice.model.expected(choice.state.history(), 365).tolist() == [0.0, 0.0]


def test_one_customer_with_one_order_gets_an_answer() -> None:
    choice = choose(order_log([0], [1], [5.0], customers=1), 200)
    assert choice.grade == "none"
    assert choose_spend(choice.state).model == MeanSpend(5.0)


def test_steady_customers_get_nbd_with_the_note_why() -> None:
    steady = simulate_history(BgNbd(0.8, 4.0, 1e-6, 1.0), 2000, 400)
    fitted = fit_purchases(steady)
    assert fitted.model.name == "nbd"
    assert fitted.notes == ("dropout_not_identified",)
    assert len(fitted.fits) == 2


def test_the_spend_model_follows_the_data(cdnow: Case) -> None:
    state = summarise(cdnow.log, cdnow.as_of, count_free=True)
    assert isinstance(choose_spend(state).model, GammaGamma)
    equal = choose_spend(summarise(log_of_regulars(50, 200), 200))
    assert equal.model == MeanSpend(10.0)
    assert "spend_alike" in equal.notes


def score(method: str, rmse: float, correlation: float = 0.5, bias: float = 0.0) -> ForecastScore:
    return ForecastScore(method, rmse, 1.0, correlation, bias)


BASELINES = (score("status_quo", 2.0, 0.4), score("last_period", 1.9, 0.5), score("zero", 2.5, 0.0))


@pytest.mark.parametrize(
    ("own", "expected", "reasons"),
    [
        (score("m", 1.5, 0.6, -0.15), "A", ()),
        (score("m", 1.5, 0.6, -0.25), "B", ("total_too_low",)),
        (score("m", 1.5, 0.6, 0.5), "C", ("total_too_high",)),
        (score("m", 1.5, 0.45, 0.0), "B", ("ranks_customers_worse",)),
        (score("m", 1.95, 0.6, 0.0), "C", ("worse_than_last_period",)),
        (score("m", 2.6, 0.6, float("nan")), "none", None),
    ],
)
def test_grades(own: ForecastScore, expected: str, reasons: tuple[str, ...] | None) -> None:
    given, why = grade(own, BASELINES)
    assert given == expected
    assert reasons is None or why == reasons


def test_a_flat_forecast_has_no_correlation_and_no_warning() -> None:
    flat = score_forecast("flat", np.ones(4), np.array([0.0, 1.0, 2.0, 1.0]))
    assert flat.correlation == 0.0
    assert flat.bias == 0.0


def test_the_factor_covers_what_happened() -> None:
    factor = calibration_factor(np.full(100, 1.0), np.tile([0.0, 1.0, 2.0, 2.0], 25))
    assert factor.value == 1.25
    assert factor.low < 1.25 < factor.high
    assert not factor.applied
    assert calibration_factor(np.zeros(3), np.ones(3)).value == 1.0


def test_one_total_too_far_off_costs_the_grade() -> None:
    own = score("m", 1.5, 0.6, -0.05)
    assert grade(own, BASELINES, [0.1, -0.25]) == ("B", ("total_too_low",))
    assert grade(own, BASELINES, [0.3, -0.5]) == ("C", ("total_too_high", "total_too_low"))
    assert grade(own, BASELINES, [0.1, float("nan")]) == ("C", ("total_too_high",))


def test_holdouts_that_agree_have_their_factor_applied() -> None:
    agreed = common_factor(
        [Factor(value, value - 0.02, value + 0.02) for value in (1.3, 1.32, 1.28)]
    )
    assert agreed.applied
    assert agreed.used == agreed.value == pytest.approx((1.3 * 1.32 * 1.28) ** (1 / 3))
    assert 1 < agreed.low < agreed.value < agreed.high


@pytest.mark.parametrize("values", [(1.34, 0.98, 1.06), (1.3,), (1.3, 1.1), (1.0, 1.0, 1.0), ()])
def test_one_holdout_or_several_that_disagree_leave_the_forecast_alone(
    values: tuple[float, ...],
) -> None:
    factor = common_factor([Factor(value, value - 0.02, value + 0.02) for value in values])
    assert not factor.applied
    assert factor.used == 1.0


def test_a_holdout_without_purchases_gives_no_factor() -> None:
    assert common_factor([Factor(0.0, 0.0, 0.0), Factor(1.2, 1.1, 1.3)]) == NO_FACTOR


def test_chance_within_the_holdouts_alone_does_not_make_a_factor() -> None:
    # Three factors equal by luck, each known to plus or minus a half only.
    assert not common_factor([Factor(1.2, 0.7, 1.7)] * 3).applied


def test_each_holdout_is_corrected_by_the_others_alone() -> None:
    factors = [Factor(value, value, value) for value in (2.0, 8.0, 1.0)]
    assert factors_of_the_others(factors) == pytest.approx((8**0.5, 2**0.5, 4.0))


def test_a_lasting_bias_is_corrected_and_the_grade_is_that_of_the_corrected_forecast() -> None:
    # Everybody buys ever more often: what the past says is low in every holdout.
    rng = np.random.default_rng(5)
    growth, days, customers = 0.0013, 800, 400
    order = np.cumsum(
        rng.exponential(rng.gamma(4.0, 12.0, (customers, 1)), (customers, 400)), axis=1
    )
    when = (np.log1p(growth * order) / growth).astype(int)
    who, nth = np.nonzero(when < days)
    log = order_log(who, when[who, nth], np.ones(who.size), customers=customers)
    choice = choose(log, days - 1)
    raw = next(each for each in choice.candidates if each.method == choice.model.name)
    assert choice.factor.applied
    assert choice.factor.used > 1.1
    assert raw.bias < -0.1
    assert abs(choice.scores[0].bias) < abs(raw.bias)
    assert choice.scores[0].rmse < raw.rmse

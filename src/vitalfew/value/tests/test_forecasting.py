"""What a run forecasts, and what it keeps about how far the forecast holds."""

import json

import numpy as np
import pytest

import valuation as engine
from vitalfew.value.facts import UNIT, Facts
from vitalfew.value.queries import settings_in_force
from vitalfew.value.reckoning import foresee
from vitalfew.value.reporting import model_report
from vitalfew.value.wording import METHODS, MODELS, NOTES

pytestmark = pytest.mark.django_db
FIRST = 18_262  # 2020-01-01


def growing_books(customers: int = 400, days: int = 800) -> Facts:
    """Everybody buys ever more often, so that what the past says is low in every holdout."""
    rng = np.random.default_rng(5)
    pace, growth = rng.gamma(4.0, 12.0, (customers, 1)), 0.0013
    order = np.cumsum(rng.exponential(pace, (customers, 400)), axis=1)
    when = (np.log1p(growth * order) / growth).astype(np.int32)
    who, nth = np.nonzero(when < days)
    amounts = np.full(who.size, 20 * UNIT)
    return Facts(
        as_of=FIRST + days - 1,
        currency="EUR",
        customers=np.arange(1, customers + 1),
        customer=who,
        day=when[who, nth] + np.int32(FIRST),
        net=amounts,
        costed=np.zeros_like(amounts),
        cost=np.zeros_like(amounts),
        unassigned_lines=0,
        unassigned=0,
        later_orders=0,
        without_orders=0,
        stages=np.full(customers, "order"),
        owners=np.zeros(customers, np.int64),
        departments=np.zeros(customers, np.int64),
    )


def test_a_factor_the_holdouts_agree_on_is_in_every_forecast() -> None:
    forecast = foresee(growing_books(), settings_in_force())
    choice, rows = forecast.choice, forecast.choice.state.history()
    assert choice.factor.used > 1.1
    plain = choice.model.expected(rows, 365)
    np.testing.assert_allclose(forecast.expected_purchases, plain * choice.factor.used)
    by_hand = forecast.expected_purchases * forecast.expected_spend
    np.testing.assert_allclose(forecast.expected_sales, by_hand)
    assert np.all(forecast.lifetime_value < forecast.expected_sales)


def test_the_report_tells_every_holdout_with_its_days_and_can_be_stored() -> None:
    report = json.loads(json.dumps(model_report(foresee(growing_books(), settings_in_force()))))
    holdout = report["holdout"]
    assert holdout["factor"]["applied"] is True
    assert [part["first_on"] for part in holdout["parts"]] == [
        "2020-07-22",
        "2021-02-06",
        "2021-08-24",
    ]
    assert holdout["parts"][-1]["last_on"] == "2022-03-10"
    assert holdout["season"]["basis"] == "same_months"
    assert {score["method"] for score in holdout["candidates"]} <= MODELS.keys()


def test_every_code_of_the_engine_has_its_words() -> None:
    assert NOTES.keys() >= (engine.NOTES | engine.GRADE_REASONS)
    every = {candidate.name for candidate in engine.EVERY_MODEL.candidates}
    assert every <= MODELS.keys() <= METHODS.keys()

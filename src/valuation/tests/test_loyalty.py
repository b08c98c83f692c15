"""Satisfaction, loyalty and the risk of leaving."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import (
    BENEFITS,
    COMPLAINTS,
    NO_DAY,
    SURVEYS,
    ChurnRule,
    LoyaltyRule,
    ValuationError,
    benefit_share,
    churn_risk,
    loyalty,
    order_log,
    satisfaction,
)

AS_OF = 730
LOG = order_log([0, 0, 0, 0, 1], [0, 400, 560, 700, 700], [10.0] * 5, customers=3)


def test_answers_of_any_scale_become_scores_and_older_ones_count_less() -> None:
    facts = SURVEYS.read(
        {
            "customer": [0, 0, 1, 1],
            "day": [730, 550, 700, 731],
            "answer": [9, 3, 4, 1],
            "lowest": [np.nan, np.nan, 1, 1],
            "highest": [np.nan, np.nan, 5, 5],
        },
        customers=3,
    )
    result = satisfaction(facts, as_of=AS_OF)
    assert result.score[0] == pytest.approx((90 + 0.5 * 30) / 1.5)
    assert result.score[1] == pytest.approx(75.0)
    assert np.isnan(result.score[2])
    assert result.answers.tolist() == [2.0, 1.0, 0.0]


def test_a_single_answer_is_not_lost_however_old() -> None:
    facts = SURVEYS.read({"customer": [0], "day": [-900_000], "answer": [7]}, customers=1)
    assert satisfaction(facts, as_of=900_000, half_life=1.0).score[0] == pytest.approx(70.0)


def test_the_loyalty_index_matches_one_worked_out_by_hand() -> None:
    result = loyalty(LOG, as_of=AS_OF, won_referrals=[1, 0, 5], satisfied=[80.0, np.nan, 90.0])
    # Quarters back from day 730 begin after days 639, 548, 457, 366: bought in 1, 2 and 4.
    assert result.repeat[:2].tolist() == [75.0, 100.0]
    assert result.tenure[0] == pytest.approx(50.0)
    assert result.index[0] == pytest.approx((40 * 75 + 20 * 50 + 15 * 50 + 25 * 80) / 100)
    known = 40 * 100 + 20 * result.tenure[1] + 15 * 0
    assert result.index[1] == pytest.approx(known / 75)
    assert np.isnan(result.index[2])


def test_referring_and_being_satisfied_raise_loyalty() -> None:
    before = loyalty(LOG, as_of=AS_OF, won_referrals=[0, 0, 0], satisfied=[50.0] * 3).index[0]
    more = loyalty(LOG, as_of=AS_OF, won_referrals=[1, 0, 0], satisfied=[50.0] * 3).index[0]
    gladder = loyalty(LOG, as_of=AS_OF, won_referrals=[0, 0, 0], satisfied=[60.0] * 3).index[0]
    assert before < min(more, gladder)


def test_weights_below_zero_and_scores_beyond_100_are_refused() -> None:
    with pytest.raises(ValuationError, match="repeat"):
        loyalty(LOG, as_of=AS_OF, rule=LoyaltyRule(repeat=-1))
    with pytest.raises(ValuationError, match="satisfied: 1 rows"):
        loyalty(LOG, as_of=AS_OF, satisfied=[101, 0, 0])
    with pytest.raises(ValuationError, match="half_life"):
        satisfaction(
            SURVEYS.read({"customer": [], "day": [], "answer": []}, customers=1),
            as_of=1,
            half_life=0,
        )


def test_falling_orders_and_a_complaint_raise_the_risk_and_a_benefit_lowers_it() -> None:
    complaint = COMPLAINTS.read({"customer": [0], "day": [700]}, customers=1)
    base = churn_risk([0.8], as_of=AS_OF).risk[0]
    falling = churn_risk([0.8], as_of=AS_OF, trend=[-0.5])
    both = churn_risk([0.8], as_of=AS_OF, trend=[-0.5], complaints=complaint)
    helped = churn_risk([0.8], as_of=AS_OF, trend=[-0.5], complaints=complaint, benefit=[0.3])
    assert base == pytest.approx(0.2)
    assert base < falling.risk[0] < both.risk[0]
    assert helped.risk[0] < both.risk[0]


def test_the_risk_matches_odds_worked_out_by_hand() -> None:
    complaints = COMPLAINTS.read(
        {
            "customer": [0, 0, 0, 0],
            "day": [10, 600, 640, 100],
            "settled": [NO_DAY, 610, AS_OF + 1, 120],
        },
        customers=1,
    )
    result = churn_risk(
        [0.75], as_of=AS_OF, trend=[-1.0], satisfied=[100.0], complaints=complaints, benefit=[9.0]
    )
    # Odds 1/3, sales gone x 4, two complaints open x 4, one settled x 1.25, glad / 2.5, helped / 2.
    odds = 1 / 3 * 4 * 4 * 1.25 / 2.5 / 2
    assert result.risk[0] == pytest.approx(odds / (1 + odds))
    assert {name: float(factor[0]) for name, factor in result.factors.items()} == {
        "trend": 4.0,
        "open_complaints": 4.0,
        "settled_complaints": 1.25,
        "satisfaction": 0.4,
        "benefits": 0.5,
    }


def test_who_the_model_does_not_know_has_the_usual_risk() -> None:
    assert churn_risk([np.nan], as_of=AS_OF, rule=ChurnRule(usual=0.3)).risk[0] == pytest.approx(
        0.3
    )


def test_benefits_are_measured_against_sales() -> None:
    facts = BENEFITS.read(
        {"customer": [0, 0, 1], "day": [700, 100, 700], "amount": [50.0, 99.0, 1.0]}, customers=3
    )
    assert benefit_share(facts, [200.0, 0.0, 10.0], as_of=AS_OF).tolist() == [0.25, 1.0, 0.0]


def test_factors_that_would_turn_a_complaint_into_praise_are_refused() -> None:
    with pytest.raises(ValuationError, match="factors of 1 or more"):
        churn_risk([0.5], as_of=AS_OF, rule=ChurnRule(open_complaint=0.5))


SHARES = st.floats(0, 1)


@given(SHARES, st.floats(-1, 1), st.floats(0, 100), SHARES)
def test_risk_is_a_probability_and_moves_the_right_way(
    alive: float, trend: float, satisfied: float, benefit: float
) -> None:
    def risk(alive: float, trend: float, satisfied: float, benefit: float) -> float:
        result = churn_risk(
            [alive], as_of=AS_OF, trend=[trend], satisfied=[satisfied], benefit=[benefit]
        )
        return float(result.risk[0])

    now = risk(alive, trend, satisfied, benefit)
    assert 0 < now < 1
    assert risk(alive / 2, trend, satisfied, benefit) >= now - 1e-12
    assert risk(alive, (trend - 1) / 2, satisfied, benefit) >= now - 1e-12
    assert risk(alive, trend, satisfied / 2, benefit) >= now - 1e-12
    assert risk(alive, trend, satisfied, (1 + benefit) / 2) <= now + 1e-12

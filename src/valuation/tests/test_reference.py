"""Reference effect: referrals of both types, references given, brand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import (
    NO_DAY,
    REFERENCES,
    REFERRALS,
    SEGMENTS,
    ValuationError,
    reference_effect,
    referral_segments,
)

AS_OF = 2000


def test_both_types_of_referral_bring_what_the_paper_says() -> None:
    facts = REFERRALS.read(
        {
            "customer": [0, 0, 0, 1, 1],
            "won": [1900, 1950, NO_DAY, 1000, 500],
            "type": [1, 2, 1, np.nan, 1],
            "value": [5000.0, 8000.0, 9000.0, 7000.0, 6000.0],
            "saved": [np.nan, 300.0, np.nan, np.nan, np.nan],
            "reward": [100.0, 50.0, 0.0, 0.0, 0.0],
        },
        customers=3,
    )
    result = reference_effect(facts, as_of=AS_OF, usual_cost=400.0)
    assert result.type_1.tolist() == [4900.0, 0.0, 0.0]
    assert result.type_2.tolist() == [250.0, 400.0, 0.0]
    assert result.referral_value.tolist() == [5150.0, 400.0, 0.0]
    assert result.won_referrals.tolist() == [2.0, 1.0, 0.0]


def test_a_referral_that_is_won_adds_to_the_referrer_and_to_nobody_else() -> None:
    columns = {"customer": [0, 1], "value": [1000.0, 0.0]}
    open_, won = (
        reference_effect(REFERRALS.read({**columns, "won": days}, customers=2), as_of=AS_OF)
        for days in ([NO_DAY, NO_DAY], [1990, NO_DAY])
    )
    assert won.score[0] > open_.score[0] == 0.0
    assert won.score[1] == open_.score[1]


def test_a_won_referral_of_unknown_value_still_earns_points() -> None:
    facts = REFERRALS.read({"customer": [0], "won": [1990]}, customers=1)
    result = reference_effect(facts, as_of=AS_OF)
    assert result.referral_value[0] == 0.0
    assert result.score[0] == pytest.approx(20 / 3)  # 1 win / (1 + 2) of 20 points


def test_the_score_matches_one_worked_out_by_hand() -> None:
    facts = REFERRALS.read(
        {"customer": [0], "won": [1990], "type": [1], "value": [300_000.0]}, customers=2
    )
    given_ = REFERENCES.read(
        {"customer": [0, 0, 0], "day": [1980, 1970, 100], "weight": [1, 2, 9]}, customers=2
    )
    result = reference_effect(facts, as_of=AS_OF, references=given_, brand=[4, np.nan])
    assert result.references.tolist() == [3.0, 0.0]
    assert result.score[0] == pytest.approx(30 * 0.75 + 20 / 3 + 20 * 0.5 + 30 * 0.8)
    assert result.score[1] == 0.0


def test_a_brand_grade_beyond_five_is_refused() -> None:
    facts = REFERRALS.read({"customer": [], "won": []}, customers=1)
    with pytest.raises(ValuationError, match="a finite number from 0 to 5"):
        reference_effect(facts, as_of=AS_OF, brand=[6])


def test_the_four_segments_follow_from_own_value_and_referral_value() -> None:
    own, brought = [900.0, 900.0, 10.0, 10.0], [50.0, 0.0, 50.0, 0.0]
    segments = referral_segments(own, brought, lifetime_cut=100, referral_cut=20)
    assert [SEGMENTS[each] for each in segments] == list(SEGMENTS)
    assert referral_segments(own, brought).tolist() == segments.tolist()


@given(
    st.lists(st.tuples(st.integers(0, 2), st.floats(0, 1e6), st.booleans()), max_size=8),
    st.integers(0, 2),
    st.floats(0, 1e6),
)
def test_another_win_always_adds_points(
    rows: list[tuple[int, float, bool]], referrer: int, value: float
) -> None:
    def scored(given_: list[tuple[int, float, bool]]) -> list[float]:
        columns = {
            "customer": np.array([row[0] for row in given_], np.int64),
            "won": np.array([1999 if row[2] else NO_DAY for row in given_], np.int64),
            "type": np.ones(len(given_)),
            "value": np.array([row[1] for row in given_]),
        }
        facts = REFERRALS.read(columns, customers=3)
        return [float(score) for score in reference_effect(facts, as_of=AS_OF).score]

    before, after = scored(rows), scored([*rows, (referrer, value, True)])
    assert after[referrer] > before[referrer]
    assert all(0 <= score <= 100 for score in after)

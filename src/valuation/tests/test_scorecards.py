"""Scorecards as data: one customer scored as all are, and the two of key accounts."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import (
    OUR_INTEREST,
    THEIR_INTEREST,
    Criterion,
    Scorecard,
    ValuationError,
    breakpoint_scale,
    scorecard_from_data,
    target_scale,
)

THEIRS = {
    "technical_cooperation": 3, "share_of_supply": 50, "satisfaction": 80, "complaints": 1,
    "direction": 4, "operating_condition": 3, "growth_outlook": 2,
}  # fmt: skip


def test_the_customers_side_by_hand() -> None:
    total = THEIR_INTEREST.score(THEIRS)
    # 20 * .5 + 20 * .5 + 20 * .8 + 15 * .8 + 5 * .75 + 10 * .5 + 10 * .25
    assert total.score[0] == pytest.approx(10 + 10 + 16 + 12 + 3.75 + 5 + 2.5)


def test_three_more_complaints_lower_the_score_by_the_rule() -> None:
    before = THEIR_INTEREST.score(THEIRS).score[0]
    after = THEIR_INTEREST.score({**THEIRS, "complaints": 4}).score[0]
    assert before - after == pytest.approx(3 * 20 * 15 / 100)  # 20 points each, at weight 15


def test_our_side_by_hand() -> None:
    figures = {
        "profitability": 5, "share_of_purchases": 40, "growth_percent": 20, "presence": 2,
        "market_potential": 3,
    }  # fmt: skip
    # 30 * 1 + 20 * .4 + 20 * .7 + 10 * .25 + 20 * .5
    assert OUR_INTEREST.score(figures).score[0] == pytest.approx(30 + 8 + 14 + 2.5 + 10)


def test_all_criteria_stand_in_the_cards_the_common_ones_without_weight() -> None:
    weights = list(OUR_INTEREST.weights.values())
    assert (len(weights), weights.count(0), sum(weights)) == (12, 7, 100)
    assert sum(THEIR_INTEREST.weights.values()) == 100
    assert min(THEIR_INTEREST.weights.values()) > 0


def test_a_criterion_without_facts_is_named_and_its_weight_shared_out() -> None:
    known = {name: figure for name, figure in THEIRS.items() if name != "satisfaction"}
    total = THEIR_INTEREST.score({**known, "satisfaction": None})
    assert total.excluded == ("satisfaction",)
    assert sum(total.weights.values()) == pytest.approx(100)


@given(
    st.lists(st.tuples(st.floats(1, 5), st.floats(0, 100), st.integers(0, 9)), min_size=1),
)
def test_a_customer_alone_by_the_stored_card_gets_exactly_the_score_of_the_run(
    rows: list[tuple[float, float, int]],
) -> None:
    columns = dict(
        zip(
            ("technical_cooperation", "satisfaction", "complaints"),
            zip(*rows, strict=True),
            strict=True,
        )
    )
    together = THEIR_INTEREST.score(columns).score
    stored = scorecard_from_data(json.loads(json.dumps(THEIR_INTEREST.to_data())))
    for place, row in enumerate(rows):
        alone = stored.score(dict(zip(columns, row, strict=True)))
        assert alone.score[0] == together[place]


@pytest.mark.parametrize("card", [OUR_INTEREST, THEIR_INTEREST], ids=lambda card: card.name)
def test_a_card_comes_back_from_json_as_it_was(card: Scorecard) -> None:
    data = json.loads(json.dumps(card.to_data()))
    assert scorecard_from_data(data).to_data() == card.to_data()


def test_weights_must_total_100() -> None:
    with pytest.raises(ValuationError, match="total 100"):
        Scorecard("half", {"sales": Criterion(50, target_scale(100))})


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ([{"name": "a", "weight": 90, "scale": {"values": [0], "scores": [0]}}], "criteria.weight"),
        (
            [{"name": "a", "weight": "9", "scale": {"values": [0], "scores": [0]}}],
            "criteria[0].weight",
        ),
        ([{"name": "a", "weight": 100}], "criteria[0].scale"),
        (
            [{"name": "a", "weight": 100, "scale": {"values": [1, 0], "scores": [0, 1]}}],
            "criteria[0].scale.values",
        ),
        (
            [{"name": "a", "weight": 50, "scale": {"values": [0], "scores": [0]}}] * 2,
            "criteria[1].name",
        ),
        ({}, "criteria"),
    ],
)
def test_bad_data_is_refused_naming_the_field(criteria: object, field: str) -> None:
    with pytest.raises(ValuationError) as refused:
        scorecard_from_data({"format": 1, "name": "card", "criteria": criteria})
    assert refused.value.column == field


def test_a_figure_that_is_no_number_or_of_no_criterion_is_refused_by_name() -> None:
    with pytest.raises(ValuationError) as refused:
        THEIR_INTEREST.score({**THEIRS, "complaints": np.nan})
    assert refused.value.column == "complaints"
    with pytest.raises(ValuationError) as refused:
        THEIR_INTEREST.score({**THEIRS, "weather": 3})
    assert refused.value.column == "weather"


def test_a_falling_scale_and_a_rising_one_meet_in_the_middle() -> None:
    card = Scorecard(
        "both",
        {
            "up": Criterion(50, target_scale(10)),
            "down": Criterion(50, breakpoint_scale([0, 10], [100, 0])),
        },
    )
    assert card.score({"up": [0, 5, 10], "down": [0, 5, 10]}).score.tolist() == [50, 50, 50]

"""Every ready scheme against customers placed by hand."""

import json

import numpy as np
import pytest

from valuation import (
    OUR_INTEREST,
    PRESETS,
    THEIR_INTEREST,
    Memory,
    ValuationError,
    assign,
    fit_rfm,
    fit_ruler,
    scheme_from_data,
    scheme_to_data,
)


def classes_of(preset: str, **measures: object) -> list[str]:
    scheme = PRESETS[preset]
    columns = {name: np.asarray(values, np.float64) for name, values in measures.items()}
    tier = assign(fit_ruler(scheme, columns), columns).tier
    return [scheme.classes[place] for place in tier]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_plain_data(preset: str) -> None:
    scheme = PRESETS[preset]
    assert scheme.name == preset
    assert scheme_from_data(json.loads(json.dumps(scheme_to_data(scheme)))) == scheme


def test_a_hundred_customers_are_20_a_30_b_30_c_and_20_d() -> None:
    codes = classes_of("abcd", score=np.arange(100), credit=np.full(100, 80))
    assert codes == ["D"] * 20 + ["C"] * 30 + ["B"] * 30 + ["A"] * 20


def test_equal_customers_rank_by_code() -> None:
    codes = classes_of("abcd", score=np.zeros(10), credit=np.full(10, 80))
    assert "".join(codes) == "AABBBCCCDD"


def test_the_largest_customer_is_not_a_while_it_pays_badly() -> None:
    codes = classes_of("abcd", score=[99, 80, 60, 50, 40], credit=[20, 80, 80, 80, 80])
    assert codes == ["C", "B", "B", "C", "D"]  # one of five is A by score: its place stays empty


def test_key_major_regular_and_maintain_are_5_15_30_and_50_percent() -> None:
    codes = classes_of("key_major_regular_maintain", score=np.arange(20))
    assert codes == ["maintain"] * 10 + ["regular"] * 6 + ["major"] * 3 + ["key"]


def test_a_dip_of_one_month_demotes_no_key_customer_but_two_do() -> None:
    scheme = PRESETS["key_major_regular_maintain"]
    others = np.arange(1.0, 20.0)
    memory: Memory | None = None
    story = []
    for month in (99.0, 0.0, 99.0, 0.0, 0.0):
        measures = {"score": np.append(others, month)}
        assigned = assign(fit_ruler(scheme, measures), measures, memory=memory)
        memory = assigned.memory
        story.append(scheme.classes[int(assigned.tier[-1])])
    assert story == ["key", "key", "key", "key", "maintain"]


def test_doubling_all_sales_leaves_the_key_customers_as_they_are() -> None:
    score = np.random.default_rng(2).lognormal(3, 1, 60)
    preset = "key_major_regular_maintain"
    assert classes_of(preset, score=score) == classes_of(preset, score=score * 2)


def test_high_mid_and_low_part_where_the_figures_leave_gaps() -> None:
    codes = classes_of("high_mid_low", score=[91, 95, 48, 50, 52, 5, 7, 9, 3])
    assert codes == ["high"] * 2 + ["mid"] * 3 + ["low"] * 4


IBM = {
    "orders": 5, "days_silent": 20, "growth_percent": 0, "loyalty": 0, "sales_score": 50,
    "satisfaction": 0, "fit": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"loyalty": 85, "sales_score": 40}, "loyal"),
        ({"growth_percent": 45}, "fast_growing"),
        ({"days_silent": 200}, "sleeping"),
        ({"satisfaction": 80}, "worth_cultivating"),
        ({"fit": 75}, "worth_cultivating"),
        ({}, "other"),
        ({"loyalty": 85, "sales_score": 90}, "other"),  # loyal, but its volume is large
        ({"days_silent": 200, "orders": 0}, "other"),  # who never bought cannot sleep
        # Precedence: sleeping, then growing, then loyal, then worth cultivating.
        ({"days_silent": 200, "growth_percent": 45, "loyalty": 85, "fit": 75}, "sleeping"),
        ({"growth_percent": 45, "loyalty": 85, "fit": 75}, "fast_growing"),
        ({"loyalty": 85, "fit": 75}, "loyal"),
    ],
)
def test_the_four_classes_of_ibm(figures: dict[str, float], expected: str) -> None:
    assert classes_of("ibm_four", **{k: [v] for k, v in (IBM | figures).items()}) == [expected]


GROUPS: dict[str, list[float]] = {
    "orders": [9, 9, 9, 0], "fit": [50, 50, 50, 80], "cost_share": [10, 1, 6, 0],
    "profit_share": [30, 1, 2, 0], "score": [90, 40, 50, 0], "growth_score": [20, 80, 30, 0],
}  # fmt: skip


def test_value_potential_over_served_and_latent_customers_fall_into_their_groups() -> None:
    assert classes_of("value_groups", **GROUPS) == ["value", "potential", "over_served", "latent"]


@pytest.mark.parametrize(
    ("who", "measure", "figure", "expected"),
    [
        (0, "score", 69, "other"),
        (1, "growth_score", 59, "other"),
        (2, "cost_share", 3, "other"),  # 1.5 times its share of the profit, and not more
        (3, "orders", 1, "other"),
        (0, "profit_share", 6, "over_served"),  # whatever its value
        (2, "profit_share", -1, "over_served"),
    ],
)
def test_moving_one_figure_moves_one_customer(
    who: int, measure: str, figure: float, expected: str
) -> None:
    moved = {name: list(column) for name, column in GROUPS.items()}
    moved[measure][who] = figure
    before, after = classes_of("value_groups", **GROUPS), classes_of("value_groups", **moved)
    assert after == [*before[:who], expected, *before[who + 1 :]]


def test_key_accounts_by_two_weighted_scorecards() -> None:
    ours = OUR_INTEREST.score(
        {
            "profitability": [5, 5, 2, 2],
            "share_of_purchases": [80, 40, 30, 10],
            "growth_percent": [20, 30, 0, -10],
            "presence": [4, 3, 2, 1],
            "market_potential": [5, 4, 2, 1],
        }
    )
    theirs = THEIR_INTEREST.score(
        {
            "technical_cooperation": [5, 1, 4, 1],
            "share_of_supply": [70, 10, 90, 20],
            "satisfaction": [90, 60, 80, 40],
            "complaints": [0, 3, 0, 4],
            "direction": [4, 3, 4, 3],
            "operating_condition": [4, 3, 4, 3],
            "growth_outlook": [4, 4, 3, 1],
        }
    )
    # By hand, the first: 30 + 16 + 14 + 7.5 + 20, and 20 + 14 + 18 + 15 + 3.75 + 7.5 + 7.5
    assert ours.score[0] == pytest.approx(87.5)
    assert theirs.score[0] == pytest.approx(85.75)
    assert classes_of("key_account", our_interest=ours.score, their_interest=theirs.score) == [
        "key",
        "development",
        "maintenance",
        "opportunity",
    ]


def test_on_the_cut_line_an_account_counts_as_high() -> None:
    assert classes_of("key_account", our_interest=[50, 49.9], their_interest=[50, 50]) == [
        "key",
        "maintenance",
    ]


def test_champions_affluents_advocates_and_misers_by_own_value_and_by_referrals() -> None:
    found = classes_of(
        "referral_value", lifetime_value=[900, 800, 30, 20], referral_value=[500, 0, 700, 10]
    )
    assert found == ["champion", "affluent", "advocate", "miser"]


# The published ranges of the segments (R from-to, FM from-to); they overlap, our grid decides.
RANGES = {
    "champion": (4, 5, 4, 5), "loyal": (2, 5, 3, 5), "potential_loyalist": (3, 5, 1, 3),
    "new": (4, 5, 0, 1), "attention": (2, 3, 2, 3), "at_risk": (0, 2, 2, 5),
    "hibernating": (1, 2, 1, 2), "lost": (0, 2, 0, 2),
}  # fmt: skip


def test_every_cell_of_the_rfm_grid_lies_in_the_published_range_of_its_segment() -> None:
    cells = [(recency, fm) for recency in range(1, 6) for fm in range(1, 6)]
    recency, fm = np.array(cells).T
    found = classes_of("rfm", recency_quintile=recency, frequency_monetary_quintile=fm)
    for segment, (r, m) in zip(found, cells, strict=True):
        low_r, high_r, low_m, high_m = RANGES[segment]
        assert low_r <= r <= high_r
        assert low_m <= m <= high_m
    assert set(found) == set(RANGES)


def rfm_base(size: int, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "recency_days": rng.integers(0, 30, size),
        "frequency": rng.integers(1, 5, size),
        "monetary": rng.integers(1, 9, size) * 10.0,
    }


@pytest.mark.parametrize("size", [1, 4, 5, 100, 103])
def test_quintiles_have_exact_sizes_however_many_figures_are_equal(size: int) -> None:
    base = rfm_base(size)
    quintiles = fit_rfm(base).quintiles(base)
    for name in ("recency_quintile", "frequency_quintile", "monetary_quintile"):
        sizes = np.bincount(quintiles[name], minlength=6)[1:]
        assert sizes.sum() == size
        assert sizes.max() - sizes.min() <= 1


def test_five_is_the_best_quintile_or_one_if_so_named() -> None:
    base = {
        "recency_days": [1, 9, 20, 50, 90],
        "frequency": [9, 7, 5, 3, 1],
        "monetary": [5, 4, 3, 2, 1],
    }
    best_five, best_one = (fit_rfm(base, best=best).quintiles(base) for best in (5, 1))
    assert best_five["recency_quintile"].tolist() == [5, 4, 3, 2, 1]
    assert best_one["recency_quintile"].tolist() == [1, 2, 3, 4, 5]
    assert classes_of("rfm", **best_five) == ["champion", "champion", "loyal", "attention", "lost"]
    with pytest.raises(ValuationError, match="5 or 1"):
        fit_rfm(base, best=3)


def test_frequency_and_money_share_one_quintile_a_half_counting_towards_the_better() -> None:
    base = {
        "recency_days": [1, 2, 3, 4, 5],
        "frequency": [5, 4, 3, 2, 1],
        "monetary": [4, 5, 1, 2, 3],
    }
    quintiles = fit_rfm(base).quintiles(base)
    assert quintiles["frequency_quintile"].tolist() == [5, 4, 3, 2, 1]
    assert quintiles["monetary_quintile"].tolist() == [4, 5, 1, 2, 3]
    assert quintiles["frequency_monetary_quintile"].tolist() == [5, 5, 2, 2, 2]


def test_a_customer_alone_gets_the_quintiles_of_the_run() -> None:
    base = rfm_base(57, seed=4)
    ruler = fit_rfm(base)
    together = ruler.quintiles(base)
    for code in range(57):
        alone = ruler.quintiles({name: column[code] for name, column in base.items()}, codes=[code])
        assert {name: column[0] for name, column in alone.items()} == {
            name: column[code] for name, column in together.items()
        }

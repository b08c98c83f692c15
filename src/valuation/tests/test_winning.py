"""Win probabilities: found where there is a signal, refused where there is none."""

import csv
import io
import zipfile
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize
from scipy.special import expit

from valuation import (
    DEALS,
    OPPORTUNITIES,
    Facts,
    Features,
    ValuationError,
    WinModel,
    auc_interval,
    fit_win_probability,
    grade_probabilities,
    pipeline,
)
from valuation.arrays import BoolArray, FloatArray
from valuation.tests.conftest import epoch_day, find_data
from valuation.winning.calibrating import isotonic, platt
from valuation.winning.features import learn_encoder
from valuation.winning.logistic import fit_logistic

AS_OF = 2000


@dataclass(frozen=True)
class Simulated:
    """Deals whose true win probability is known."""

    deals: Facts
    features: Features
    chance: FloatArray
    won: BoolArray


def simulated(rows: int, strength: float, seed: int = 0) -> Simulated:
    rng = np.random.default_rng(seed)
    agent, size = rng.integers(0, 12, rows), rng.normal(0, 1, rows)
    skill = np.linspace(-1, 1, 12)
    chance = expit(0.4 + strength * (skill[agent] + 0.8 * size))
    won = rng.random(rows) < chance
    opened = np.sort(rng.integers(0, AS_OF - 50, rows))
    columns = {
        "customer": np.zeros(rows, np.int64),
        "opened": opened,
        "closed": opened + rng.integers(1, 50, rows),
        "won": won,
    }
    names = np.array([f"agent {code}" for code in agent])
    features = Features({"agent": names}, {"size": np.where(rng.random(rows) < 0.05, np.nan, size)})
    return Simulated(DEALS.read(columns, customers=1), features, chance, won)


def fitted(strength: float, rows: int = 3000, seed: int = 0) -> tuple[WinModel, Simulated]:
    data = simulated(rows, strength, seed)
    return fit_win_probability(data.deals, data.features, as_of=AS_OF), data


@pytest.fixture(scope="module")
def maven() -> tuple[Facts, Features]:
    """A public sample of 8,800 opportunities, made so that nothing in it foretells the outcome."""
    with zipfile.ZipFile(find_data("crm_sales_opportunities.zip")) as packed:
        tables = {
            name: list(csv.DictReader(io.TextIOWrapper(packed.open(path), "utf-8")))
            for path in packed.namelist()
            for name in [path.rsplit("/", 1)[-1]]
        }
    account = {row["account"]: row for row in tables["accounts.csv"]}
    rows = [row for row in tables["sales_pipeline.csv"] if row["deal_stage"] in ("Won", "Lost")]
    codes = {name: code for code, name in enumerate(sorted(account))}
    columns = {
        "customer": [codes[row["account"]] for row in rows],
        "opened": np.array([row["engage_date"] for row in rows], "datetime64[D]"),
        "closed": np.array([row["close_date"] for row in rows], "datetime64[D]"),
        "won": np.array([row["deal_stage"] == "Won" for row in rows]),
    }
    firms = [account[row["account"]] for row in rows]
    features = Features(
        {
            "agent": np.array([row["sales_agent"] for row in rows]),
            "product": np.array([row["product"] for row in rows]),
            "account": np.array([row["account"] for row in rows]),
            "sector": np.array([firm["sector"] for firm in firms]),
        },
        {"employees": np.log([float(firm["employees"]) for firm in firms])},
    )
    return DEALS.read(columns, customers=len(codes)), features


def test_data_without_a_signal_is_answered_with_no_signal(maven: tuple[Facts, Features]) -> None:
    deals, features = maven
    assert deals.flag("won").mean() == pytest.approx(0.6315, abs=5e-5)
    model = fit_win_probability(deals, features, as_of=epoch_day("2017-12-31"))
    assert model.notes == ("no_signal",)
    assert model.grade is not None
    assert model.grade.auc.low < 0.5 < model.grade.auc.high
    assert model.grade.brier >= model.grade.base_brier
    assert np.ptp(model.probability(features)) == 0
    assert model.probability(features)[0] == pytest.approx(model.base_rate)


def test_noise_is_answered_with_no_signal_nearly_always() -> None:
    claims = [fitted(0.0, rows=600, seed=seed)[0].signal for seed in range(20)]
    assert sum(claims) <= 1


def test_a_real_signal_is_found_and_the_probabilities_are_right() -> None:
    model, data = fitted(1.0)
    chance = model.probability(data.features)
    assert model.notes == ()
    assert model.grade is not None
    assert model.grade.auc.low > 0.65
    assert model.grade.brier < model.grade.base_brier
    assert np.mean(np.abs(chance - data.chance)) < 0.05
    assert model.grade.calibration_error < 0.06
    assert abs(model.grade.surprise) < 3


def test_the_auc_of_the_grade_is_near_that_of_the_true_probabilities() -> None:
    model, data = fitted(1.0)
    assert model.grade is not None
    best = auc_interval(data.chance, data.won).value
    assert model.grade.auc.low < best < model.grade.auc.high


def test_a_weak_signal_needs_more_deals_to_be_believed() -> None:
    assert not fitted(0.25, rows=300)[0].signal
    assert fitted(0.25, rows=12_000)[0].signal


def test_what_was_never_seen_and_what_is_unknown_still_get_a_probability() -> None:
    model, _ = fitted(1.0)
    strange = Features({"agent": np.array(["nobody"])}, {"size": [np.nan]})
    assert 0.3 < model.probability(strange)[0] < 0.9


def test_probabilities_go_straight_into_the_pipeline() -> None:
    model, data = fitted(1.0)
    chance = model.probability(data.features)
    open_deals = OPPORTUNITIES.read(
        {"customer": [0, 0], "amount": [100.0, 10.0], "probability": chance[:2]}, customers=1
    )
    assert pipeline(open_deals, as_of=0)[0] == pytest.approx(100 * chance[0] + 10 * chance[1])


def test_too_few_deals_are_said_and_answered_with_a_careful_rate() -> None:
    model, data = fitted(1.0, rows=100)
    assert model.notes == ("too_few_deals",)
    assert model.grade is None
    assert 0 < model.base_rate < 1
    assert np.ptp(model.probability(data.features)) == 0
    nothing = DEALS.read({"customer": [], "opened": [], "closed": [], "won": []}, customers=1)
    empty = fit_win_probability(nothing, Features(), as_of=0)
    assert (empty.base_rate, empty.notes) == (0.5, ("too_few_deals",))


def test_deals_too_young_to_be_settled_teach_nothing() -> None:
    data = simulated(1000, 1.0)
    known = data.deals.day("closed") <= 1000
    wait = np.quantile((data.deals.day("closed") - data.deals.day("opened"))[known], 0.9)
    model = fit_win_probability(data.deals, data.features, as_of=1000)
    assert model.deals == np.count_nonzero(known & (data.deals.day("opened") <= 1000 - wait))


def test_the_regression_reaches_the_optimum_of_a_general_optimiser() -> None:
    data = simulated(400, 1.0)
    rows = learn_encoder(data.features).encode(data.features)
    weights = fit_logistic(rows, data.won, 2.0)
    matrix = np.zeros((400, rows.columns))
    for cell in rows.cells.T:
        matrix[np.arange(400), cell] = 1.0
    matrix[:, rows.width :] = rows.numbers

    def loss(guess: FloatArray) -> float:
        odds = matrix @ guess
        return float(np.sum(np.logaddexp(0, odds) - data.won * odds) + np.sum(guess[1:] ** 2))

    assert loss(weights) == pytest.approx(optimize.minimize(loss, weights * 0).fun, abs=1e-5)
    weight = np.arange(400) / 400
    assert rows.products(weight) == pytest.approx((matrix.T * weight) @ matrix)
    assert rows.times(weights) == pytest.approx(matrix @ weights)


def test_the_auc_and_its_interval_match_every_pair_counted() -> None:
    rng = np.random.default_rng(1)
    chance, won = np.round(rng.random(60), 1), rng.random(60) < 0.5
    wins, losses = chance[won], chance[~won]
    pairs = np.array([[(a > b) + (a == b) / 2 for b in losses] for a in wins])
    spread = pairs.mean(1).var(ddof=1) / wins.size + pairs.mean(0).var(ddof=1) / losses.size
    found = auc_interval(chance, won)
    assert found.value == pytest.approx(pairs.mean())
    assert found.high - found.value == pytest.approx(1.959964 * np.sqrt(spread), rel=1e-5)


def test_the_auc_interval_holds_the_truth_19_times_in_20() -> None:
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        won = np.arange(150) < 60
        found = auc_interval(rng.normal(0, 1, 150) + won, won)
        held += found.low <= 0.7602 <= found.high  # Phi(1 / sqrt(2))
    assert 0.92 <= held / 400 <= 0.98


def test_a_grade_matches_one_worked_out_by_hand() -> None:
    grade = grade_probabilities(np.array([0.9, 0.6, 0.4]), np.array([True, False, True]), 0.5)
    assert grade.brier == pytest.approx((0.01 + 0.36 + 0.36) / 3)
    assert grade.base_brier == pytest.approx(0.25)
    assert grade.improvement.value == pytest.approx(0.25 - 0.73 / 3)
    assert grade.log_loss == pytest.approx(-np.log(0.9 * 0.4 * 0.4) / 3)
    assert grade.expected_wins == pytest.approx(1.9)
    assert grade.wins == 2
    assert grade.calibration_error == pytest.approx((0.1 + 0.6 + 0.6) / 3)


def test_a_signal_needs_ranking_and_probabilities_both_better_than_chance() -> None:
    won = np.arange(400) % 4 != 0
    one_rate = grade_probabilities(np.full(400, 0.75), won, 0.5)
    assert one_rate.improvement.low > 0
    assert not one_rate.signal
    far_too_low = grade_probabilities(np.where(won, 0.02, 0.01), won, 0.75)
    assert far_too_low.auc.low > 0.5
    assert not far_too_low.signal
    both = grade_probabilities(np.where(won, 0.8, 0.6), won, 0.75)
    assert both.signal


def test_calibration_finds_how_far_odds_are_off_and_never_turns_them_round() -> None:
    rng = np.random.default_rng(3)
    odds = rng.normal(0, 1, 20_000)
    won = rng.random(20_000) < expit(0.5 + 2 * odds)
    learned = platt(odds, won)
    assert (learned.shift, learned.slope) == pytest.approx((0.5, 2.0), abs=0.1)
    turned = platt(-odds, won)
    assert turned.slope == 0.0
    assert turned.chance(odds) == pytest.approx(won.mean())
    assert isotonic(-odds, won).chance(odds) == pytest.approx(won.mean(), abs=0.1)


def test_isotonic_calibration_follows_a_bend_that_platt_cannot() -> None:
    rng = np.random.default_rng(4)
    odds = rng.normal(0, 1, 20_000)
    truth = np.where(odds < 0.5, 0.2, 0.7)  # a step
    won = rng.random(odds.size) < truth
    near, far = (
        np.abs(learn(odds, won).chance(odds) - truth).mean() for learn in (isotonic, platt)
    )
    assert near < 0.03
    assert far > 0.08


@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=1, max_size=40))
def test_isotonic_calibration_is_the_nearest_rising_curve(pairs: list[tuple[int, bool]]) -> None:
    odds = np.array([pair[0] for pair in pairs], float)
    won = np.array([pair[1] for pair in pairs])
    ours = isotonic(odds, won).chance(odds)
    assert np.all(np.diff(ours[np.argsort(odds)]) >= 0)
    _, place = np.unique(odds, return_inverse=True)
    deals = np.bincount(place)
    shares = np.bincount(place, weights=won) / deals
    nearest = optimize.isotonic_regression(shares, weights=deals).x[place]
    tied = odds[:, None] == odds
    pooled = np.abs(nearest[:, None] - nearest) < 1e-12
    alone = np.all(tied == pooled, axis=1)  # pools of one level: no line is drawn through them
    edge = 0.5 / odds.size
    assert ours[alone] == pytest.approx(np.clip(nearest, edge, 1 - edge)[alone])


def test_the_calibration_is_a_named_choice() -> None:
    data = simulated(3000, 1.0)
    model = fit_win_probability(data.deals, data.features, as_of=AS_OF, calibration="isotonic")
    assert model.calibration.name == "isotonic"
    assert model.signal
    assert np.mean(np.abs(model.probability(data.features) - data.chance)) < 0.06
    assert fitted(1.0)[0].calibration.name == "platt"
    with pytest.raises(ValuationError, match="one of platt, isotonic"):
        fit_win_probability(data.deals, data.features, as_of=AS_OF, calibration="beta")  # type: ignore[arg-type]


def test_without_a_signal_isotonic_calibration_claims_none_either(
    maven: tuple[Facts, Features],
) -> None:
    deals, features = maven
    as_of = epoch_day("2017-12-31")
    model = fit_win_probability(deals, features, as_of=as_of, calibration="isotonic")
    assert model.notes == ("no_signal",)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=4, max_size=30))
def test_the_auc_stays_within_its_interval_and_turns_with_the_outcome(
    pairs: list[tuple[float, bool]],
) -> None:
    chance = np.array([pair[0] for pair in pairs])
    won = np.array([pair[1] for pair in pairs])
    found, turned = auc_interval(chance, won), auc_interval(chance, ~won)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.value + turned.value == pytest.approx(1)


@pytest.mark.parametrize(
    ("categories", "numbers", "column"),
    [
        ({"agent": np.array([1.5])}, {"size": [1.0]}, "agent"),
        ({"agent": np.array([1])}, {"size": [1.0]}, "agent"),
        ({}, {"size": [1.0]}, "agent"),
        ({"agent": np.array(["a", "b"])}, {"size": [1.0]}, "size"),
    ],
)
def test_other_columns_than_those_learned_are_refused(
    categories: dict[str, object], numbers: dict[str, object], column: str
) -> None:
    model, _ = fitted(1.0, rows=400)
    with pytest.raises(ValuationError) as refused:
        model.probability(Features(categories, numbers))  # type: ignore[arg-type]
    assert refused.value.column == column


def test_a_deal_closed_before_it_was_opened_is_refused() -> None:
    with pytest.raises(ValuationError, match="not before the deal was opened"):
        DEALS.read({"customer": [0], "opened": [5], "closed": [4], "won": [True]}, customers=1)
    deals = DEALS.read({"customer": [0], "opened": [5], "closed": [6], "won": [True]}, customers=1)
    with pytest.raises(ValuationError, match="each of the 1 deals"):
        fit_win_probability(deals, Features({"agent": [1, 2]}), as_of=9)


def test_every_side_of_a_tie_is_in_one_bin() -> None:
    chance = np.array(list(product([0.2, 0.8], range(30))))[:, 0]
    grade = grade_probabilities(chance, np.arange(60) % 2 == 0, 0.5)
    assert [each.deals for each in grade.bins] == [30, 30]

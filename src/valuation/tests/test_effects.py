"""Effects of actions: against textbook tests, by hand, and on data whose effect is known."""

from collections.abc import Callable
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from valuation import (
    OUTCOMES,
    Effect,
    Facts,
    ValuationError,
    action_return,
    cuped,
    difference_in_differences,
    matched,
    stratified,
)
from valuation.arrays import FloatArray, Int64Array

RNG = np.random.default_rng(5)


def outcomes(treated: object, before: object, after: object, **more: object) -> Facts:
    rows = np.size(np.asarray(treated))
    columns = {"customer": np.arange(rows), "treated": treated, "before": before, "after": after}
    return OUTCOMES.read({**columns, **more}, customers=rows)


SMALL = outcomes(
    [True, True, True, False, False, False],
    [10.0, 20.0, 30.0, 12.0, 22.0, 26.0],
    [18.0, 25.0, 41.0, 13.0, 25.0, 27.0],
)


def drawn(
    rows: int, effect: float, seed: int, *, chosen_by_size: bool = False
) -> tuple[Facts, FloatArray, FloatArray]:
    """Customers whose size drives both level and growth; the action adds a known effect."""
    rng = np.random.default_rng(seed)
    size = rng.normal(0, 1, rows)
    other = rng.normal(0, 1, rows)
    odds = 0.8 * size + 0.5 * other if chosen_by_size else np.zeros(rows)
    treated = rng.random(rows) < 1 / (1 + np.exp(1 - odds))
    earlier = 100 + 10 * size + rng.normal(0, 5, rows)
    before = 100 + 10 * size + rng.normal(0, 5, rows)
    trend = 4 * other if chosen_by_size else np.zeros(rows)
    after = 103 + 10 * size + trend + effect * treated + rng.normal(0, 5, rows)
    return outcomes(treated, before, after, earlier=earlier), size, other


def coverage(estimate: Callable[[int], Effect], truth: float, times: int) -> float:
    """Return how often the 95 % interval holds the truth."""
    found = [estimate(seed) for seed in range(times)]
    return float(np.mean([effect.low <= truth <= effect.high for effect in found]))


def test_difference_in_differences_matches_the_change_worked_out_by_hand() -> None:
    effect = difference_in_differences(SMALL)
    # Changes 8, 5, 11 against 1, 3, 1: 8 - 5/3; variances 9 / 3 and 4/3 / 3.
    assert effect.estimate == pytest.approx(8 - 5 / 3)
    assert effect.standard_error == pytest.approx(np.sqrt(9 / 3 + (4 / 3) / 3))
    assert (effect.treated, effect.control) == (3, 3)
    assert effect.notes == ("small_sample", "trends_unchecked", "effect_not_shown")
    assert not effect.shown


def test_for_customers_by_themselves_it_is_welch_s_test_of_the_changes() -> None:
    facts, _, _ = drawn(60, 3.0, 1)
    change, treated = facts.number("after") - facts.number("before"), facts.flag("treated")
    welch = stats.ttest_ind(change[treated], change[~treated], equal_var=False)
    effect = difference_in_differences(facts)
    assert effect.p_value == pytest.approx(welch.pvalue)
    interval = welch.confidence_interval(0.95)
    assert (effect.low, effect.high) == pytest.approx((interval.low, interval.high))


def test_for_whole_clusters_of_one_size_it_is_welch_s_test_of_their_means() -> None:
    rng = np.random.default_rng(2)
    cluster = np.repeat(np.arange(24), 10)
    treated = cluster % 2 == 0
    change = rng.normal(0, 3, 24)[cluster] + rng.normal(0, 1, 240) + 2 * treated
    before = rng.normal(50, 5, 240)
    effect = difference_in_differences(outcomes(treated, before, before + change, cluster=cluster))
    means = np.bincount(cluster, weights=change) / 10
    welch = stats.ttest_ind(means[::2], means[1::2], equal_var=False)
    assert effect.p_value == pytest.approx(welch.pvalue)
    assert effect.estimate == pytest.approx(means[::2].mean() - means[1::2].mean())


def test_clusters_that_mix_give_the_sandwich_of_the_regression() -> None:
    rng = np.random.default_rng(3)
    cluster, treated = np.repeat(np.arange(15), 8), rng.random(120) < 0.5
    change = rng.normal(0, 2, 15)[cluster] + rng.normal(0, 1, 120) + treated
    before = rng.normal(50, 5, 120)
    effect = difference_in_differences(outcomes(treated, before, before + change, cluster=cluster))
    design = np.column_stack([np.ones(120), treated])
    bread = np.linalg.inv(design.T @ design)
    residual = change - design @ (bread @ design.T @ change)
    scores = np.array([design[cluster == g].T @ residual[cluster == g] for g in range(15)])
    sandwich = bread @ scores.T @ scores @ bread * 15 / 14 * 119 / 118
    assert effect.standard_error == pytest.approx(np.sqrt(sandwich[1, 1]))


def test_ignoring_clusters_would_promise_too_much_and_named_clusters_do_not() -> None:
    def simulated(seed: int, *, named: bool) -> Effect:
        rng = np.random.default_rng(seed)
        cluster = np.repeat(np.arange(40), 10)
        treated = cluster < 20
        before = rng.normal(50, 5, 400)
        after = before + rng.normal(0, 3, 40)[cluster] + rng.normal(0, 3, 400)
        more = {"cluster": cluster} if named else {}
        return difference_in_differences(outcomes(treated, before, after, **more))

    assert coverage(lambda seed: simulated(seed, named=False), 0.0, 200) < 0.75
    assert 0.91 <= coverage(lambda seed: simulated(seed, named=True), 0.0, 200) <= 0.99


@pytest.mark.parametrize(
    "estimate",
    [
        lambda seed: difference_in_differences(drawn(200, 2.0, seed)[0]),
        lambda seed: cuped(drawn(200, 2.0, seed)[0], assigned_at_random=True),
    ],
    ids=["difference_in_differences", "cuped"],
)
def test_the_interval_holds_the_known_effect_19_times_in_20(
    estimate: Callable[[int], Effect],
) -> None:
    assert 0.92 <= coverage(estimate, 2.0, 400) <= 0.98


def test_matched_controls_hold_the_known_effect_where_plain_changes_do_not() -> None:
    def plain(seed: int) -> Effect:
        return difference_in_differences(drawn(300, 2.0, seed, chosen_by_size=True)[0])

    def alike(seed: int) -> Effect:
        facts, size, other = drawn(300, 2.0, seed, chosen_by_size=True)
        return matched(facts, {"size": size, "other": other}, neighbours=2)

    assert coverage(plain, 2.0, 100) < 0.75
    assert 0.90 <= coverage(alike, 2.0, 200) <= 0.99


def test_strata_hold_the_known_effect_where_plain_changes_do_not() -> None:
    def simulated(seed: int) -> tuple[Facts, Int64Array]:
        rng = np.random.default_rng(seed)
        group = rng.integers(0, 4, 240)
        treated = rng.random(240) < 0.15 + 0.2 * group
        before = rng.normal(50, 5, 240)
        after = before + 4 * group + 1.5 * treated + rng.normal(0, 3, 240)
        return outcomes(treated, before, after), group

    def within(seed: int) -> Effect:
        facts, group = simulated(seed)
        return stratified(facts, {"class": group})

    assert coverage(lambda seed: difference_in_differences(simulated(seed)[0]), 1.5, 100) < 0.2
    assert 0.92 <= coverage(within, 1.5, 300) <= 0.98


def test_strata_weigh_as_many_treated_as_they_hold() -> None:
    facts = outcomes(
        [True, True, False, False, True, False, False, True],
        [0.0, 0.0, 0.0, 0.0, 5.0, 5.0, 5.0, 9.0],
        [6.0, 4.0, 1.0, 1.0, 9.0, 6.0, 8.0, 99.0],
    )
    effect = stratified(facts, {"class": [0, 0, 0, 0, 1, 1, 1, 2]})
    # Class 0: 5 - 1 = 4, two treated; class 1: 4 - 2 = 2, one treated; class 2 has nobody to compare.
    assert effect.estimate == pytest.approx((2 * 4 + 2) / 3)
    assert (effect.treated, effect.control) == (3, 4)
    assert "many_unmatched" in effect.notes


def test_the_nearest_neighbour_is_the_one_compared_with() -> None:
    facts = outcomes(
        [True, True, False, False, False],
        [10.0, 20.0, 10.5, 19.5, 90.0],
        [15.0, 30.0, 11.5, 23.5, 500.0],
    )
    effect = matched(facts, {})
    assert effect.estimate == pytest.approx(((5 - 1) + (10 - 4)) / 2)
    assert (effect.treated, effect.control) == (2, 2)
    assert effect.balance[0].difference == pytest.approx(0.0, abs=1e-9)
    assert abs(effect.balance[0].difference_unmatched) > 0.5


def test_exact_columns_and_the_caliper_rule_out_who_is_not_alike() -> None:
    facts = outcomes(
        [True, True, False, False, False],
        [10.0, 20.0, 10.5, 19.5, 21.0],
        [15.0, 30.0, 11.5, 23.5, 22.0],
    )
    effect = matched(facts, {}, exact={"region": [0, 1, 0, 0, 1]})
    assert effect.estimate == pytest.approx(((5 - 1) + (10 - 1)) / 2)
    near = matched(facts, {}, exact={"region": [0, 1, 0, 0, 1]}, caliper=0.15)
    assert near.treated == 1
    assert "many_unmatched" in near.notes
    with pytest.raises(ValuationError, match="at least one treated"):
        matched(facts, {}, exact={"region": [0, 1, 2, 2, 2]})


def test_cuped_removes_the_share_of_variance_the_correlation_explains() -> None:
    rng = np.random.default_rng(8)
    before = rng.normal(0, 50, 50_000)
    after = 0.65 * before + np.sqrt(1 - 0.65**2) * rng.normal(0, 50, 50_000)
    effect = cuped(outcomes(np.arange(50_000) % 2 == 0, before, after), assigned_at_random=True)
    # Published: a correlation of .65 leaves 1443.75 of a variance of 2500.
    assert effect.variance_kept * after.var() == pytest.approx(1443.75, rel=0.03)
    assert effect.variance_kept == pytest.approx(1 - np.corrcoef(before, after)[0, 1] ** 2)


def test_cuped_is_refused_without_assignment_at_random() -> None:
    with pytest.raises(ValuationError, match="assignment at random"):
        cuped(SMALL, assigned_at_random=False)


def test_treated_minus_untreated_cannot_be_asked_for() -> None:
    after = {"customer": [0, 1, 2, 3], "treated": [True, True, False, False], "after": [1, 2, 3, 4]}
    with pytest.raises(ValuationError, match="before"):
        OUTCOMES.read(after, customers=4)
    blind = OUTCOMES.read({**after, "before": [0, 0, 0, 0]}, customers=4)
    for estimate in (
        difference_in_differences,
        lambda facts: cuped(facts, assigned_at_random=True),
        lambda facts: matched(facts, {}),
        lambda facts: stratified(facts, {}),
    ):
        with pytest.raises(ValuationError, match="differs between customers"):
            estimate(blind)


def test_parallel_trends_are_checked_one_period_earlier() -> None:
    rng = np.random.default_rng(4)
    treated = np.arange(200) < 100
    earlier = rng.normal(50, 3, 200)
    rising = earlier + np.where(treated, 4, 0) + rng.normal(0, 1, 200)
    after = rising + rng.normal(0, 1, 200)
    doubtful = difference_in_differences(outcomes(treated, rising, after, earlier=earlier))
    assert "trends_doubtful" in doubtful.notes
    assert doubtful.placebo is not None
    assert doubtful.placebo.estimate == pytest.approx(4, abs=0.5)
    level = earlier + rng.normal(0, 1, 200)
    sound = difference_in_differences(outcomes(treated, level, after, earlier=earlier))
    assert not {"trends_doubtful", "trends_unchecked"} & set(sound.notes)


def test_weak_evidence_is_said() -> None:
    treated = np.arange(80) < 40
    before = RNG.normal(50, 5, 80)
    uneven = difference_in_differences(outcomes(treated, before + 20 * treated, before + 20))
    assert "poor_balance" in uneven.notes
    giant = before + RNG.normal(0, 1, 80)
    giant[0] += 10_000
    assert (
        "few_customers_decide" in difference_in_differences(outcomes(treated, before, giant)).notes
    )
    nothing = before + RNG.normal(0, 1, 80)
    assert "effect_not_shown" in difference_in_differences(outcomes(treated, before, nothing)).notes
    unrelated = cuped(outcomes(treated, before, RNG.permutation(before)), assigned_at_random=True)
    assert unrelated.variance_kept > 0.9
    few = difference_in_differences(
        outcomes(treated, before, nothing, cluster=np.repeat(np.arange(8), 10))
    )
    assert "few_clusters" in few.notes


def test_two_groups_and_a_second_cluster_in_each_are_needed() -> None:
    with pytest.raises(ValuationError, match="2 or more customers with the action"):
        difference_in_differences(outcomes([True, True, False], [1, 2, 3], [1, 2, 3]))
    with pytest.raises(ValuationError, match="2 or more clusters"):
        difference_in_differences(
            outcomes([True, True, False, False], [1, 2, 3, 4], [1, 2, 3, 5], cluster=[0, 0, 1, 2])
        )
    with pytest.raises(ValuationError, match="customer: 2 rows break the rule: each customer once"):
        OUTCOMES.read(
            {"customer": [0, 0], "treated": [True, False], "before": [1, 2], "after": [1, 2]},
            customers=1,
        )


def test_the_return_of_an_action_is_its_effect_on_all_treated_per_cost() -> None:
    effect = difference_in_differences(SMALL)
    back = action_return(effect, 10.0)
    assert back.gain == pytest.approx(effect.estimate * 3)
    assert back.ratio == pytest.approx(1.9)
    assert (back.low, back.high) == pytest.approx((effect.low * 0.3, effect.high * 0.3))
    assert back.notes == effect.notes
    with pytest.raises(ValuationError, match="cost"):
        action_return(effect, 0.0)


AMOUNTS = st.lists(st.floats(-1e3, 1e3), min_size=8, max_size=8)


@given(AMOUNTS, AMOUNTS, st.floats(-100, 100), st.floats(0.1, 10))
def test_what_moves_everybody_is_no_effect_and_the_unit_is_the_measure_s(
    before: list[float], after: list[float], shift: float, unit: float
) -> None:
    start, end = np.array(before) + np.arange(8), np.array(after)
    treated = np.arange(8) < 4
    plain = difference_in_differences(outcomes(treated, start, end))
    moved = difference_in_differences(outcomes(treated, start, end + shift))
    scaled = difference_in_differences(outcomes(treated, start * unit, end * unit))
    swapped = difference_in_differences(outcomes(~treated, start, end))
    assert moved.estimate == pytest.approx(plain.estimate, abs=1e-6)
    assert scaled.estimate == pytest.approx(plain.estimate * unit, abs=1e-6)
    assert swapped.estimate == pytest.approx(-plain.estimate, abs=1e-6)
    assert swapped.standard_error == pytest.approx(plain.standard_error, abs=1e-6)
    assert plain.low <= plain.estimate <= plain.high


def test_a_million_customers_are_compared_in_a_couple_of_seconds() -> None:
    rng = np.random.default_rng(9)
    before, region = rng.normal(0, 1, 1_000_000), rng.integers(0, 50, 1_000_000)
    facts = outcomes(rng.random(1_000_000) < 0.3, before, before + rng.normal(0, 1, 1_000_000))
    begun = process_time()
    difference_in_differences(facts)
    cuped(facts, assigned_at_random=True)
    stratified(facts, {"region": region})
    assert process_time() - begun < 6.0


def test_a_placebo_effect_is_found_about_one_time_in_twenty() -> None:
    found = [difference_in_differences(drawn(120, 0.0, seed)[0]).shown for seed in range(400)]
    assert np.mean(found) <= 0.08

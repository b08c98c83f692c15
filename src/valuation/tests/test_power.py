"""How many customers an experiment needs, against the books."""

import numpy as np
import pytest

from valuation import (
    OUTCOMES,
    Design,
    ValuationError,
    difference_in_differences,
    power,
    sample_size,
    smallest_effect,
)


@pytest.mark.parametrize(
    ("effect", "chance", "each"), [(0.2, 0.8, 394), (0.5, 0.8, 64), (0.8, 0.8, 26), (0.5, 0.9, 86)]
)
def test_sample_sizes_are_those_of_the_textbook(effect: float, chance: float, each: int) -> None:
    # Cohen (1988), two-sided t-test at .05.
    size = sample_size(effect, 1.0, chance=chance)
    assert (size.treated, size.control) == (each, each)


def test_power_at_a_sample_size_is_what_was_asked_for() -> None:
    assert power(0.5, 1.0, 128) == pytest.approx(0.8015, abs=5e-5)
    assert power(0.0, 1.0, 128) == pytest.approx(0.05, abs=1e-6)


def test_what_was_before_and_clusters_change_the_number_as_their_formulas_say() -> None:
    plain = sample_size(1.0, 10.0).treated
    adjusted = sample_size(1.0, 10.0, design=Design(correlation=0.65)).treated
    clustered = sample_size(1.0, 10.0, design=Design(cluster_size=11, within_cluster=0.05)).treated
    assert adjusted / plain == pytest.approx(1 - 0.65**2, rel=0.01)
    assert clustered / plain == pytest.approx(1.5, rel=0.02)


def test_uneven_groups_need_more_customers_in_all() -> None:
    uneven = sample_size(1.0, 10.0, design=Design(share_treated=0.2))
    even = sample_size(1.0, 10.0)
    assert uneven.treated < even.treated < uneven.control
    assert uneven.treated + uneven.control > even.treated + even.control


def test_the_smallest_effect_is_the_inverse_of_the_sample_size() -> None:
    assert smallest_effect(1.0, 128) == pytest.approx(0.5, abs=0.002)
    assert power(smallest_effect(3.0, 200), 3.0, 200) == pytest.approx(0.8, abs=1e-6)


def test_the_power_promised_is_the_power_found_by_simulation() -> None:
    rng = np.random.default_rng(6)
    shown = 0
    for _ in range(500):
        before = rng.normal(50, 5, 100)
        treated = np.arange(100) < 50
        after = before + rng.normal(0, 2, 100) + treated
        columns = {
            "customer": np.arange(100),
            "treated": treated,
            "before": before,
            "after": after,
        }
        shown += difference_in_differences(OUTCOMES.read(columns, customers=100)).shown
    assert shown / 500 == pytest.approx(power(1.0, 2.0, 100), abs=0.05)


def test_what_cannot_be_planned_is_refused() -> None:
    with pytest.raises(ValuationError, match="design"):
        power(1.0, 0.0, 10)
    with pytest.raises(ValuationError, match="effect"):
        sample_size(0.0, 1.0)
    with pytest.raises(ValuationError, match="1,000,000,000"):
        sample_size(1e-9, 1.0)
    with pytest.raises(ValuationError, match="customers"):
        smallest_effect(1.0, 2)
    assert power(1.0, 1.0, 2) == 0.0

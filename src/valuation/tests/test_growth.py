"""Growth, share of wallet, potential, and the rhythm of buying."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import (
    STANDINGS,
    ValuationError,
    demand_of_peers,
    growth,
    order_log,
    potential,
    rhythm,
    share_of_wallet,
)

AS_OF = 800  # the last year begins after day 435, the one before after day 70


def test_growth_compares_the_last_twelve_months_with_those_before() -> None:
    log = order_log(
        [0, 0, 0, 1, 2, 3, 3],
        [60, 100, 500, 500, 435, 50, 436],
        [10.0, 100.0, 150.0, 9.0, 40.0, 30.0, -5.0],
        customers=5,
    )
    result = growth(log, as_of=AS_OF)
    assert result.recent.tolist() == [150.0, 9.0, 0.0, -5.0, 0.0]
    assert result.earlier.tolist() == [100.0, 0.0, 40.0, 0.0, 0.0]
    assert result.rate[[0, 2]].tolist() == [0.5, -1.0]
    assert np.isnan(result.rate[[1, 3, 4]]).all()
    assert result.balance.tolist() == [0.2, 1.0, -1.0, 0.0, 0.0]
    assert result.comparable.tolist() == [True, False, False, True, False]


def test_share_of_wallet_and_headroom_follow_from_demand() -> None:
    wallet = share_of_wallet([30.0, 50.0, 0.0, -5.0], [100.0, 40.0, 0.0, np.nan])
    assert wallet.share[:2].tolist() == [0.3, 1.0]
    assert np.isnan(wallet.share[2:]).all()
    assert wallet.headroom[:3].tolist() == [70.0, 0.0, 0.0]
    assert wallet.exceeded.tolist() == [False, True, False, False]


def test_potential_is_headroom_times_fit() -> None:
    assert potential([30.0, 50.0, 5.0], [100.0, 40.0, np.nan]).tolist() == [70.0, 0.0, 0.0]
    assert potential([30.0], [100.0], [0.5]).tolist() == [35.0]
    with pytest.raises(ValuationError, match="fit: 1 rows break the rule: a finite number from 0"):
        potential([30.0], [100.0], [50])


def test_demand_is_what_well_served_peers_of_the_size_buy() -> None:
    sales = np.append(np.arange(1, 12) * 10.0, [0.0, 500.0])
    size = np.append(np.full(11, 10.0), [20.0, np.nan])
    segment = np.zeros(13)
    demand = demand_of_peers(sales, size, segment)
    # Sales per unit of size are 1..11; the three quarter point is 8.5.
    assert demand[:12].tolist() == [85.0] * 8 + [90.0, 100.0, 110.0, 170.0]
    assert np.isnan(demand[12])


def test_demand_is_the_same_as_by_quantile_in_every_segment() -> None:
    rng = np.random.default_rng(1)
    sales, segment = rng.gamma(2, 50, 400), rng.integers(0, 4, 400)
    demand = demand_of_peers(sales, np.ones(400), segment, quantile=0.6)
    for group in range(4):
        inside = segment == group
        expected = np.maximum(np.quantile(sales[inside], 0.6), sales[inside])
        assert demand[inside] == pytest.approx(expected)


def test_too_few_peers_leave_the_demand_unknown() -> None:
    assert np.isnan(demand_of_peers([5.0] * 9, [1.0] * 9, [0] * 9)).all()


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), max_size=20))
def test_the_share_stays_a_share_and_potential_is_never_negative(
    pairs: list[tuple[float, float]],
) -> None:
    sales, demand = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    share = share_of_wallet(sales, demand).share
    assert ((np.isnan(share)) | ((share >= 0) & (share <= 1))).all()
    assert (potential(sales, demand) >= 0).all()


def every_30_days() -> tuple[list[int], int]:
    days = [0]
    for interval in (27, 33, 30, 28, 32, 30, 27, 33):
        days.append(days[-1] + interval)
    return days, days[-1]


@pytest.mark.parametrize(
    ("elapsed", "standing"), [(20, "not_due"), (30, "due"), (33, "due"), (45, "late")]
)
def test_who_buys_every_30_days_give_or_take_3_is_due_on_day_33_and_late_on_day_45(
    elapsed: int, standing: str
) -> None:
    days, last = every_30_days()
    log = order_log([0] * len(days), days, [10.0] * len(days), customers=1)
    result = rhythm(log, as_of=last + elapsed)
    assert STANDINGS[result.standing[0]] == standing
    assert result.mean[0] == 30.0
    assert result.due[0] == last + 30


def test_the_spread_is_that_of_the_intervals_and_at_least_a_tenth_of_the_mean() -> None:
    log = order_log([0] * 4 + [1] * 4, [0, 10, 30, 60, 0, 20, 40, 60], [1.0] * 8, customers=2)
    result = rhythm(log, as_of=60)
    assert result.spread.tolist() == [10.0, 2.0]
    assert result.intervals.tolist() == [3, 3]


def test_too_few_intervals_say_nothing() -> None:
    log = order_log([0, 0, 0, 2], [0, 10, 20, 5], [1.0] * 4, customers=3)
    result = rhythm(log, as_of=90)
    assert [STANDINGS[each] for each in result.standing] == ["unknown"] * 3
    assert result.elapsed[0] == 70.0
    assert np.isnan(result.due).all()


def test_returns_and_two_orders_of_a_day_make_no_intervals() -> None:
    clean = order_log([0] * 4, [0, 10, 20, 30], [9.0] * 4, customers=1)
    messy = order_log(
        [0] * 7, [30, 0, 10, 10, 15, 20, 25], [9.0, 9.0, 4.0, 5.0, -3.0, 9.0, 0.0], customers=1
    )
    for one, other in zip(
        (rhythm(clean, as_of=40).mean, rhythm(clean, as_of=40).spread),
        (rhythm(messy, as_of=40).mean, rhythm(messy, as_of=40).spread),
        strict=True,
    ):
        assert one.tolist() == other.tolist()


def test_an_empty_log_has_no_rhythm() -> None:
    result = rhythm(order_log([], [], [], customers=2), as_of=10)
    assert result.standing.tolist() == [0, 0]

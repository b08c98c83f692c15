"""Orders become purchases, and purchases the state the models read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuation import (
    NO_DAY,
    OrderLog,
    ValuationError,
    order_log,
    split,
    summarise,
)
from valuation.orders import kernels_numba, kernels_numpy
from valuation.orders.kernels import EMPTY, Kernels, Orders, Purchases

Line = tuple[int, int, int]  # customer, day, amount in cents
lines = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(-300, 300)))


def log_of(rows: list[Line], customers: int = 6) -> OrderLog:
    columns = np.array(rows, np.int64).reshape(-1, 3)
    return order_log(columns[:, 0], columns[:, 1], columns[:, 2], customers=customers)


def purchases_by_hand(rows: list[Line], customer: int, as_of: int) -> list[tuple[int, int]]:
    """The rule, told slowly: net by day, positive days in order."""
    net: dict[int, int] = {}
    for code, day, amount in rows:
        if code == customer and day <= as_of:
            net[day] = net.get(day, 0) + amount
    return [(day, amount) for day, amount in sorted(net.items()) if amount > 0]


def test_two_orders_of_one_day_are_one_purchase() -> None:
    state = summarise(log_of([(0, 3, 100), (0, 3, 50), (0, 9, 20)]), 10)
    assert state.repeats[0] == 1
    assert (state.first_spend[0], state.repeat_spend[0]) == (150, 20)
    assert (state.first_day[0], state.last_day[0]) == (3, 9)


def test_a_day_of_returns_is_no_purchase_and_is_counted() -> None:
    state = summarise(log_of([(0, 1, 100), (0, 5, 80), (0, 5, -80), (0, 8, -20)]), 10)
    assert state.repeats[0] == 0
    assert state.last_day[0] == 1
    assert state.other_days == 2


def test_a_return_lowers_the_purchase_of_its_day() -> None:
    state = summarise(log_of([(0, 1, 100), (0, 5, 80), (0, 5, -30)]), 10)
    assert state.mean_spend()[0] == 50
    assert state.mean_spend(include_first=True)[0] == 75


def test_free_goods_are_a_purchase_only_when_asked() -> None:
    log = log_of([(0, 1, 100), (0, 5, 0)])
    assert summarise(log, 10).repeats[0] == 0
    assert summarise(log, 10, count_free=True).repeats[0] == 1


def test_who_never_bought_has_no_days_and_is_no_buyer() -> None:
    state = summarise(log_of([(1, 4, -5)], customers=3), 10)
    assert state.first_day.tolist() == [NO_DAY] * 3
    assert not state.buyers.any()
    assert state.history().age.tolist() == [0, 0, 0]


def test_later_orders_are_not_seen() -> None:
    log = log_of([(0, 1, 10), (0, 5, 10), (0, 9, 10)])
    assert summarise(log, 5).repeats[0] == 1
    assert summarise(log, 5).history().age[0] == 4


def test_a_split_holds_out_exactly_the_days_after_the_cut() -> None:
    log = log_of([(0, 1, 10), (0, 6, 7), (0, 8, 5), (0, 9, 1), (1, 6, 10)])
    held = split(log, 5, 3)
    assert held.purchases.tolist() == [2, 0, 0, 0, 0, 0]  # customer 1 is new in the holdout
    assert held.spend[0] == 12


def test_days_may_be_dates() -> None:
    days = np.array(["1970-01-02", "1970-01-05T13:45"], "datetime64[m]")
    state = summarise(order_log([0, 0], days, [1.5, 2.5], customers=1), 10)
    assert (state.first_day[0], state.last_day[0]) == (1, 4)


def collected(kernels: Kernels, log: OrderLog) -> Purchases:
    lines, other_days = np.full(log.customers, EMPTY), np.zeros(log.customers, np.int32)
    kernels.post(lines, other_days, Orders(log.customer, log.day, log.amount), 1e-6)
    found = kernels.read(lines, 1e-6)
    return found._replace(other_days=found.other_days + int(other_days.sum()))


@pytest.mark.parametrize("kernels", [kernels_numpy, kernels_numba], ids=["numpy", "numba"])
@settings(deadline=None)
@given(rows=lines)
def test_every_kernel_follows_the_rule(kernels: Kernels, rows: list[Line]) -> None:
    log = log_of(rows).in_date_order()
    found = collected(kernels, log)
    for customer in range(log.customers):
        bought = purchases_by_hand(rows, customer, 99)
        assert found.repeats[customer] == max(len(bought) - 1, 0)
        assert found.first_day[customer] == (bought[0][0] if bought else NO_DAY)
        assert found.last_day[customer] == (bought[-1][0] if bought else NO_DAY)
        assert found.first_spend[customer] == (bought[0][1] if bought else 0)
        assert found.repeat_spend[customer] == sum(amount for _, amount in bought[1:])


@given(rows=lines, seed=st.integers(0, 99))
def test_the_sequence_of_the_lines_does_not_matter(rows: list[Line], seed: int) -> None:
    shuffled = [rows[at] for at in np.random.default_rng(seed).permutation(len(rows))]
    one, other = summarise(log_of(rows), 20), summarise(log_of(shuffled), 20)
    for name in ("first_day", "last_day", "repeats", "first_spend", "repeat_spend"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert one.other_days == other.other_days


def test_float_amounts_sum_alike_in_both_kernels() -> None:
    rng = np.random.default_rng(3)
    log = order_log(
        rng.integers(0, 50, 4000),
        np.sort(rng.integers(0, 90, 4000)),
        rng.normal(5, 9, 4000),
        customers=50,
    )
    slow, fast = collected(kernels_numpy, log), collected(kernels_numba, log)
    for name in slow._fields:
        assert np.array_equal(getattr(slow, name), getattr(fast, name)), name


@pytest.mark.parametrize(
    ("customer", "day", "amount", "column", "code"),
    [
        ([0, 9], [1, 2], [1.0, 2.0], "customer", "customer_out_of_range"),
        ([0, -1], [1, 2], [1.0, 2.0], "customer", "customer_out_of_range"),
        ([0.5, 1.0], [1, 2], [1.0, 2.0], "customer", "not_whole_numbers"),
        ([0, 1], [1, 2], [1.0, float("nan")], "amount", "not_finite"),
        ([0, 1], [1, 2], ["1", "2"], "amount", "not_numbers"),
        ([0, 1], [1, 10**10], [1.0, 2.0], "day", "day_out_of_range"),
        ([0, 1], [1], [1.0, 2.0], "day", "length_differs"),
        ([[0, 1]], [1, 2], [1.0, 2.0], "customer", "not_a_column"),
    ],
)
def test_wrong_columns_are_refused_by_name_rows_and_rule(
    customer: list[float], day: list[int], amount: list[float], column: str, code: str
) -> None:
    with pytest.raises(ValuationError) as refused:
        order_log(customer, day, amount, customers=2)
    assert refused.value.column == column
    assert refused.value.code == code
    assert refused.value.rows >= 1
    assert refused.value.rule in str(refused.value)


def test_a_missing_date_is_refused() -> None:
    with pytest.raises(ValuationError, match="every row has a day"):
        order_log([0], np.array(["NaT"], "datetime64[D]"), [1.0], customers=1)


def test_an_empty_holdout_is_refused() -> None:
    with pytest.raises(ValuationError, match="1 day or more"):
        split(log_of([(0, 1, 1)]), 5, 0)

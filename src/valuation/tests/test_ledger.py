"""A ledger that is posted to in batches says what the whole log says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuation import CustomerState, Ledger, OrderLog, ValuationError, order_log, summarise
from valuation.orders import kernels_numba, kernels_numpy, state
from valuation.orders.kernels import Kernels

Line = tuple[int, int, int]  # customer, day, amount in cents
lines = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(-300, 300)))
KERNELS = pytest.mark.parametrize("kernels", [kernels_numpy, kernels_numba], ids=["numpy", "numba"])


def log_of(rows: list[Line], customers: int = 6) -> OrderLog:
    columns = np.array(rows, np.int64).reshape(-1, 3)
    return order_log(columns[:, 0], columns[:, 1], columns[:, 2], customers=customers)


def assert_alike(one: CustomerState, other: CustomerState) -> None:
    for name in ("first_day", "last_day", "repeats"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    for name in ("first_spend", "repeat_spend"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9, abs=1e-9), name
    assert (one.as_of, one.other_days) == (other.as_of, other.other_days)


@KERNELS
@settings(deadline=None)
@given(
    rows=lines,
    cuts=st.lists(st.integers(0, 40), max_size=4),
    in_date_order=st.booleans(),
    count_free=st.booleans(),
)
def test_posting_in_any_split_says_what_the_whole_log_says(
    kernels: Kernels, rows: list[Line], cuts: list[int], in_date_order: bool, count_free: bool
) -> None:
    if in_date_order:
        rows = sorted(rows, key=lambda line: line[1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state, "kernels_for", lambda _: kernels)
        ledger = Ledger(6, count_free=count_free)
        for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), len(rows)], strict=True):
            ledger.post(log_of(rows[start:stop]))
        assert not (in_date_order and ledger.stale.size)
        ledger.rebuild(log_of([line for line in rows if line[0] in ledger.stale]))
    assert_alike(ledger.state(20), summarise(log_of(rows), 20, count_free=count_free))


def test_an_order_may_still_fall_on_the_newest_day() -> None:
    ledger = Ledger(1)
    ledger.post(log_of([(0, 3, 100), (0, 9, 70)], 1))
    assert ledger.state(9).repeats[0] == 1
    assert not ledger.post(log_of([(0, 9, -70)], 1)).size
    assert (ledger.state(9).repeats[0], ledger.state(9).last_day[0]) == (0, 3)


def test_a_backdated_order_makes_its_customer_stale_and_nobody_else() -> None:
    ledger = Ledger(2)
    ledger.post(log_of([(0, 3, 100), (1, 3, 5), (0, 9, 70)], 2))
    assert ledger.post(log_of([(0, 4, 10), (1, 10, 5)], 2)).tolist() == [0]
    with pytest.raises(ValuationError, match="rebuilt"):
        ledger.state(20)
    ledger.rebuild(log_of([(0, 3, 100), (0, 9, 70), (0, 4, 10)], 2))
    assert ledger.state(20).repeats.tolist() == [2, 1]


def test_a_changed_order_is_put_right_by_rebuilding_its_customer() -> None:
    ledger = Ledger(2)
    ledger.post(log_of([(0, 3, 100), (1, 3, 5), (0, 9, 70)], 2))
    ledger.invalidate(np.array([0]))
    ledger.rebuild(log_of([(0, 3, 90)], 2))
    assert ledger.state(9).first_spend.tolist() == [90, 5]
    assert ledger.state(9).repeats.tolist() == [0, 0]


def test_rebuilding_takes_orders_of_stale_customers_alone() -> None:
    ledger = Ledger(2)
    ledger.invalidate(np.array([0]))
    with pytest.raises(ValuationError, match="stale customers alone") as refused:
        ledger.rebuild(log_of([(0, 3, 1), (1, 3, 1), (1, 4, 1)], 2))
    assert refused.value.rows == 2
    assert ledger.stale.tolist() == [0]


def test_new_customers_get_a_line_with_their_first_order() -> None:
    ledger = Ledger()
    ledger.post(log_of([(0, 3, 1)], 1))
    ledger.post(log_of([(4, 5, 1)], 5))
    assert ledger.customers == 5
    assert ledger.state(6).buyers.tolist() == [True, False, False, False, True]


def test_a_state_before_the_newest_order_is_refused() -> None:
    ledger = Ledger(1)
    ledger.post(log_of([(0, 3, 1)], 1))
    with pytest.raises(ValuationError, match=r"newest posted on \(3\)"):
        ledger.state(2)


def test_one_customer_is_read_alone_while_another_is_stale() -> None:
    ledger = Ledger(3)
    ledger.post(log_of([(0, 3, 1), (2, 3, 5), (2, 4, -1), (2, 6, 7)], 3))
    ledger.invalidate(np.array([0]))
    alone = ledger.state(8, np.array([2]))
    assert (alone.customers, alone.repeats[0], alone.other_days) == (1, 1, 1)
    with pytest.raises(ValuationError, match="rebuilt"):
        ledger.state(8, np.array([0, 2]))

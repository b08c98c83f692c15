"""Credit: payment behaviour, by hand and by rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import INVOICES, NO_DAY, Credit, CreditRule, Facts, ValuationError, ageing, credit

AS_OF = 400


def invoices(due: list[int], paid: list[int], **more: list[float] | list[bool]) -> Facts:
    columns = {"customer": [0] * len(due), "due": due, "amount": [100.0] * len(due), "paid": paid}
    return INVOICES.read({**columns, **more}, customers=1)


def of(due: list[int], paid: list[int], **more: list[float] | list[bool]) -> Credit:
    return credit(invoices(due, paid, **more), as_of=AS_OF)


def score(due: list[int], paid: list[int], **more: list[float] | list[bool]) -> float:
    return float(of(due, paid, **more).score[0])


def test_measures_match_those_worked_out_by_hand() -> None:
    facts = INVOICES.read(
        {
            "customer": [0, 0, 0, 0, 1],
            "due": [100, 200, 300, 390, 500],
            "amount": [100.0, 300.0, 100.0, 50.0, 80.0],
            "paid": [100, 230, NO_DAY, 380, NO_DAY],
            "lost": [0.0, 0.0, 40.0, 0.0, 0.0],
            "disputed": [False, False, True, False, False],
        },
        customers=3,
    )
    result = credit(facts, as_of=AS_OF, limit=[1000.0, 100.0, np.nan])
    assert result.invoices.tolist() == [4, 0, 0]
    assert result.on_time_share[0] == 0.5
    assert result.days_late[0] == pytest.approx((300 * 30 + 100 * 100) / 550)
    assert result.bad_debt_share[0] == pytest.approx(40 / 550)
    assert result.dispute_share[0] == pytest.approx(100 / 550)
    assert result.open_amount.tolist() == [60.0, 80.0, 0.0]
    assert result.overdue_amount.tolist() == [60.0, 0.0, 0.0]
    assert result.use_of_limit[:2].tolist() == [0.06, 0.8]
    assert np.isnan(result.use_of_limit[2])
    assert np.isnan(result.days_late[1:]).all()


def test_the_score_matches_one_worked_out_by_hand() -> None:
    # On time 1 of 2: 50. Late (0 + 30) / 2 = 15 days: 75. No loss, no dispute: 100 each.
    own = (40 * 50 + 25 * 75 + 20 * 100 + 5 * 100) / 90
    assert score([100, 200], [100, 230]) == pytest.approx((2 * own + 3 * 60) / 5)


def test_an_invoice_30_days_late_lowers_it() -> None:
    before = score([100, 150, 200], [100, 150, 200])
    assert score([100, 150, 200, 250], [100, 150, 200, 280]) < before
    assert score([250], [280]) < score([], [])


def test_paying_on_time_for_three_periods_raises_it() -> None:
    late = ([250], [280])
    better = score([250, 280, 310, 340], [280, 280, 310, 340])
    assert better > score(*late)
    assert score([280, 310, 340], [280, 310, 340]) > score([], [])


def test_bad_debt_disputes_and_a_full_limit_lower_it() -> None:
    plain = score([100, 150], [100, 150])
    assert score([100, 150], [100, 150], lost=[0.0, 50.0]) < plain
    assert score([100, 150], [100, 150], disputed=[True, False]) < plain
    facts = invoices([100, 450], [100, NO_DAY])
    full, easy = (credit(facts, as_of=AS_OF, limit=[limit]).score[0] for limit in (100.0, 1000.0))
    assert full < easy


def test_a_payment_of_tomorrow_is_not_known_today() -> None:
    assert of([350], [401]).overdue_amount[0] == 100.0
    assert of([350], [400]).overdue_amount[0] == 0.0
    assert of([350], [401]).days_late[0] == 50


def test_an_invoice_due_today_is_not_late_yet() -> None:
    assert of([AS_OF], [NO_DAY]).invoices[0] == 0
    assert of([AS_OF], [390]).on_time_share[0] == 1.0


def test_old_invoices_are_forgotten_once_paid_and_not_before() -> None:
    assert of([10], [40]).invoices[0] == 0
    assert of([10], [NO_DAY]).invoices[0] == 1
    assert of([10], [NO_DAY], lost=[100.0]).invoices[0] == 0


def test_days_of_grace_are_on_time() -> None:
    facts = invoices([300], [303])
    assert credit(facts, as_of=AS_OF, rule=CreditRule(grace=3)).on_time_share[0] == 1.0
    assert credit(facts, as_of=AS_OF, rule=CreditRule(grace=2)).on_time_share[0] == 0.0


def test_ageing_sorts_what_is_open_into_buckets_and_loses_nothing() -> None:
    facts = invoices([400, 399, 370, 369, 340, 310, 309, 390], [NO_DAY] * 7 + [395])
    assert ageing(facts, as_of=AS_OF).tolist() == [[100.0, 200.0, 200.0, 100.0, 100.0]]
    assert ageing(facts, as_of=AS_OF).sum() == credit(facts, as_of=AS_OF).open_amount.sum()


def test_buckets_out_of_order_and_limits_below_zero_are_refused() -> None:
    facts = invoices([100], [100])
    with pytest.raises(ValuationError, match="rising days"):
        ageing(facts, as_of=AS_OF, buckets=(30, 0))
    with pytest.raises(ValuationError, match="limit: 1 rows"):
        credit(facts, as_of=AS_OF, limit=[-1.0])
    with pytest.raises(ValuationError, match="weight for each of"):
        credit(facts, as_of=AS_OF, rule=CreditRule(conduct={"on_time": 1.0}))


HISTORIES = st.lists(st.tuples(st.integers(50, 390), st.integers(0, 120)), max_size=8)


@given(HISTORIES, st.integers(40, 390))
def test_one_more_invoice_paid_on_time_never_lowers_the_score(
    history: list[tuple[int, int]], day: int
) -> None:
    due = [due for due, _ in history]
    paid = [due + late for due, late in history]
    assert score([*due, day], [*paid, day]) >= score(due, paid) - 1e-9


@given(HISTORIES.filter(bool), st.integers(1, 200))
def test_paying_later_never_raises_the_score(history: list[tuple[int, int]], later: int) -> None:
    due = [due for due, _ in history]
    paid = [due + late for due, late in history]
    worse = [paid[0] + later, *paid[1:]]
    assert 0 <= score(due, worse) <= score(due, paid) + 1e-9 <= 100 + 1e-6

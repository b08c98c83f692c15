"""Profit contribution: a statement from list price to profit, avoidable and allocated apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuation import (
    ACTIVITIES,
    INVOICES,
    NO_DAY,
    SALES_LINES,
    ActivityKind,
    Facts,
    ProfitStatement,
    ValuationError,
    Work,
    capacity_rate,
    profit_statement,
)

AS_OF = 400
VISIT = ActivityKind("visit", rate=2.0, usual_minutes=60.0, avoidable=0.5)
SERVICE = ActivityKind("service", rate=1.5)

LINES = SALES_LINES.read(
    {
        "customer": [0, 0, 0, 1, 0],
        "day": [100, 200, 300, 350, 30],
        "amount": [900.0, 500.0, -100.0, 200.0, 9999.0],
        "discount": [100.0, np.nan, np.nan, 0.0, 0.0],
        "cost": [400.0, np.nan, -40.0, 120.0, 0.0],
    },
    customers=3,
)


def work(minutes: list[float], kind: list[int] | None = None) -> Work:
    rows = len(minutes)
    columns = {
        "customer": [0] * rows,
        "day": [300] * rows,
        "kind": kind or [1] * rows,
        "minutes": minutes,
    }
    return Work(ACTIVITIES.read(columns, customers=3), (VISIT, SERVICE))


def statement(done: Work | None = None, invoices: Facts | None = None) -> ProfitStatement:
    return profit_statement(
        LINES, margin=0.3, as_of=AS_OF, work=done, invoices=invoices, yearly_rate=0.1
    )


def test_the_statement_matches_one_worked_out_by_hand() -> None:
    done = work([30.0, np.nan, 10.0], [0, 0, 1])
    due = INVOICES.read(
        {"customer": [0], "due": [300], "amount": [730.0], "paid": [350]}, customers=3
    )
    result = profit_statement(
        LINES,
        margin=0.3,
        as_of=AS_OF,
        work=done,
        invoices=due,
        yearly_rate=0.1,
        overhead=[20.0, 5.0, 0.0],
    )
    assert result.list_sales.tolist() == [1500.0, 200.0, 0.0]
    assert result.discounts.tolist() == [100.0, 0.0, 0.0]
    assert result.returns.tolist() == [100.0, 0.0, 0.0]
    assert result.net_sales.tolist() == [1300.0, 200.0, 0.0]
    assert result.goods.tolist() == [400 + 350 - 40, 120.0, 0.0]
    assert result.gross_profit.tolist() == [590.0, 80.0, 0.0]
    assert result.activities["visit"].tolist() == [(30 + 60) * 2 * 0.5, 0.0, 0.0]
    assert result.activities["service"].tolist() == [15.0, 0.0, 0.0]
    assert result.late_payment[0] == pytest.approx(730 * 50 * 0.1 / 365)
    assert result.contribution[0] == pytest.approx(590 - 90 - 15 - 10)
    assert result.allocated.tolist() == [90 + 20, 5.0, 0.0]
    assert result.profit[0] == pytest.approx(475 - 110)


def test_the_waterfall_starts_at_list_sales_and_ends_at_profit() -> None:
    steps = statement(work([30.0], [0])).waterfall(0)
    names = [name for name, _ in steps]
    assert names[0] == "list_sales"
    assert names[-1] == "profit"
    costs = sum(amount for name, amount in steps[:-1] if name != "contribution")
    assert costs == pytest.approx(steps[-1][1])


def test_service_hours_lower_profit_without_touching_sales() -> None:
    before, after = statement(work([60.0])), statement(work([60.0, 120.0]))
    assert after.contribution[0] == before.contribution[0] - 180.0
    assert after.profit[0] < before.profit[0]
    assert after.net_sales.tolist() == before.net_sales.tolist()
    assert after.gross_profit.tolist() == before.gross_profit.tolist()
    assert after.profit[1] == before.profit[1]


def test_a_discount_and_a_return_lower_profit() -> None:
    refunded = SALES_LINES.read(
        {"customer": [0, 0], "day": [100, 200], "amount": [900.0, -200.0]}, customers=1
    )
    plain = SALES_LINES.read({"customer": [0], "day": [100], "amount": [900.0]}, customers=1)
    first, second = (
        profit_statement(lines, margin=0.3, as_of=AS_OF) for lines in (plain, refunded)
    )
    assert second.profit[0] == pytest.approx(first.profit[0] - 60)


def test_expenses_are_avoidable_in_full_and_may_be_given_back() -> None:
    columns = {"customer": [0, 0], "day": [300, 301], "kind": [0, 0], "minutes": [0.0, 0.0]}
    done = ACTIVITIES.read({**columns, "expense": [80.0, -30.0]}, customers=3)
    result = statement(Work(done, (VISIT,)))
    assert result.avoidable[0] == 50.0
    assert result.allocated[0] == 0.0


def test_overdue_money_costs_only_within_the_period() -> None:
    open_since = INVOICES.read(
        {"customer": [0], "due": [0], "amount": [3650.0], "paid": [NO_DAY]}, customers=3
    )
    assert statement(invoices=open_since).late_payment[0] == pytest.approx(365.0)


def test_a_minute_of_capacity_costs_more_than_a_minute_paid_for() -> None:
    # The textbook case: 560,000 a quarter, 700,000 minutes that can really be worked: 0.80.
    assert capacity_rate(560_000, 875_000) == pytest.approx(0.80)
    with pytest.raises(ValuationError, match="practical"):
        capacity_rate(1.0, 0.0)


def test_wrong_kinds_margins_and_overheads_are_refused() -> None:
    with pytest.raises(ValuationError, match="kind: 1 rows break the rule: one of the 2"):
        statement(work([1.0], [2]))
    with pytest.raises(ValuationError, match="margin"):
        profit_statement(LINES, margin=30, as_of=AS_OF)
    with pytest.raises(ValuationError, match="overhead: 1 rows"):
        profit_statement(LINES, margin=0.3, as_of=AS_OF, overhead=[1.0])


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=6), st.floats(0, 1))
def test_what_is_avoidable_and_what_stays_add_up_to_the_whole_cost(
    minutes: list[float], avoidable: float
) -> None:
    kind = ActivityKind("service", rate=1.5, avoidable=avoidable)
    done = Work(work(minutes, [0] * len(minutes)).activities, (kind,))
    result = statement(done)
    whole = result.avoidable[0] + result.allocated[0]
    assert whole == pytest.approx(1.5 * sum(minutes), abs=1e-6)
    assert result.contribution[0] >= result.profit[0]

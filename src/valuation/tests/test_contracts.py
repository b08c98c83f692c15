"""The contracts of columns: what they refuse, and how they say it."""

from typing import Any

import numpy as np
import pytest

from valuation import (
    CONTRACTS,
    INVOICES,
    NO_DAY,
    REFERRALS,
    SURVEYS,
    Contract,
    ValuationError,
    order_log,
)

GOOD = {"customer": [0, 1], "due": [10, 20], "amount": [5.0, 6.0]}


def refusal(contract: Contract, **columns: object) -> ValuationError:
    with pytest.raises(ValuationError) as refused:
        contract.read({**GOOD, **columns}, customers=2)
    return refused.value


@pytest.mark.parametrize(
    ("columns", "code", "column", "rows"),
    [
        ({"customer": [0, 2]}, "customer_out_of_range", "customer", 1),
        ({"customer": [0.0, 1.0]}, "not_whole_numbers", "customer", 2),
        ({"due": ["a", "b"]}, "not_whole_numbers", "due", 2),
        ({"due": np.array(["2026-01-01", "NaT"], "datetime64[D]")}, "missing_day", "due", 1),
        ({"amount": [5.0, np.nan]}, "not_finite", "amount", 1),
        ({"amount": [-5.0, -6.0]}, "out_of_bounds", "amount", 2),
        ({"amount": [np.inf, 1.0]}, "not_finite", "amount", 1),
        ({"amount": ["x", "y"]}, "not_numbers", "amount", 2),
        ({"amount": [1.0]}, "length_differs", "amount", 1),
        ({"disputed": [0, 1]}, "not_yes_or_no", "disputed", 2),
        ({"lost": [5.0, 7.0]}, "lost_above_amount", "lost", 1),
        ({"due": None}, "column_missing", "due", 2),
        ({"colour": [1, 2]}, "column_unknown", "colour", 2),
    ],
)
def test_a_refusal_names_column_rows_and_rule(
    columns: dict[str, object], code: str, column: str, rows: int
) -> None:
    error = refusal(INVOICES, **columns)
    assert (error.code, error.column, error.rows) == (code, column, rows)
    assert error.rule


def test_the_message_is_the_rule_of_the_contract() -> None:
    error = refusal(INVOICES, lost=[-1.0, 0.0])
    assert str(error) == (
        "lost: 1 rows break the rule: a finite number of 0 or more, or missing: nothing."
    )


def test_whole_numbers_and_scales_are_held() -> None:
    with pytest.raises(ValuationError, match="a whole number from 1 to 2"):
        REFERRALS.read({"customer": [0], "won": [1], "type": [1.5]}, customers=1)
    with pytest.raises(ValuationError, match="answer: 1 rows"):
        SURVEYS.read({"customer": [0], "day": [1], "answer": [11]}, customers=1)


def test_gaps_take_the_meaning_the_contract_gives_them() -> None:
    facts = INVOICES.read({**GOOD, "paid": [12, NO_DAY]}, customers=2)
    assert facts.day("paid").tolist() == [12, NO_DAY]
    assert facts.number("lost", 0.0).tolist() == [0.0, 0.0]
    assert facts.flag("disputed").tolist() == [False, False]


def test_a_gap_may_be_written_as_no_time() -> None:
    paid = np.array(["1970-01-13", "NaT"], "datetime64[D]")
    facts = INVOICES.read({**GOOD, "paid": paid}, customers=2)
    assert facts.day("paid").tolist() == [12, NO_DAY]


def test_no_rows_are_facts_too() -> None:
    facts = INVOICES.read({"customer": [], "due": [], "amount": []}, customers=3)
    assert facts.rows == 0
    assert facts.total().tolist() == [0.0, 0.0, 0.0]


def test_facts_of_another_kind_or_base_are_refused() -> None:
    facts = INVOICES.read(GOOD, customers=2)
    with pytest.raises(ValuationError, match="facts of the contract referrals"):
        facts.require(REFERRALS)
    with pytest.raises(ValuationError, match="the same 3 customers"):
        facts.require(INVOICES, 3)


def test_every_contract_prints_every_column_and_knows_what_a_gap_means() -> None:
    for name, contract in CONTRACTS.items():
        table = contract.table()
        assert contract.name == name
        gapless = [field for field in contract.fields if field.gap is None]
        assert table.count("  refused  ") == len(gapless)
        assert all(field.name in table and field.meaning in table for field in contract.fields)


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer": [0, 5]},
        {"customer": [0.5, 1.0]},
        {"day": [1, 9_000_000]},
        {"day": np.array(["NaT", "2026-01-01"], "datetime64[D]")},
        {"amount": [1.0, np.nan]},
        {"amount": ["a", "b"]},
        {"amount": [1.0]},
    ],
)
def test_order_logs_are_refused_for_what_their_contract_refuses(wrong: dict[str, object]) -> None:
    columns: dict[str, Any] = {"customer": [0, 1], "day": [1, 2], "amount": [1.0, 2.0], **wrong}
    with pytest.raises(ValuationError) as by_log:
        order_log(columns["customer"], columns["day"], columns["amount"], customers=2)
    with pytest.raises(ValuationError) as by_contract:
        CONTRACTS["orders"].read(columns, customers=2)
    one, other = by_log.value, by_contract.value
    assert (one.code, one.column, one.rows) == (other.code, other.column, other.rows)


def test_columns_of_one_value_per_customer_keep_their_contract_too() -> None:
    terms = CONTRACTS["credit terms"]
    assert terms.column("limit", [5, np.nan], 2)[0] == 5.0
    assert np.isnan(terms.column("limit", None, 2)).all()
    with pytest.raises(ValuationError, match="each of the 3 customers"):
        terms.column("limit", [5, 6], 3)
    with pytest.raises(ValuationError, match="or missing: no limit"):
        terms.column("limit", [-5, 6], 2)

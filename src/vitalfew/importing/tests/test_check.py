import csv
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vitalfew.importing.checking import PROBLEMS_SHOWN
from vitalfew.importing.files import delimited
from vitalfew.importing.models import ImportState
from vitalfew.importing.tests.ledgers import HEADING, check, checked, received, staged
from vitalfew.importing.tests.xlsx_files import workbook
from vitalfew.kernel.errors import BadInput

pytestmark = pytest.mark.django_db(transaction=True)


def faults(ledger):
    return {p.row: [tuple(f) for f in p.faults] for p in ledger.problems.order_by("row")}


def test_the_preview_counts_what_the_file_holds():
    ledger = checked(
        HEADING
        + "C1,联成,中国,A1,2026-03-05,轴承,10,12.5\n"
        + "C1,联成,中国,A1,2026-03-05,螺丝,-2,3\n"
        + "C2,龙骏,中国,A2,2026-03-09,轴承,1,12.5\n"
        + ",,,A3,2026-03-07,轴承,1,7\n"
    )
    assert ledger.state == ImportState.CHECKED
    assert ledger.counts == {
        "lines": 4, "orders": 3, "customers": 2, "new_customers": 2, "known_orders": 0, "bad_rows": 0,
        "unassigned_lines": 1, "unassigned_amount": "7.0000", "amounts": {"CNY": "138.5000"},
        "first_day": "2026-03-05", "last_day": "2026-03-09",
    }  # fmt: skip


def test_every_bad_row_is_named_with_the_number_its_file_shows():
    ledger = checked(
        HEADING
        + "C1,联成,,A1,2026-03-05,轴承,ten,12.5\n"
        + "C1,联成,,A1,2026-03-05,轴承,1,12.5\n"
        + "C1,联成,,A1,2026-02-30,轴承,1,12.50001\n"
        + "C1,联成,,A1,,轴承,one,12.5\n"
        + "\n"
        + "C1,联成,,A1,2026-03-05,轴承,,12.5\n"
        + "C1,联成,,A1,2026-03-05,轴承,1\n"
        + "C1,联成,,A1,2026-03-05,轴承,1,12.5,9\n"
    )
    assert faults(ledger) == {
        2: [("quantity", "not_a_number")],
        4: [("placed_at", "no_such_date")],
        5: [("quantity", "not_a_number"), ("placed_at", "date_missing")],
        7: [("amount", "amount_missing")],
        8: [("", "ragged_row")],
        9: [("", "ragged_row")],
    }
    assert (ledger.counts["lines"], ledger.counts["bad_rows"]) == (1, 6)


def test_the_number_of_a_bad_row_counts_from_the_top_of_the_file():
    ledger = checked("销售明细表,,\n\n日期,客户,金额\n2026-03-05,联成,5\n2026-03-06,联成,x\n")
    assert faults(ledger) == {5: [("amount", "not_a_number")]}


@pytest.mark.parametrize("block", [64, 256, 1024])
def test_row_numbers_hold_across_the_blocks_a_file_is_read_in(monkeypatch, block):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", block)
    rows = ["2026-03-05,联成"] + [
        ["2026-03-05,联成,5", "2026-03-05,联成,x", "2026-03-05,联成", "", '2026-03-05,"联\n成",5'][
            i % 5
        ]
        for i in range(300)
    ]
    ledger = checked("日期,客户,金额\n" + "\n".join(rows) + "\n")
    expected = {
        2 + i for i, row in enumerate(rows) if row.endswith("x") or row == "2026-03-05,联成"
    }
    assert set(faults(ledger)) == expected
    good = [2 + i for i, row in enumerate(rows) if row.endswith("5")]
    assert [row for (row,) in staged(ledger, "row")] == good


sparse = st.lists(
    st.tuples(*(st.sampled_from([text, ""]) for text in ("C1", "联成", "轴承", "3", "12.5"))),
    min_size=1,
    max_size=30,
)


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=sparse, kind=st.sampled_from(["csv", "xlsx"]))
def test_an_empty_cell_never_takes_the_value_above_it(rows, kind):
    heading = ["date", "customer id", "customer name", "product", "quantity", "amount"]
    table = [heading, *(["2026-03-05", *row[:4], row[4] or "0"] for row in rows)]
    text = io.StringIO()
    csv.writer(text).writerows(table)
    data = (
        text.getvalue()
        if kind == "csv"
        else workbook([[cell or None for cell in row] for row in table])
    )
    kept = staged(
        checked(data), "customer_code", "customer_name", "product_name", "quantity", "amount"
    )
    assert kept == [
        (
            *(cell or None for cell in row[:3]),
            Decimal(row[3]) if row[3] else None,
            Decimal(row[4] or 0),
        )
        for row in rows
    ]


def test_texts_that_look_like_numbers_and_dates_stay_as_they_are():
    values = ["007", "1E5", "3-4", "TRUE", "110101199003078515", "1,5", "=1+1"]
    rows = "".join(f'"{v}",2026-03-05,"{v}",1\n' for v in values)
    ledger = checked("customer id,date,product,amount\n" + rows)
    assert staged(ledger, "customer_code", "product_name") == [(v, v) for v in values]
    rows_of_sheet: list[list[str | float]] = [[v, "2026-03-05", v, 1] for v in values]
    same = workbook([["customer id", "date", "product", "amount"], *rows_of_sheet])
    assert staged(checked(same), "customer_code", "product_name") == [(v, v) for v in values]


def test_a_quoted_nothing_is_nothing():
    ledger = checked('customer id,date,product,amount\n"",2026-03-05,"",1\n')
    assert staged(ledger, "customer_key", "product_key") == [(None, None)]


def test_a_row_of_spaces_is_an_empty_row():
    ledger = checked("customer id,date,amount\nC1,2026-03-05,1\n , ,\u3000\n")
    assert (ledger.counts["lines"], ledger.counts["bad_rows"]) == (1, 0)


@pytest.mark.parametrize(
    "rows",
    [
        '2026-03-05,联成,"螺丝\n2026-03-06,龙骏,轴承\n2026-03-07,龙骏,轴承\n',
        '2026-03-05,"5 in,9\n2026-03-06,"6 in,9\n',
        '2026-03-05,5,"see\n2026-03-06,5,"see\n',
    ],
)
def test_rows_that_an_open_quotation_mark_swallowed_are_never_lost_silently(rows):
    ledger = checked("date,amount,product\n2026-03-01,1,x\n" + rows, placed_at=0, amount=1)
    assert "quote_not_closed" in {code for row in faults(ledger).values() for _, code in row}


def test_an_address_over_two_lines_swallows_nothing():
    ledger = checked('date,customer,amount,note\n2026-03-05,C1,5,"5 Main St, Leeds\nEngland"\n')
    assert ledger.counts["bad_rows"] == 0


def test_a_line_worth_more_than_the_books_hold_is_refused():
    ledger = checked(
        "date,quantity,price\n2026-03-05,9999999999999,9999999999999\n2026-03-05,1,1\n"
    )
    assert faults(ledger) == {2: [("unit_price", "number_too_large")]}


def test_a_zero_byte_far_down_is_left_out_of_texts():
    rows = "2026-03-05,C1,1\n" * 20_000
    ledger = checked(("date,customer id,amount\n" + rows).encode() + b"2026-03-05,C\x002,x\x00\n")
    assert ledger.problems.get().cells["customer_code"] == "C2"


def test_characters_that_change_encoding_further_down_stop_the_check_with_a_sentence():
    rows = "2026-03-05,联成,1\n" * 20_000
    ledger = received(
        ("日期,客户,金额\n" + rows).encode() + "2026-03-05,苏州,1\n".encode("gb18030")
    )
    with pytest.raises(AssertionError, match="encoding"):
        check(ledger)
    ledger.refresh_from_db()
    assert ledger.state == ImportState.RECOGNISED


def test_thousands_of_bad_rows_are_all_counted_and_all_in_the_error_file():
    count = PROBLEMS_SHOWN + 500
    ledger = checked("date,amount\n2026-03-05,1\n" + "2026-03-05,x\n" * count)
    assert ledger.counts["bad_rows"] == count
    assert ledger.problems.count() == PROBLEMS_SHOWN
    assert len(ledger.error_file.read_text().splitlines()) == count


def test_a_time_of_the_day_that_leaves_day_and_month_open_must_be_decided():
    ledger = received("date,amount\n3/4/2026,1\n")
    with pytest.raises(BadInput) as refused:
        check(ledger)
    assert refused.value.code == "date_order_open"
    assert staged(check(ledger, date_order="dmy"), "placed_at::date::text") == [("2026-04-03",)]


@pytest.mark.parametrize(
    ("mapping", "currency", "code"),
    [
        ({"amount": 1}, "CNY", "date_not_mapped"),
        ({"placed_at": 0}, "CNY", "amount_not_mapped"),
        ({"placed_at": 0, "quantity": 1}, "CNY", "amount_not_mapped"),
        ({"placed_at": 0, "amount": 0}, "CNY", "column_mapped_twice"),
        ({"placed_at": 0, "amount": 9}, "CNY", "no_such_column"),
        ({"placed_at": 0, "amount": 1, "secret": 1}, "CNY", "no_such_column"),
        ({"placed_at": 0, "amount": 1}, "Euros", "not_a_currency"),
    ],
)
def test_a_mapping_that_makes_no_sale_is_refused(mapping, currency, code):
    ledger = received("date,amount\n2026-03-04,1\n")
    with pytest.raises(BadInput) as refused:
        check(ledger, currency=currency, **mapping)
    assert refused.value.code == code


def test_another_mapping_replaces_what_the_first_found():
    ledger = checked("date,amount,cost\n2026-03-04,x,1\n")
    assert ledger.counts["bad_rows"] == 1
    ledger = check(ledger, placed_at=0, amount=2)
    assert (ledger.counts["lines"], ledger.counts["bad_rows"], ledger.problems.count()) == (1, 0, 0)

import itertools
from contextlib import suppress
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.importing.cells.dates import (
    EXCEL_EPOCH,
    guess_date_order,
    in_doubt,
    moment,
)
from vitalfew.importing.cells.parsing import Unreadable, currency_code, number, price, words

money = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)).map(
    lambda value: value.replace(microsecond=0)
)


@given(money)
def test_a_number_comes_back_from_every_way_it_is_written(value):
    for text in (f"{value:f}", f"{value:,f}", f"￥{value:,f}", f"  {value:f} 元 ", f"{value:E}"):
        assert number(text) == value


@given(money.filter(bool))
def test_brackets_and_trailing_signs_mean_less_than_nothing(value):
    size = abs(value)
    assert number(f"({size:,f})") == number(f"（{size:f}）") == number(f"{size:f}-") == -size


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１，２３４．５０", "1234.50"),
        ("RMB 12", "12"),
        ("NT$1,200", "1200"),
        ("US$ 5.25", "5.25"),
        ("1'234.50", "1234.50"),
        ("1 234.50", "1234.50"),
        ("1E5", "100000"),
        (".5", "0.5"),
        ("-￥3", "-3"),
    ],
)
def test_numbers_as_people_write_them(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,50", "not_a_number"),
        ("1,2345", "not_a_number"),
        ("1_000", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("#N/A", "not_a_number"),
        ("12 pieces", "not_a_number"),
        ("TRUE", "not_a_number"),
        ("10000000000000", "number_too_large"),
        ("1E999", "number_too_large"),
        ("0.00001", "too_many_decimals"),
        ("1E-99", "too_many_decimals"),
    ],
)
def test_what_is_no_exact_number_is_refused(text, code):
    with pytest.raises(Unreadable) as refused:
        number(text)
    assert refused.value.code == code


def test_prices_made_by_dividing_are_rounded_to_ten_decimals():
    assert price("8.849557522123894") == Decimal("8.8495575221")
    assert price("1E-99") == 0


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text):
    for read in (number, price):
        with suppress(Unreadable):
            assert abs(read(text)) < 10**13


@given(moments)
def test_a_moment_comes_back_from_every_way_it_is_written(value):
    for pattern in (
        "%Y-%m-%d %H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%Y年%m月%d日 %H时%M分%S秒",
        "%Y%m%d%H%M%S",
        "%m/%d/%Y %I:%M:%S %p",
        "%d-%b-%Y %H:%M:%S",
    ):
        year_four = value.strftime(pattern).replace(value.strftime("%Y"), f"{value.year:04}")
        assert moment(year_four) == value


@given(
    st.datetimes(datetime(1954, 10, 4), datetime(2119, 1, 1)).map(
        lambda v: v.replace(microsecond=0)
    )
)
def test_a_day_number_of_a_spreadsheet_is_its_day(value):
    serial = (value - EXCEL_EPOCH).total_seconds() / 86_400
    assert moment(repr(serial)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026年3月5日", (2026, 3, 5)),
        ("20260305", (2026, 3, 5)),
        ("２０２６／３／５", (2026, 3, 5)),
        ("2026.3.5", (2026, 3, 5)),
        ("46086", (2026, 3, 5)),
        ("115/03/05", (2026, 3, 5)),
        ("民國115年3月5日", (2026, 3, 5)),
        ("2026/3/5 下午 02:30:00", (2026, 3, 5, 14, 30)),
        ("2026/3/5 上午 12:05", (2026, 3, 5, 0, 5)),
        ("5-Mar-26", (2026, 3, 5)),
        ("Mar 5, 2026", (2026, 3, 5)),
        ("3/5/2026 8:26", (2026, 3, 5, 8, 26)),
        ("2026-03-05 14:30:00.000000", (2026, 3, 5, 14, 30)),
    ],
)
def test_dates_as_people_write_them(text, value):
    assert moment(text) == datetime(*value)


def test_a_time_that_names_its_zone_is_put_on_the_company_s_clock():
    assert moment("2026-03-05T20:30:00Z", zone="Asia/Shanghai") == datetime(2026, 3, 6, 4, 30)
    assert moment("2026-03-05 20:30:00+08:00", zone="Asia/Shanghai") == datetime(2026, 3, 5, 20, 30)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-30", "no_such_date"),
        ("2026-13-01", "no_such_date"),
        ("2026-03-05 25:00", "no_such_date"),
        ("1800-01-01", "date_out_of_range"),
        ("3-4", "not_a_date"),
        ("5 Foo 2026", "not_a_date"),
        ("1E5", "not_a_date"),
        ("合计", "not_a_date"),
        ("99999", "not_a_date"),
    ],
)
def test_what_is_no_day_is_refused(text, code):
    with pytest.raises(Unreadable) as refused:
        moment(text)
    assert refused.value.code == code


@given(st.text(max_size=20))
def test_any_text_is_a_moment_or_refused(text):
    with suppress(Unreadable):
        assert 1900 <= moment(text).year <= 2199


def test_an_order_reads_the_same_digits_differently():
    assert [moment("3/4/26", order) for order in ("mdy", "dmy", "ymd")] == [
        datetime(2026, 3, 4),
        datetime(2026, 4, 3),
        datetime(2003, 4, 26),
    ]


@pytest.mark.parametrize(
    ("texts", "order", "doubt"),
    [
        (["2026-03-04"], "mdy", False),
        (["3/4/2026"], "mdy", True),
        (["3/4/2026", "13/4/2026"], "dmy", False),
        (["3/4/2026", "4/13/2026"], "mdy", False),
        (["3/3/2026"], "mdy", False),
        (["2026年3月4日", "20260304", ""], "mdy", False),
        (["26/3/5", "27/3/31"], "ymd", True),
        (["26/3/5"], "ymd", True),
        (["nonsense"], "mdy", False),
    ],
)
def test_the_order_of_day_and_month_is_asked_only_when_the_dates_leave_it_open(texts, order, doubt):
    assert (guess_date_order(texts), bool(in_doubt(texts))) == (order, doubt)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cny", "CNY"),
        ("￥", "CNY"),
        ("人民币", "CNY"),
        ("NT$", "TWD"),
        ("港幣", "HKD"),
        ("£", "GBP"),
        (" usd ", "USD"),
    ],
)
def test_currencies_by_sign_and_name(text, code):
    assert currency_code(text) == code


def test_texts_stay_as_typed_but_for_outer_and_double_spaces():
    for text in ("1E5", "3-4", "TRUE", "007", "110101199003078515", "＝1+1", "NULL"):
        assert words(text, 64) == text
    assert words(" 苏州\u3000 联成\x00 ", 64) == "苏州 联成"
    assert words("\u3000", 64) is None


def test_a_text_too_long_is_refused_never_cut():
    assert words("长" * 64, 64) == "长" * 64
    with pytest.raises(Unreadable):
        words("长" * 65, 64)


def test_all_orders_of_all_days_agree_on_what_is_clear():
    for day, month in itertools.product(range(13, 29), range(1, 13)):
        assert moment(f"{day}/{month}/2026", "dmy") == moment(f"{month}/{day}/2026", "mdy")

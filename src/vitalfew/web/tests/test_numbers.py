"""Numbers, shares and amounts as people of each language write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.web import numbers
from vitalfew.web.forms import AmountField
from vitalfew.web.preferences import Preferences, activate


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (Decimal("1234.50"), "1,234.5"),
        (0.1, "0.1"),
        (-2500, "−2,500"),
        (Decimal("1E+3"), "1,000"),
        (None, "–"),
    ],
)
def test_numbers_stand_in_groups_of_three(value: numbers.Numeric | None, text: str) -> None:
    assert numbers.number(value) == text


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("zh-hans", 3860000, "¥386\xa0万"),
        ("zh-hans", 61_8000, "¥61.8\xa0万"),
        ("zh-hans", Decimal("12345.678"), "¥1.23\xa0万"),
        ("zh-hans", 11_000_000, "¥1,100\xa0万"),
        ("zh-hans", 123_456_789_012, "¥1,235\xa0亿"),
        ("zh-hans", 9940, "¥9,940.00"),
        ("zh-hans", 9995, "¥1\xa0万"),
        ("zh-hans", -389_000, "−¥38.9\xa0万"),
        ("zh-hant", 3860000, "¥386\xa0萬"),
        ("zh-hant", 250_000_000, "¥2.5\xa0億"),
        ("en", 3860000, "¥3.86M"),
        ("en", 994, "¥994.00"),
    ],
)
def test_large_amounts_can_be_shortened(language: str, value: numbers.Numeric, text: str) -> None:
    with translation.override(language):
        assert numbers.money(value, "CNY", unit="compact") == text


@pytest.mark.parametrize(
    ("language", "currency", "text"),
    [
        ("zh-hans", "", "¥1,234.50"),
        ("zh-hans", "USD", "US$1,234.50"),
        ("en", "USD", "$1,234.50"),
        ("zh-hant", "TWD", "NT$1,234.50"),
        ("en", "JPY", "JP¥1,235"),
        ("en", "CHF", "CHF\xa01,234.50"),
    ],
)
def test_every_amount_carries_its_currency(language: str, currency: str, text: str) -> None:
    with translation.override(language):
        assert numbers.money(Decimal("1234.50"), currency) == text


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_an_amount_in_full_can_be_typed_back(value: Decimal) -> None:
    assert AmountField().clean(numbers.money(value, "CNY")) == value


@given(
    st.decimals(min_value=0, max_value=10**14, places=4),
    st.sampled_from(["zh-hans", "zh-hant", "en"]),
)
def test_a_shortened_amount_is_within_half_a_percent(value: Decimal, language: str) -> None:
    with translation.override(language):
        text = numbers.compact(value).replace(",", "")
        size = next(
            (unit.size for unit in numbers.UNITS[language] if text.endswith(unit.word)), Decimal(1)
        )
        shown = Decimal("".join(sign for sign in text if sign in "0123456789.")) * size
    assert abs(shown - value) <= max(value * Decimal("0.006"), Decimal("0.5"))


def test_a_zero_has_no_minus_sign() -> None:
    assert numbers.money(Decimal("-0.001"), "CNY") == "¥0.00"
    assert numbers.percent(Decimal("-0.0001")) == "0%"


@pytest.mark.parametrize(
    "text",
    ["¥1,234.50", "１，２３４.５０", "1234.5 元", " NT$1,234.50 ".replace("NT", ""), "1'234.50"],
)
def test_an_amount_may_be_pasted_with_its_marks(text: str) -> None:
    assert AmountField().clean(text) == Decimal("1234.50")


def test_what_is_no_amount_is_refused() -> None:
    with pytest.raises(forms.ValidationError):
        AmountField().clean("about ten")


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("text", ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "20260305"])
def test_a_day_may_be_typed_in_every_common_way(language: str, text: str) -> None:
    with translation.override(language):
        assert forms.DateField(localize=True).clean(text) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("language", "long", "short", "moment"),
    [
        ("zh-hans", "2026年3月5日", "2026-03-05", "2026-03-05 20:30"),
        ("zh-hant", "2026年3月5日", "2026/03/05", "2026/03/05 20:30"),
        ("en", "5 Mar 2026", "2026-03-05", "2026-03-05 20:30"),
    ],
)
def test_days_and_moments_are_written_in_the_order_of_the_language(
    language: str, long: str, short: str, moment: str
) -> None:
    at = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
    with translation.override(language):
        assert drawn(
            "{{ day|date }} | {{ day|short_date }} | {{ at|datetime }}", day=at.date(), at=at
        ) == (f"{long} | {short} | {moment}")


def test_a_template_number_without_a_filter_is_grouped_by_three_in_chinese_too() -> None:
    with translation.override("zh-hans"):
        assert drawn("{{ n }}", n=1234567) == "1,234,567"


def test_a_shortened_amount_shows_the_exact_one_when_pointed_at() -> None:
    activate(Preferences(amount_unit="compact"))
    try:
        with translation.override("en"):
            text = drawn("{{ amount|money }}", amount=Decimal("1234567.5"))
    finally:
        activate(Preferences())
    assert text == '<data value="1234567.5" title="¥1,234,567.50">¥1.23M</data>'


def test_what_is_missing_is_a_dash() -> None:
    assert (
        drawn(
            "{{ a|money }}{{ a|number }}{{ a|percent }}{{ a|short_date }}{{ a|datetime }}", a=None
        )
        == "–––––"
    )

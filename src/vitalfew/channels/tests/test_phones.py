"""Telephone numbers as people write them in China, Taiwan, Hong Kong, Macau and elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.channels.phones import PhoneKind, masked, read_phone, read_phones, shown, tail_of
from vitalfew.channels.regions import region_of


@pytest.mark.parametrize(
    ("text", "e164", "extension", "kind"),
    [
        ("138 0013 8000", "+8613800138000", "", PhoneKind.MOBILE),
        ("+86 138-0013-8000", "+8613800138000", "", PhoneKind.MOBILE),
        ("0086 13800138000", "+8613800138000", "", PhoneKind.MOBILE),
        ("１３８００１３８０００", "+8613800138000", "", PhoneKind.MOBILE),
        ("tel:+8613800138000", "+8613800138000", "", PhoneKind.MOBILE),
        ("010-62345678", "+861062345678", "", PhoneKind.FIXED),
        ("010—6234—5678", "+861062345678", "", PhoneKind.FIXED),
        ("０１０－６２３４５６７８", "+861062345678", "", PhoneKind.FIXED),
        ("021-62345678转805", "+862162345678", "805", PhoneKind.FIXED),
        ("021-62345678轉805", "+862162345678", "805", PhoneKind.FIXED),
        ("021-62345678 分机：805", "+862162345678", "805", PhoneKind.FIXED),
        ("021-62345678 分機805", "+862162345678", "805", PhoneKind.FIXED),
        ("021-62345678 Ext. 805", "+862162345678", "805", PhoneKind.FIXED),
        ("021-62345678#805", "+862162345678", "805", PhoneKind.FIXED),
        ("(0755) 8601 3388-801", "+8675586013388", "801", PhoneKind.FIXED),
        ("010-6234-5678", "+861062345678", "", PhoneKind.FIXED),
        ("400-8352-114", "+864008352114", "", PhoneKind.SERVICE),
        ("95588", "", "", PhoneKind.UNCLEAR),
        ("62345678", "", "", PhoneKind.UNCLEAR),
        ("13800138000-12", "", "", PhoneKind.UNCLEAR),
        ("ask Olga", "", "", PhoneKind.UNCLEAR),
    ],
)
def test_a_number_written_in_china_is_understood_or_kept(
    text: str, e164: str, extension: str, kind: PhoneKind
) -> None:
    number = read_phone(text, "CN")
    assert (number.raw, number.e164, number.extension, number.kind) == (text, e164, extension, kind)


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("0912345678", "TW", "+886912345678"),
        ("(02) 2345-6789", "TW", "+886223456789"),
        ("28881234", "HK", "+85228881234"),
        ("66123456", "MO", "+85366123456"),
        ("020 7946 0018", "GB", "+442079460018"),
    ],
)
def test_the_country_says_how_a_number_is_dialled(text: str, region: str, e164: str) -> None:
    assert read_phone(text, region).e164 == e164


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("中国", "CN"), ("台灣", "TW"), ("臺灣", "TW"), ("香港", "HK"), ("澳门", "MO"), ("Hong Kong", "HK"),
        ("United Kingdom", "GB"), ("EIRE", "IE"), ("德國", "DE"), ("德国", "DE"), ("jp", "JP"), ("", "CN"),
        ("Atlantis", "CN"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_names(country: str, region: str) -> None:
    assert region_of(country) == region


def test_several_numbers_are_read_once_each() -> None:
    numbers = read_phones("13800138000\n+86 138 0013 8000; 010-62345678、95588", "CN")
    assert [number.e164 or number.raw for number in numbers] == [
        "+8613800138000", "+861062345678", "95588",
    ]  # fmt: skip


def test_a_number_is_shown_in_groups_as_it_is_dialled_at_home() -> None:
    assert shown("+8613800138000", "", "", "CN") == "138 0013 8000"
    assert shown("+862162345678", "805", "", "CN") == "021 6234 5678 ext. 805"
    assert shown("+886912345678", "", "", "CN") == "+886 912 345 678"
    assert shown("", "", "95588", "CN") == "95588"


def test_a_masked_number_cannot_be_dialled() -> None:
    assert masked("+8613800138000", "138 0013 8000") == "138****8000"
    assert masked("", "95588") == "***88"
    assert masked("", "ask Olga") == "***"


@pytest.mark.parametrize(
    ("typed", "tail"),
    [
        ("8000", "0008"),
        ("0086 138-0013-8000", "0008310083168"),
        ("13800138000", "0008310083168"),
        ("0912345678", "876543219"),
        ("C-001", ""),
        ("001", ""),
        ("2026-01", "106202"),
    ],
)
def test_what_looks_like_a_number_is_searched_from_its_end(typed: str, tail: str) -> None:
    assert tail_of(typed, "CN") == tail


@given(st.text(max_size=80), st.sampled_from(["CN", "TW", "HK", "US"]))
def test_no_text_is_too_odd_to_be_kept(text: str, region: str) -> None:
    number = read_phone(text, region)
    assert number.raw == text.strip()[:60]
    assert len(number.e164) <= 16
    assert len(number.extension) <= 12
    assert shown(number.e164, number.extension, number.raw, region) or not number.raw
    masked(number.e164, number.raw)


@given(st.from_regex(r"1[0-9]{10}", fullmatch=True))
def test_mobile_numbers_of_china_are_read_as_with_their_code(text: str) -> None:
    short, whole = read_phone(text, "CN"), read_phone(f"+86 {text}", "CN")
    if whole.is_clear and short.is_clear:
        assert (short.e164, short.kind) == (whole.e164, whole.kind)
    assert short.is_clear >= (whole.kind == PhoneKind.MOBILE)
    assert short.kind != PhoneKind.MOBILE or whole.kind == PhoneKind.MOBILE

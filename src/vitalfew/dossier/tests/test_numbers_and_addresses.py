"""Register numbers and addresses, as they are printed on papers and pasted from anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.dossier.divisions import Address, read_address
from vitalfew.dossier.registrations import (
    br_is_right,
    clean_number,
    doubt_about,
    ubn_is_right,
    uscc_is_right,
)


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("91110000101623741K", True),
        ("911101066976941872", True),
        ("91350211M0000XUF46", False),  # a real code that fails: a warning, never a refusal
        ("91110000101623741A", False),
        ("9111000010162374", False),
        ("91110000I01623741K", False),
    ],
)
def test_a_chinese_code_has_a_check_character(number: str, is_right: bool) -> None:
    assert uscc_is_right(number) is is_right


def test_a_sum_without_remainder_asks_for_zero() -> None:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [pow(3, place, 31) for place in range(17)]
    body = next(
        body
        for body in (f"91110000{n:09d}" for n in range(200))
        if sum(letters.index(c) * w for c, w in zip(body, weights, strict=True)) % 31 == 0
    )
    assert uscc_is_right(body + "0")


@pytest.mark.parametrize(
    ("number", "is_right"),
    [("04595257", True), ("04595253", False), ("12345675", True), ("1234567", False), ("ABCDEFGH", False)],
)  # fmt: skip
def test_a_taiwanese_number_follows_the_rule_of_2023(number: str, is_right: bool) -> None:
    assert ubn_is_right(number) is is_right


def test_a_hong_kong_number_has_eight_digits() -> None:
    assert br_is_right("12345678")
    assert not br_is_right("123456789")


def test_numbers_are_cleaned_and_doubts_are_told() -> None:
    assert clean_number("９１１１ 0000-101623741k") == "91110000101623741K"
    assert doubt_about("uscc", "91110000101623741K") == ""
    assert "business licence" in doubt_about("uscc", "91350211M0000XUF46")
    assert doubt_about("other", "anything") == ""


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("广东省深圳市南山区科技园路1号", ("广东省", "深圳市", "南山区", "科技园路1号")),
        ("广东深圳南山区科技园路1号", ("广东省", "深圳市", "南山区", "科技园路1号")),
        ("廣東省深圳市南山區科技園路1號", ("广东省", "深圳市", "南山区", "科技園路1號")),
        ("北京市朝阳区建国路88号", ("北京市", "北京市", "朝阳区", "建国路88号")),
        ("北京市北京市朝阳区建国路88号", ("北京市", "北京市", "朝阳区", "建国路88号")),
        ("上海浦东新区世纪大道100号", ("上海市", "上海市", "浦东新区", "世纪大道100号")),
        ("中国江苏省苏州市昆山市前进路5号", ("江苏省", "苏州市", "昆山市", "前进路5号")),
        ("江苏省昆山市前进路5号", ("江苏省", "苏州市", "昆山市", "前进路5号")),
        ("深圳市福田区深南大道1号", ("广东省", "深圳市", "福田区", "深南大道1号")),
        ("吉林市丰满区吉林大街1号", ("吉林省", "吉林市", "丰满区", "吉林大街1号")),
        ("广东省东莞市长安镇振安路2号", ("广东省", "东莞市", "", "长安镇振安路2号")),
        ("内蒙古自治区呼和浩特市新城区1号", ("内蒙古自治区", "呼和浩特市", "新城区", "1号")),
        ("香港九龙弥敦道1号", ("香港特别行政区", "", "", "九龙弥敦道1号")),
        ("台北市信義區信義路五段7號", ("", "台北市", "信義區", "信義路五段7號")),
        ("12 Mill Road, Cambridge", ("", "", "", "12 Mill Road, Cambridge")),
    ],
)
def test_an_address_in_one_line_is_taken_apart(line: str, parts: tuple[str, ...]) -> None:
    found = read_address(line)
    assert (found.province, found.city, found.district, found.detail) == parts


@pytest.mark.parametrize(
    "line",
    [
        "518057 广东省深圳市南山区1号",
        "广东省深圳市南山区1号 518057",
        "广东省深圳市南山区1号，邮编：518057",
    ],
)
def test_a_postcode_is_taken_out(line: str) -> None:
    assert read_address(line) == Address("广东省", "深圳市", "南山区", "1号", "518057")


@given(st.text(alphabet="广东省深圳市北京台吉林区县路1号 ,，", max_size=40))
def test_nothing_of_an_address_is_lost(line: str) -> None:
    found = read_address(line)
    kept = "".join((found.detail, found.postcode))
    assert sum(c == "路" for c in kept + found.district + found.city) == line.count("路")

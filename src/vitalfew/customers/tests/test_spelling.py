"""How names are folded, spelled and turned into patterns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.customers.rules import spelling
from vitalfew.kernel.tripling import search_pattern


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("苏州联成精密机械有限公司", "suzhouliancheng", "szlc"),
        ("廈門銀行", "xiamenyinhang", "xmyh"),
        ("ＩＢＭ（中国）", "ibm(zhongguo)", "ibm(zg)"),
    ],
)
def test_chinese_names_are_spelled_whatever_the_script(
    name: str, pinyin: str, initials: str
) -> None:
    spelled, letters, _sort = spelling(name)
    assert spelled.startswith(pinyin)
    assert letters.startswith(initials)


def test_a_latin_name_sorts_by_itself() -> None:
    assert spelling("Olga Kowalski") == ("", "", "olga kowalski")


def test_what_like_would_take_for_a_wildcard_is_escaped() -> None:
    assert search_pattern("50%_\\") == r"%50\%\_\\%"


@given(st.text(max_size=300))
def test_any_text_can_be_spelled_and_fits_its_columns(name: str) -> None:
    pinyin, initials, sort_key = spelling(name)
    assert len(pinyin) <= 400
    assert len(initials) <= 200
    assert len(sort_key) <= 420

"""Names taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.duplicates.matching import Record, compare, keys_of
from vitalfew.duplicates.matching.companies import company
from vitalfew.duplicates.matching.contacts import domain_key, phone_key
from vitalfew.duplicates.matching.keys import Key
from vitalfew.duplicates.matching.persons import named
from vitalfew.kernel.folding import folded

COMPANIES = [
    ("北京联成互动软件技术有限公司", "联成", {"北京"}, "互动软件技术", "有限公司", ""),
    ("上海建工集团", "建工", {"上海"}, "", "", ""),
    ("腾讯科技（深圳）有限公司", "腾讯", {"深圳"}, "科技", "有限公司", ""),
    ("华为技术有限公司北京分公司", "华为", set(), "技术", "有限公司", "北京分公司"),
    ("华为北京分公司", "华为", set(), "", "", "北京分公司"),
    ("广东省深圳市南山区大疆创新科技有限公司", "大疆创新", {"广东", "深圳", "南山区"}, "科技", "有限公司", ""),
    ("天津博信资产管理合伙企业(有限合伙)", "博信", {"天津"}, "资产管理", "合伙企业", ""),
    ("老王饭店", "老王", set(), "", "饭店", ""),
    ("海底捞（西单店）", "海底捞", set(), "", "", "西单店"),
    ("北京银行", "银行", {"北京"}, "", "", ""),
    ("Schneider Electric (China) Co., Ltd.", "schneider electric", {"中国"}, "", "co ltd", ""),
    ("Żabka Polska Sp. z o.o.", "zabka polska", set(), "", "spzoo", ""),
    ("China Mobile", "china mobile", set(), "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "core", "places", "trade", "form", "branch"), COMPANIES)
def test_a_company_is_taken_apart(
    name: str, core: str, places: set[str], trade: str, form: str, branch: str
) -> None:
    parts = company(name)
    assert (parts.core, set(parts.places), parts.trade, parts.form, parts.branch) == (
        core, places, trade, form, branch,
    )  # fmt: skip


@pytest.mark.parametrize(
    "name", ["公司", "有限公司", "北京", "(深圳)", "集团", "店", "分公司", "", "GmbH", "(", "😀"]
)
def test_a_name_of_nothing_but_an_ending_is_no_error(name: str) -> None:
    assert compare(Record(name), Record("联成")).verdict is not None
    keys_of(Record(name))
    keys_of(Record(name, is_person=True))


@given(st.text(max_size=60), st.text(max_size=60), st.booleans())
def test_any_two_texts_are_compared_alike_both_ways(one: str, other: str, person: bool) -> None:
    first, second = Record(one, is_person=person), Record(other, is_person=person)
    assert compare(first, second).verdict == compare(second, first).verdict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ", "abc"),
        ("（深圳）", "(深圳)"),
        ("聯成", "联成"),
        ("A·B", "ab"),
        ("Müller", "muller"),
        ("が", "が"),
    ],
)
def test_two_writings_fold_to_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("name", "family", "run"),
    [
        ("单田芳", "单", "shantianfang"),
        ("万俟卨", "万俟", "moqixie"),
        ("歐陽修", "欧阳", "ouyangxiu"),
        ("王芳女士", "王", "wangfang"),
        ("Mr John Smith", "smith", "johnsmith"),
    ],
)
def test_a_persons_name_is_taken_apart(name: str, family: str, run: str) -> None:
    assert (named(name).family, named(name).run) == (family, run)


@pytest.mark.parametrize(
    "text",
    [
        "138 0013 8000",
        "+86 138-0013-8000",
        "0086 13800138000",
        "１３８００１３８０００",
        "8613800138000",
    ],
)
def test_a_phone_number_in_any_writing_is_one_key(text: str) -> None:
    assert phone_key(text) == phone_key("13800138000") != ""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("021-62345678转805", "021-62345678"),
        ("021-62345678 ext. 805", "62345678"),
        ("(0755) 8601 3388-801", "0755-86013388"),
        ("+886 912 000 111", "0912000111"),
    ],
)
def test_an_extension_does_not_make_another_number(text: str, other: str) -> None:
    assert phone_key(text) == phone_key(other) != ""


@pytest.mark.parametrize("text", ["400-820-8820", "95588", "12345", "", "call me"])
def test_lines_of_everybody_are_no_key(text: str) -> None:
    assert phone_key(text) == ""


def test_a_providers_domain_is_no_companys() -> None:
    assert (domain_key("a@qq.com"), domain_key("a@acme.cn"), domain_key("no mail")) == (
        "",
        "acme.cn",
        "",
    )


def test_a_key_is_the_same_number_everywhere() -> None:
    assert Key("core", "lian cheng").number == Key("core", "lian cheng").number
    assert Key("core", "lian cheng").number != Key("start", "lian cheng").number
    assert -(2**63) <= Key("core", "x").number < 2**63

"""What a pair is: the table of rules, the written set, and reasons that can be read."""

import random

import pytest

from vitalfew.duplicates.matching import Finding, Record, Verdict, candidates, compare, keys_of
from vitalfew.duplicates.matching.tests.pairs import f1, written_pairs

TABLE = [
    ("腾讯科技（深圳）有限公司", "腾讯科技(深圳)有限公司", Verdict.SAME),
    ("腾讯科技（深圳）有限公司", "騰訊科技（深圳）有限公司", Verdict.SAME),
    ("ＩＢＭ（中国）有限公司", "IBM(中国)有限公司", Verdict.SAME),
    ("联成互动", "北京联成互动软件技术有限公司", Verdict.LIKELY),
    ("腾讯科技(深圳)有限公司", "深圳腾讯科技有限公司", Verdict.LIKELY),
    ("华为技术有限公司", "华为技术有限公司北京分公司", Verdict.RELATED),
    ("上海建工集团", "上海建工集团股份有限公司", Verdict.LIKELY),
    ("北京建工集团有限公司", "上海建工集团有限公司", Verdict.DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "verdict"), TABLE)
def test_each_row_of_the_table(one: str, other: str, verdict: Verdict) -> None:
    assert compare(Record(one), Record(other)).verdict == verdict


@pytest.mark.parametrize(("one", "other", "verdict"), TABLE)
def test_the_order_of_the_two_makes_no_difference(one: str, other: str, verdict: Verdict) -> None:
    assert compare(Record(other), Record(one)).verdict == verdict


def test_the_same_number_is_the_same_company_whatever_its_name() -> None:
    one = Record("上海禾木食品有限公司", registration="91310115MA1K4QWE7P")
    other = Record("和牧餐饮", registration="9131 0115-ma1k4qwe7p")
    assert compare(one, other).verdict == Verdict.SAME


def test_two_numbers_are_two_companies_whatever_their_names() -> None:
    one, other = (Record("瑞丰贸易", registration=number) for number in ("23456789", "87654321"))
    assert compare(one, other).verdict == Verdict.DIFFERENT


def test_a_wrong_digit_in_a_number_does_not_make_it_the_same() -> None:
    one, other = (
        Record("瑞丰贸易", registration=n) for n in ("91310000MA1FL12345", "91310000MA1FL12346")
    )
    assert compare(one, other).verdict == Verdict.DIFFERENT


def test_a_name_alone_makes_nobody_the_same_person() -> None:
    one = Record("张伟", is_person=True)
    assert compare(one, one).verdict == Verdict.DIFFERENT


def test_two_customers_under_a_personal_name_are_to_be_looked_at() -> None:
    assert compare(Record("王芳"), Record("王芳")).verdict == Verdict.LIKELY


def test_a_shared_phone_makes_acquaintances() -> None:
    one, other = (
        Record(name, is_person=True, phones=("010-62345678",)) for name in ("王强", "李静")
    )
    assert compare(one, other).verdict == Verdict.RELATED


def test_a_person_is_no_company() -> None:
    assert compare(Record("王芳"), Record("王芳", is_person=True)).verdict == Verdict.DIFFERENT


def test_the_reason_names_what_agrees_and_what_speaks_against() -> None:
    comparison = compare(Record("北京建工集团有限公司"), Record("上海建工集团有限公司"))
    found = {name: finding for name, finding, _weight in comparison.reason()}
    assert (found["core"], found["place"]) == (Finding.EQUAL, Finding.AGAINST)


def test_more_that_agrees_scores_higher() -> None:
    short, full = Record("联成互动", phones=("010-62345678",)), "北京联成互动软件技术有限公司"
    with_phone = compare(short, Record(full, phones=("(010) 6234 5678",)))
    assert with_phone.score > compare(short, Record(full)).score
    assert with_phone.verdict in {Verdict.SAME, Verdict.LIKELY}


def test_the_written_set_is_told_apart() -> None:
    told = [(compare(pair.one, pair.other).is_duplicate, pair.is_same) for pair in written_pairs()]
    assert len(told) >= 300
    assert f1(told) >= 0.95


def test_the_written_pairs_that_are_one_meet_under_a_key() -> None:
    same = [pair for pair in written_pairs() if pair.is_same]
    met = [pair for pair in same if keys_of(pair.one) & keys_of(pair.other)]
    assert len(met) / len(same) >= 0.98


def test_shuffled_records_are_paired_the_same() -> None:
    records = [record for pair in written_pairs() for record in (pair.one, pair.other)]
    order = list(range(len(records)))
    random.Random(3).shuffle(order)  # noqa: S311 - any order will do
    found = {frozenset((order[a], order[b])) for a, b in candidates([records[i] for i in order])}
    assert found == {frozenset(pair) for pair in candidates(records)}


def test_a_key_that_very_many_share_makes_no_pairs() -> None:
    assert candidates([Record("联成")] * 61) == set()
    assert len(candidates([Record("联成")] * 60)) == 60 * 59 // 2

"""Looking through the whole base."""

import pytest

from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.actions import judge, start_scan
from vitalfew.duplicates.models import Pair
from vitalfew.duplicates.policies import open_pairs
from vitalfew.duplicates.queries import followed
from vitalfew.duplicates.scanning import SLICES, WIDTH, scan_work
from vitalfew.duplicates.tests.cast import office, scanned
from vitalfew.jobs.api import Job

pytestmark = pytest.mark.django_db


def keys(pair: Pair) -> set[int]:
    return {pair.first_id, pair.second_id}


def test_two_writings_of_one_name_are_a_pair_with_its_reason() -> None:
    one, other = make_customer("腾讯科技（深圳）有限公司"), make_customer("騰訊科技(深圳)有限公司")
    make_customer("鼎盛物流有限公司")
    (pair,) = scanned()
    assert keys(pair) == {one.pk, other.pk}
    assert pair.verdict == "same"
    assert ["core", "equal", 8.0] in pair.reason or ["core", "equal", 12.0] in pair.reason


def test_subsidiaries_branches_and_other_places_are_no_pairs() -> None:
    for name in (
        "北京建工集团有限公司",
        "上海建工集团有限公司",
        "华为技术有限公司",
        "华为技术有限公司北京分公司",
    ):
        make_customer(name)
    assert scanned() == []


def test_a_second_scan_finds_the_same_and_forgets_what_is_gone() -> None:
    one = make_customer("联成互动")
    make_customer("北京联成互动软件技术有限公司")
    (before,) = scanned()
    (again,) = scanned()
    assert keys(before) == keys(again)
    one.name = "鼎盛"
    one.save()
    assert scanned() == []


def test_what_is_not_the_same_is_not_asked_again() -> None:
    make_customer("联成互动")
    make_customer("北京联成互动软件技术有限公司")
    (pair,) = scanned()
    olive = office()
    judge(actor=olive, pair_id=pair.pk, answer="different")
    scanned()
    assert list(open_pairs(olive)) == []


def test_a_scan_that_was_cut_off_goes_on_where_it_stood() -> None:
    for number in range(30):
        make_customer(f"联成 {number} 号店有限公司")
        make_customer(f"联成{number}号店有限公司")
    job = start_scan(actor=None)
    seen: list[int] = []

    class CutOffError(Exception):
        pass

    def report(step: str, done: int = 0, total: int = 0) -> None:
        if step == "pairs":
            seen.append(done)
            if done == SLICES // 2:
                raise CutOffError

    with pytest.raises(CutOffError):
        scan_work(job, report)
    resumed = Job.objects.get(pk=job.pk)
    scan_work(
        resumed, report=lambda step, done=0, total=0: seen.append(done) if step == "pairs" else None
    )
    assert seen == [*range(SLICES // 2 + 1), *range(SLICES // 2, SLICES)]
    assert Pair.objects.count() == 30


def test_only_one_scan_is_under_way() -> None:
    assert start_scan(actor=None) == start_scan(actor=None)


def test_slices_cover_every_key() -> None:
    assert -(2**63) + SLICES * WIDTH == 2**63


def test_a_way_in_a_circle_ends() -> None:
    assert followed([1]) == [1]

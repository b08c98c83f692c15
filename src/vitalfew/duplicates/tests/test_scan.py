"""Looking through the whole base."""

import threading

import pytest
from django.db import connection, transaction

from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.actions import judge
from vitalfew.duplicates.asking import start_scan
from vitalfew.duplicates.keeping import catch_up
from vitalfew.duplicates.models import Pair
from vitalfew.duplicates.policies import open_pairs
from vitalfew.duplicates.queries import followed
from vitalfew.duplicates.scanning import SLICES, WIDTH, scan_work
from vitalfew.duplicates.tests.cast import office, scanned
from vitalfew.jobs.api import Job, JobState

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


def test_what_comes_while_one_is_under_way_is_looked_at_too() -> None:
    make_customer("鼎盛物流有限公司")
    job = start_scan(actor=None)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    rounds: list[int] = []

    def report(step: str, done: int = 0, total: int = 0) -> None:
        if step != "people" or done:
            return
        rounds.append(Pair.objects.count())
        if len(rounds) == 1:  # the customers are behind it
            make_customer("联成互动")
            make_customer("北京联成互动软件技术有限公司")
            assert start_scan(actor=None).pk == start_scan(actor=None).pk == job.pk

    scan_work(Job.objects.get(pk=job.pk), report)
    assert rounds == [0, 1]
    assert start_scan(actor=None).pk != job.pk  # nobody asks one that is over


def test_one_that_was_over_when_it_was_cut_off_only_counts() -> None:
    make_customer("联成互动")
    make_customer("北京联成互动软件技术有限公司")
    job = start_scan(actor=None)
    scan_work(job, lambda step, done=0, total=0: None)
    Pair.objects.update(scan=start_scan(actor=None).pk)  # a later one has found them since
    steps: list[str] = []
    found = scan_work(Job.objects.get(pk=job.pk), lambda step, done=0, total=0: steps.append(step))
    assert (found["pairs"], steps) == (1, [])


@pytest.mark.django_db(transaction=True)
def test_a_scan_waits_for_keys_that_somebody_else_is_making() -> None:
    make_customer("联成互动")
    make_customer("北京联成互动软件技术有限公司")
    taken, may_commit = threading.Event(), threading.Event()

    def somebody_else() -> None:
        with transaction.atomic():
            assert catch_up() > 0
            taken.set()
            may_commit.wait(30)
        connection.close()

    thread = threading.Thread(target=somebody_else)
    thread.start()
    assert taken.wait(30)
    threading.Timer(0.3, may_commit.set).start()
    assert len(scanned()) == 1
    thread.join()


def test_slices_cover_every_key() -> None:
    assert -(2**63) + SLICES * WIDTH == 2**63


def test_a_way_in_a_circle_ends() -> None:
    assert followed([1]) == [1]

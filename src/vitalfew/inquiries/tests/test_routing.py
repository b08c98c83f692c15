"""Who gets what: conditions, turns, load, quotas; and many at once."""

import threading
from collections import Counter

import pytest
from django.db import connections

from vitalfew.access.api import AUDITOR, CUSTOMER_OFFICE, SALESPERSON, Department
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.identity.api import Member
from vitalfew.inquiries.arriving import Arrival, take_in
from vitalfew.inquiries.models import Assignment, Inquiry, RoutingRule
from vitalfew.inquiries.rules import Conditions, fits
from vitalfew.inquiries.words import State, Target, Via

AT_ONCE = 24


@pytest.fixture
def east(db: None) -> Department:
    return make_department("East")


@pytest.fixture
def three(east: Department) -> list[Member]:
    below = make_department("Far east", east)
    return [
        place(make_member(f"m{n}", SALESPERSON, name=f"M{n}"), below if n == 2 else east)
        for n in range(3)
    ]


def make_rule(**facts: object) -> RoutingRule:
    return RoutingRule.objects.create(**{"name": "rule", "target": Target.IN_TURN} | facts)


def arrive(number: int = 0, **facts: str) -> Inquiry:
    told = {"company": f"Firm {number}", "wants": "a lathe", "province": "广东省"} | facts
    return take_in(actor=None, arrival=Arrival(Via.API, "search"), facts=told)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Conditions(), True),
        (Conditions(sources=("search",)), True),
        (Conditions(sources=("mail", "phone")), False),
        (Conditions(provinces=("廣東",)), True),
        (Conditions(provinces=("浙江",)), False),
        (Conditions(words=("LATHE", "mill")), True),
        (Conditions(words=("mill",)), False),
        (Conditions(countries=("China",), words=("lathe",)), False),
    ],
)
def test_a_rule_fits_what_meets_every_part(asked: Conditions, expected: bool) -> None:
    told = {"source": "search", "country": "", "province": "广东省", "text": "A Lathe, please"}
    assert fits(asked, **told) is expected


def test_the_first_rule_that_fits_decides(three: list[Member], east: Department) -> None:
    make_rule(place=20, department=east)
    make_rule(place=10, target=Target.MEMBER, member=three[1], words=["lathe"])
    assert arrive().owner == three[1]
    assert arrive(wants="a mill").owner == three[0]


def test_each_gets_a_turn_those_below_too(three: list[Member], east: Department) -> None:
    make_rule(department=east)
    owners = [arrive(n).owner for n in range(6)]
    assert owners == [*three, *three]
    assert {i.department_id for i in Inquiry.objects.filter(owner=three[0])} == {east.pk}


def test_the_smallest_load_gets_the_next(three: list[Member], east: Department) -> None:
    make_rule(department=east, target=Target.LEAST_LOAD)
    first = [arrive(n).owner for n in range(3)]
    assert first == three
    Inquiry.objects.filter(owner=three[2]).update(
        state=State.ANSWERED, answered_at="2026-01-05T00:00Z"
    )
    assert arrive(3).owner == three[2]


def test_who_left_or_may_not_work_on_inquiries_gets_none(
    three: list[Member], east: Department
) -> None:
    place(make_member("audrey", AUDITOR), east)
    Member.objects.filter(pk=three[0].pk).update(is_active=False)
    make_rule(department=east)
    assert {arrive(n).owner for n in range(4)} == set(three[1:])


def test_a_used_up_quota_leaves_it_to_the_next_rule_and_then_to_nobody(
    three: list[Member], east: Department
) -> None:
    olive = make_member("olive", CUSTOMER_OFFICE)
    make_rule(place=1, department=east, per_day=1)
    make_rule(place=2, target=Target.MEMBER, member=olive, per_day=2)
    owners = [arrive(n).owner for n in range(7)]
    assert owners == [*three, olive, olive, None, None]
    assert Inquiry.objects.filter(state=State.NEW).count() == 2


def test_what_was_given_away_again_still_counts(three: list[Member], east: Department) -> None:
    make_rule(target=Target.MEMBER, member=three[0], per_day=1)
    first = arrive()
    Inquiry.objects.filter(pk=first.pk).update(owner=three[1])
    assert arrive(1).owner is None


@pytest.mark.parametrize("target", [Target.IN_TURN, Target.LEAST_LOAD])
@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_shared_out_evenly_and_no_quota_is_overdrawn(
    three: list[Member], east: Department, target: Target, cases
) -> None:
    make_rule(department=east, target=target, per_day=7)
    barrier = threading.Barrier(AT_ONCE)

    def one(number: int) -> None:
        barrier.wait()
        arrive(number)
        connections.close_all()

    threads = [threading.Thread(target=one, args=[number]) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    owners = Counter(Inquiry.objects.values_list("owner", flat=True))
    assert owners == {three[0].pk: 7, three[1].pk: 7, three[2].pk: 7, None: 3}
    assert Assignment.objects.count() == 21
    cases.add(AT_ONCE)


@pytest.mark.django_db(transaction=True)
def test_the_same_receipt_at_once_is_one_inquiry(cases) -> None:
    barrier, made = threading.Barrier(8), []

    def one() -> None:
        barrier.wait()
        arrival = Arrival(Via.MAIL, "mail", receipt="mail:1")
        made.append(take_in(actor=None, arrival=arrival, facts={"company": "Acme"}).pk)
        connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 8
    assert set(made) == {Inquiry.objects.get().pk}
    cases.add(8)

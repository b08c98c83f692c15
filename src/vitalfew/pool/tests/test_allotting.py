"""Pools that give out by themselves: what may be claimed goes to those with seats, within limits, and once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from vitalfew.access.api import SALES_MANAGER
from vitalfew.access.tests.cast import hold
from vitalfew.customers.api import Customer
from vitalfew.jobs.api import Job, JobState, finish
from vitalfew.kernel.errors import NotAllowed
from vitalfew.outbox.models import Message
from vitalfew.ownership.api import How, Period
from vitalfew.pool.actions import put
from vitalfew.pool.allotting import ALLOT, PAUSE, allot_when_due
from vitalfew.pool.models import Cap, Pool, Pooled, Way
from vitalfew.pool.setting import FACTS, Seating, set_pool
from vitalfew.pool.tests.cast import Cast, lay, make_cast
from vitalfew.pool.tests.test_race import at_once


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(deals=Way.IN_TURN)


def allotted() -> object:
    """What the work did; none, where there was nothing to do."""
    Job.objects.filter(kind=ALLOT).update(finished_at=timezone.now() - PAUSE)
    job = allot_when_due()
    if job is None:
        return None
    done = finish(job)
    assert done.state == JobState.DONE, done.error
    return done.result


def owned() -> Counter[str]:
    return Counter(str(one.owner) for one in Customer.objects.filter(owner__isnull=False))


def test_everybody_with_a_seat_gets_as_many_and_is_told(cast: Cast) -> None:
    cast.lin.email = "lin@example.com"
    cast.lin.save()
    for number in range(6):
        lay(cast.pool, f"C {number}")
    assert allotted() == {"given": 6}
    assert owned() == {"Mona": 2, "Lin": 2, "Zhou": 2}
    assert not Pooled.objects.exists()
    assert {(one.began_how, one.began_by) for one in Period.objects.all()} == {(How.DEALT, None)}
    mail = Message.objects.get()
    assert "2 customers of the pool" in mail.body
    assert "C 0" not in mail.body
    assert allotted() is None


def test_what_rests_is_closed_or_does_not_give_out_stays(cast: Cast) -> None:
    Pool.objects.update(rest_days=3)
    lay(cast.pool, "New", days=2)
    assert allotted() is None
    lay(cast.pool, "Old", days=4)
    assert allotted() == {"given": 1}
    assert Pooled.objects.get().customer.name == "New"
    Pooled.objects.update(since=timezone.now() - timedelta(days=9))
    Pool.objects.update(is_open=False)
    assert allotted() is None
    Pool.objects.update(is_open=True, deals="")
    assert allotted() is None


def test_nobody_gets_back_what_was_just_taken_away(cast: Cast) -> None:
    Pool.objects.update(wait_days=30)
    for name in ("Lin", "Zhou", "Mona"):
        customer = Customer.objects.get(pk=lay(cast.pool, f"{name}'s", days=1).pk)
        Pooled.objects.filter(customer=customer).delete()
        customer.owner = {"Lin": cast.lin, "Zhou": cast.zhou, "Mona": cast.mona}[name]
        customer.save()
        put(customer, cast.pool, actor=cast.office, how=How.RECYCLED, reason="Silent")
    assert allotted() == {"given": 3}
    for customer in Customer.objects.all():
        assert customer.name != f"{customer.owner}'s"


def test_who_is_full_is_passed_over_and_the_rest_lies_there(cast: Cast) -> None:
    Cap.objects.create(most_each=1)
    for number in range(5):
        lay(cast.pool, f"C {number}", days=30 - number)
    assert allotted() == {"given": 3}
    assert owned() == {"Mona": 1, "Lin": 1, "Zhou": 1}
    lying = Pooled.objects.order_by("pk").values_list("customer__name", flat=True)
    assert list(lying) == ["C 3", "C 4"]
    assert allotted() == {"given": 0}


def test_what_only_its_former_owner_could_get_does_not_keep_others_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitalfew.pool.allotting.AT_ONCE", 1)
    cast.pool.seats.all().delete()
    cast.pool.seats.create(member=cast.lin)
    first = lay(cast.pool, "Lin's before", days=50)
    Pooled.objects.filter(customer=first).update(former_owner=cast.lin)
    lay(cast.pool, "Nobody's before")
    assert allotted() == {"given": 1}
    assert Customer.objects.get(owner=cast.lin).name == "Nobody's before"


@pytest.mark.django_db(transaction=True)
def test_of_two_schedulers_one_starts_the_work() -> None:
    cast = make_cast(deals=Way.LEAST)
    lay(cast.pool)
    assert at_once([allot_when_due] * 4) == []
    assert Job.objects.filter(kind=ALLOT).count() == 1


def test_only_who_may_give_lets_a_pool_give_out(cast: Cast) -> None:
    facts = {name: getattr(cast.pool, name) for name in FACTS}
    seating = Seating([cast.east], [], [])
    hold(cast.far, SALES_MANAGER)
    for actor, right in ((cast.office, True), (cast.far, False)):
        try:
            set_pool(
                actor=actor,
                pool_id=cast.pool.pk,
                version=Pool.objects.get().version,
                seating=seating,
                **facts,
            )
        except NotAllowed:
            assert not right
        else:
            assert right

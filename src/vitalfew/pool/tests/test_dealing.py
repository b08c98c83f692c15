"""Customers of a pool dealt out: in turn or to whoever owns fewest, within caps, as a plan, and once."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import Department
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.jobs.api import finish
from vitalfew.jobs.planning import confirm, counts_of, take_back
from vitalfew.kernel.errors import BadInput, NotAllowed
from vitalfew.ownership.api import Period
from vitalfew.pool.actions import claim
from vitalfew.pool.dealing import Deal, plan_deal
from vitalfew.pool.models import Cap, Pooled, Way
from vitalfew.pool.tests.cast import Cast, lay, make_cast
from vitalfew.pool.tests.test_race import at_once

TURN = Deal(Way.IN_TURN, "For the new year")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def dealt(cast: Cast, deal: Deal = TURN) -> Counter[str]:
    """Who owns how many afterwards."""
    plan = plan_deal(actor=cast.office, pool_id=cast.pool.pk, deal=deal)
    finish(confirm(actor=cast.office, plan_id=plan.pk))
    return owned()


def owned() -> Counter[str]:
    return Counter(str(one.owner) for one in Customer.objects.filter(owner__isnull=False))


def test_in_turn_everybody_gets_as_many_and_the_turn_goes_on_next_time(cast: Cast) -> None:
    for number in range(4):
        lay(cast.pool, f"C {number}")
    assert dealt(cast) == {"Mona": 2, "Lin": 1, "Zhou": 1}
    lay(cast.pool, "One more")
    lay(cast.pool, "And another")
    assert dealt(cast) == {"Lin": 2, "Mona": 2, "Zhou": 2}
    assert not Pooled.objects.exists()
    assert set(Period.objects.values_list("began_how", flat=True)) == {"dealt"}


def test_whoever_owns_fewest_gets_the_next(cast: Cast) -> None:
    for number in range(3):
        make_customer(f"Lin's {number}", owner=cast.lin)
    for number in range(3):
        lay(cast.pool, f"C {number}")
    assert dealt(cast, Deal(Way.LEAST, "Load"))["Lin"] == 3
    assert sum(owned().values()) == 6


def test_who_is_full_is_passed_over_and_the_rest_stays_in_the_pool(cast: Cast) -> None:
    for number in range(5):
        lay(cast.pool, f"C {number}")
    Cap.objects.create(most_each=1)
    assert dealt(cast) == {"Lin": 1, "Mona": 1, "Zhou": 1}
    assert Pooled.objects.count() == 2


def test_a_region_a_department_and_a_number_narrow_it(cast: Cast) -> None:
    lay(cast.pool, "Old", days=90, country="China")
    lay(cast.pool, "Young", days=1, country="China")
    lay(cast.pool, "Elsewhere", days=99, country="Japan")
    deal = Deal(Way.IN_TURN, "East", cast.east, "china", 1)
    dealt(cast, deal)
    assert Customer.objects.get(owner__isnull=False).name == "Old"
    west = Department.objects.get(name="West")
    with pytest.raises(BadInput, match="seat"):
        plan_deal(actor=cast.office, pool_id=cast.pool.pk, deal=Deal(Way.IN_TURN, "West", west))


def test_it_takes_the_right_and_can_be_taken_back(client: Client, cast: Cast) -> None:
    lay(cast.pool)
    with pytest.raises(NotAllowed):
        plan_deal(actor=cast.lin, pool_id=cast.pool.pk, deal=TURN)
    client.force_login(cast.mona)
    address = reverse("pool:deal", args=[cast.pool.pk])
    assert address in client.get(reverse("pool:show", args=[cast.pool.pk])).text
    looked = client.post(address, {"way": "in_turn", "reason": "New year"}, follow=True)
    assert "Nanshan Steel" in looked.text
    assert "In turn: Lin, Mona, Zhou" in looked.text
    plan = plan_deal(actor=cast.mona, pool_id=cast.pool.pk, deal=TURN)
    assert not owned()
    finish(confirm(actor=cast.mona, plan_id=plan.pk))
    assert owned() == {"Mona": 1}
    finish(take_back(actor=cast.mona, plan_id=plan.pk))
    assert not owned()
    assert Pooled.objects.count() == 1


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_dealt_and_claimed_at_once_each_customer_has_one_owner() -> None:
    cast = make_cast()
    customers = [lay(cast.pool, f"C {number}") for number in range(8)]
    plan = plan_deal(actor=cast.office, pool_id=cast.pool.pk, deal=TURN)
    job = confirm(actor=cast.office, plan_id=plan.pk)
    claims = [
        lambda customer=one: claim(actor=cast.zhou, pool_id=cast.pool.pk, customer_id=customer.pk)
        for one in customers[4:]
    ]
    refused = at_once([lambda: finish(job), *claims])
    assert set(refused) <= {"taken_meanwhile"}
    for customer in customers:
        assert Period.objects.filter(customer=customer).count() == 1
    plan.refresh_from_db()
    assert sum(counts_of(plan).values()) == 8
    assert not Pooled.objects.exists()

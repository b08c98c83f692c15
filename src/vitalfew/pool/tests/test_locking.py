"""A locked customer is not recycled: for a reason, to a day, within limits, and no longer than its owner has it."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.customers.api import Customer
from vitalfew.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from vitalfew.pool.actions import release
from vitalfew.pool.daily import warn
from vitalfew.pool.locking import LONGEST, lock, lock_of, unlock
from vitalfew.pool.models import Cap, Lock, Notice
from vitalfew.pool.recycling import due
from vitalfew.pool.tests.cast import Cast, lay, make_cast
from vitalfew.pool.tests.test_race import at_once
from vitalfew.pool.tests.test_recycling import owned, rule_of


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def soon(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_no_rule_recycles_it_until_the_day_is_over(cast: Cast) -> None:
    customer, rule = owned(cast, "Silent"), rule_of(cast, runs_daily=True)
    warn(rule)
    lock(actor=cast.lin, customer_id=customer.pk, until=soon(), reason="Trade fair in May")
    assert not due(rule, Customer.objects.all()).exists()
    assert not Notice.objects.exists()
    Lock.objects.update(until=soon(-1))
    assert due(rule, Customer.objects.all()).get() == customer
    assert lock_of(cast.lin, customer) is None
    lock(actor=cast.lin, customer_id=customer.pk, until=soon(0), reason="Today too")
    assert not due(rule, Customer.objects.all()).exists()
    unlock(actor=cast.lin, customer_id=customer.pk)
    assert due(rule, Customer.objects.all()).exists()


def test_it_goes_with_the_owner(cast: Cast) -> None:
    customer = owned(cast, "Silent")
    lock(actor=cast.lin, customer_id=customer.pk, until=soon(), reason="Trade fair")
    release(actor=cast.lin, customer_id=customer.pk, pool_id=cast.pool.pk, reason="No time")
    assert not Lock.objects.exists()
    with pytest.raises(Conflict):
        lock(actor=cast.office, customer_id=customer.pk, until=soon(), reason="Nobody's")
    customer.refresh_from_db()
    customer.owner = cast.lin
    customer.save()
    lock(actor=cast.lin, customer_id=customer.pk, until=soon(), reason="Trade fair")
    customer.owner = cast.zhou
    customer.save()
    assert not Lock.objects.exists()


def test_who_may_not_return_it_may_not_lock_it(cast: Cast) -> None:
    customer = owned(cast, "Silent")
    for actor in (cast.zhou, cast.far):
        with pytest.raises((NotFound, NotAllowed)):
            lock(actor=actor, customer_id=customer.pk, until=soon(), reason="Mine")
        with pytest.raises((NotFound, NotAllowed)):
            unlock(actor=actor, customer_id=customer.pk)
    lock(actor=cast.office, customer_id=customer.pk, until=soon(), reason="For Lin")


@pytest.mark.parametrize("days", [-1, LONGEST.days + 1])
def test_a_day_that_has_been_or_is_far_away_is_refused(cast: Cast, days: int) -> None:
    customer = owned(cast, "Silent")
    with pytest.raises(BadInput):
        lock(actor=cast.lin, customer_id=customer.pk, until=soon(days), reason="x")
    with pytest.raises(BadInput):
        lock(actor=cast.lin, customer_id=customer.pk, until=soon(), reason=" ")


@pytest.mark.django_db(transaction=True)
def test_no_race_gets_past_the_number_of_locks() -> None:
    cast = make_cast()
    Cap.objects.create(department=cast.east, most_locked=2)
    keys = [owned(cast, f"C {number}").pk for number in range(4)]
    works = [
        partial(lock, actor=cast.lin, customer_id=key, until=soon(), reason="x") for key in keys
    ]
    assert at_once(works) == ["locks_used_up"] * 2
    assert Lock.objects.count() == 2
    kept = Lock.objects.first()
    assert kept is not None
    lock(actor=cast.lin, customer_id=kept.customer_id, until=soon(60), reason="Longer")


def test_the_page_locks_says_so_and_unlocks(cast: Cast, client: Client) -> None:
    customer = owned(cast, "Silent")
    client.force_login(cast.lin)
    shown = reverse("site:customer", args=[customer.pk])
    address = reverse("pool:lock", args=[customer.pk])
    assert address in client.get(shown).text
    refused = client.post(address, {"until": soon(-3).isoformat(), "reason": "Fair"})
    assert refused.status_code == 422
    assert "Choose a day within the next twelve months." in refused.text
    assert 'value="Fair"' in refused.text
    client.post(address, {"until": soon().isoformat(), "reason": "Fair"})
    assert "Locked until" in client.get(shown).text
    assert "Fair" in client.get(address).text
    client.post(reverse("pool:unlock", args=[customer.pk]))
    assert "Locked until" not in client.get(shown).text
    assert reverse("pool:lock", args=[lay(cast.pool).pk]) not in client.get(shown).text

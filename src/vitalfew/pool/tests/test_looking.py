"""Customers of a pool that a member opens in a day: counted once each, refused beyond the pool's number."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON_ALL
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.models import Event
from vitalfew.customers.api import Customer, customer_for
from vitalfew.customers.revealing import reveal_of_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict
from vitalfew.people.api import contact_for
from vitalfew.people.models import Contact, Position
from vitalfew.pool.looking import LOOKED
from vitalfew.pool.models import Pool, Pooled
from vitalfew.pool.tests.cast import lay, make_pool
from vitalfew.pool.tests.test_race import racing

pytestmark = pytest.mark.django_db


def limited(most: int | None = 2) -> Pool:
    return make_pool("North", looks_a_day=most)


def seer(name: str = "lin") -> Member:
    return make_member(name, SALESPERSON_ALL, language="en")


def looks() -> int:
    return Event.objects.filter(verb=LOOKED).count()


def test_a_look_counts_once_a_day_and_the_next_customer_is_refused_with_the_rule() -> None:
    pool, lin = limited(), seer()
    one, two, three = (lay(pool, name) for name in ("A", "B", "C"))
    for customer in (one, two, one, two):
        customer_for(lin, customer.pk)
    assert looks() == 2
    with pytest.raises(Conflict) as refused:
        customer_for(lin, three.pk)
    assert refused.value.code == "looks_used_up"
    assert "North" in refused.value.sentence
    assert "2 of its customers a day" in refused.value.sentence
    customer_for(lin, one.pk)  # opened today already
    customer_for(seer("zhou"), three.pk)  # each member for themselves
    assert Event.objects.filter(verb=LOOKED, actor=lin, subject=f"customer:{three.pk}").count() == 0


def test_yesterdays_looks_do_not_count() -> None:
    pool, lin = limited(1), seer()
    one, two = lay(pool, "A"), lay(pool, "B")
    customer_for(lin, one.pk)
    Event.objects.filter(verb=LOOKED).update(at=timezone.now() - timedelta(days=1))
    customer_for(lin, two.pk)


def test_no_limit_another_pool_and_an_owner_count_nothing() -> None:
    lin = seer()
    free = lay(make_pool("Free"), "A")
    owned = lay(limited(0), "B")
    Customer.objects.filter(pk=owned.pk).update(owner=lin)
    Pooled.objects.filter(customer=owned).delete()
    for customer in (free, owned, Customer.objects.create(name="C", sort_key="c")):
        customer_for(lin, customer.pk)
    assert looks() == 0


def test_a_reveal_and_a_person_there_are_looks_too() -> None:
    pool, lin = limited(0), seer()
    customer = lay(pool, "A")
    contact = Contact.objects.create(name="Li Na", sort_key="li na")
    Position.objects.create(contact=contact, customer=customer)
    with pytest.raises(Conflict, match="looks_used_up"):
        reveal_of_customer(actor=lin, customer_id=customer.pk, key="customers.phones")
    with pytest.raises(Conflict, match="looks_used_up"):
        contact_for(lin, contact.pk)


def test_every_page_and_program_is_refused_alike_and_the_list_stays(client: Client) -> None:
    pool = limited(1)
    office = make_member("olive", CUSTOMER_OFFICE, language="en")
    one, two = lay(pool, "Aaa Steel"), lay(pool, "Bbb Steel")
    client.force_login(office)
    assert client.get(reverse("site:customer", args=[one.pk])).status_code == 200
    for part in ("", "panel/", "timeline/", "orders/"):
        answer = client.get(f"/customers/{two.pk}/{part}")
        assert answer.status_code == 409
        assert "Bbb Steel" not in answer.content.decode()
    shown = client.get(reverse("pool:show", args=[pool.pk])).content.decode()
    assert "0 customers left to open today" in shown
    assert "Bbb Steel" in shown


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_no_race_gets_past_the_days_looks() -> None:
    pool, lin = limited(3), seer()
    waiting = [lay(pool, f"Customer {n}") for n in range(8)]

    def opening(customer: Customer) -> object:
        return customer_for(lin, customer.pk)

    with racing(8) as racers:
        refused = racers.at_once([lambda one=one: opening(one) for one in waiting])  # type: ignore[misc]
    assert refused == ["looks_used_up"] * 5
    assert looks() == 3

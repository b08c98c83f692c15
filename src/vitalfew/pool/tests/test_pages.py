"""What a pool's pages show to whom, and setting pools up."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.models import FieldLimit
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.pool.models import Cap, Pool, Pooled
from vitalfew.pool.tests.cast import Cast, lay, make_cast, make_pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def show(cast: Cast) -> str:
    return reverse("pool:show", args=[cast.pool.pk])


def test_a_masking_pool_tells_no_name_before_the_claim(client: Client, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.pool.pk).update(masks_names=True, facts=["industry"])
    customer = lay(cast.pool, "深圳南山钢铁", country="Secretland", industry="C")
    client.force_login(cast.lin)
    text = client.get(show(cast)).text
    assert "深****铁" in text
    assert "南山" not in text
    assert "Secretland" not in text
    assert "Manufacturing" in text
    for guess in (
        "?q=Beijing",
        "?sort=name",
        "?country=Elsewhere",
    ):  # nothing of it narrows or sorts
        assert "深****铁" in client.get(show(cast) + guess).text
    client.post(reverse("pool:claim", args=[cast.pool.pk]), {"customer": customer.pk})
    assert "深圳南山钢铁" in client.get(reverse("site:customer", args=[customer.pk])).text


def test_a_field_rule_of_a_role_holds_in_the_pool_too(client: Client, cast: Cast) -> None:
    FieldLimit.objects.create(ready="salesperson", field="customers.country", rule="hidden")
    lay(cast.pool, country="Secretland")
    client.force_login(cast.lin)
    assert "Secretland" not in client.get(show(cast)).text
    client.force_login(cast.mona)
    assert "Secretland" in client.get(show(cast)).text


def test_claiming_leads_to_the_customer_and_the_next_one_reads_that_it_is_gone(
    client: Client, cast: Cast
) -> None:
    customer = lay(cast.pool)
    client.force_login(cast.lin)
    address = reverse("pool:claim", args=[cast.pool.pk])
    answer = client.post(address, {"customer": customer.pk})
    assert answer.headers["Location"] == reverse("site:customer", args=[customer.pk])
    client.force_login(cast.zhou)
    late = client.post(address, {"customer": customer.pk})
    assert late.status_code == 409
    assert "Somebody was faster" in late.text


def test_the_page_says_what_one_may_still_take(client: Client, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.pool.pk).update(claims_a_day=3)
    Cap.objects.create(most_each=5)
    make_customer("Own", owner=cast.lin)
    client.force_login(cast.lin)
    text = client.get(show(cast)).text
    assert "3 claims left today" in text
    assert "You may own 4 more customers" in text


def test_an_owner_returns_a_customer_from_its_page(client: Client, cast: Cast) -> None:
    own = make_customer("Own", owner=cast.lin, department=cast.east)
    client.force_login(cast.lin)
    address = reverse("pool:release", args=[own.pk])
    assert address in client.get(reverse("site:customer", args=[own.pk])).text
    assert client.post(address, {"pool": cast.pool.pk, "reason": ""}).status_code == 422
    client.post(address, {"pool": cast.pool.pk, "reason": "No time"})
    assert Pooled.objects.get(customer=own).reason == "No time"


def test_who_looks_after_a_pool_gives_from_its_page(client: Client, cast: Cast) -> None:
    customer = lay(cast.pool)
    client.force_login(cast.mona)
    address = reverse("pool:give", args=[cast.pool.pk, customer.pk])
    assert address in client.get(show(cast)).text
    assert "Far" not in client.get(address).text
    client.post(address, {"member": cast.lin.pk, "reason": "Near"})
    assert Customer.objects.get(pk=customer.pk).owner == cast.lin


def test_the_office_sets_up_a_pool_and_the_second_writer_is_told(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.office)
    typed = {
        "name": "New pool", "is_open": "on", "facts": ["tier"], "wait_days": 7, "rest_days": 0, "version": 0,
        "departments": [cast.east.pk], "keepers": [cast.mona.pk], "claims_a_day": "",
    }  # fmt: skip
    client.post(reverse("pool:add"), typed)
    pool = Pool.objects.get(name="New pool")
    assert {(seat.member, seat.department, seat.may_give) for seat in pool.seats.all()} == {
        (None, cast.east, False), (cast.mona, None, True),
    }  # fmt: skip
    edit = reverse("pool:edit", args=[pool.pk])
    assert client.post(edit, typed | {"version": 1, "departments": []}).status_code == 302
    assert pool.seats.count() == 1
    late = client.post(edit, typed | {"version": 1, "name": "Other"})
    assert late.status_code == 409
    assert "Somebody changed this while you were typing" in late.text
    assert "Another pool has this name" in client.post(reverse("pool:add"), typed).text


def test_the_office_sets_limits_once_for_each_department(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    typed = {"department": cast.east.pk, "most_each": 50, "most_together": "", "version": 0}
    assert client.post(reverse("pool:cap_add"), typed).status_code == 302
    assert "has its limit already" in client.post(reverse("pool:cap_add"), typed).text
    assert client.post(reverse("pool:cap_add"), typed | {"most_each": ""}).status_code == 422
    cap = Cap.objects.get()
    assert "East" in client.get(reverse("pool:caps")).text
    client.post(reverse("pool:cap_remove", args=[cap.pk]))
    assert not Cap.objects.exists()


def test_the_list_of_a_pool_asks_few_queries(
    client: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        lay(cast.pool, f"Customer {number}")
    make_pool("Another", cast.east)
    client.force_login(cast.lin)
    client.get(show(cast))
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        client.get(show(cast))

"""Customers by the API: the same rights, rules and texts as on the pages."""

import json
from typing import Any

import pytest
from django.test import Client

from vitalfew.access.api import (
    AUDITOR,
    CUSTOMER_OFFICE,
    PROPRIETOR,
    SALESPERSON,
    FieldRule,
)
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.api.tests.conftest import Program
from vitalfew.audit.models import Entry
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import JobState, finish
from vitalfew.pool.tests.cast import lay, make_pool
from vitalfew.site.tests.world import make_order
from vitalfew.value.api import start_run

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers"
JSON = "application/json"


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALESPERSON, name="Lin", language="en")


def walked(caller: Client, path: str) -> list[int]:
    """The keys on all pages of two."""
    page = caller.get(f"{path}?limit=2").json()
    found = [one["id"] for one in page["items"]]
    while page["next"]:
        page = caller.get(f"{path}?limit=2&after={page['next']}").json()
        found += [one["id"] for one in page["items"]]
    return found


def post(caller: Client, key: str, **facts: object) -> Any:  # noqa: ANN401
    return caller.post(CUSTOMERS, facts, content_type=JSON, headers={"idempotency-key": key})


def patch(caller: Client, customer: Customer, tag: str, **facts: object) -> Any:  # noqa: ANN401
    return caller.patch(
        f"{CUSTOMERS}/{customer.pk}", facts, content_type=JSON, headers={"if-match": tag}
    )


def test_the_list_has_what_the_member_sees_page_by_page(program: Program, lin: Member) -> None:
    own = [make_customer(f"Own {n}", owner=lin).pk for n in range(5)]
    make_customer("Somebody else's", owner=make_member("zhou", SALESPERSON))
    assert walked(program(lin), CUSTOMERS) == own


def test_what_is_not_to_be_seen_answers_as_what_is_not_there(program: Program, lin: Member) -> None:
    foreign = make_customer("Theirs", owner=make_member("zhou", SALESPERSON))
    caller = program(lin)
    answers = [caller.get(f"{CUSTOMERS}/{pk}") for pk in (foreign.pk, 987654)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


def test_a_customer_is_added_once_for_each_key(program: Program, lin: Member) -> None:
    caller = program(lin)
    first, again = (post(caller, "k1", name="New", code="N1") for _each in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.headers["Location"] == f"{CUSTOMERS}/{Customer.objects.get().pk}"
    other = post(caller, "k1", name="Other")
    assert other.status_code == 422
    assert other.headers["Content-Type"] == "application/problem+json"
    assert Customer.objects.get().owner == lin


def test_a_change_needs_the_version_that_was_read(program: Program, lin: Member) -> None:
    customer = make_customer("Birch", "C1", owner=lin, country="Japan")
    caller = program(lin)
    tag = caller.get(f"{CUSTOMERS}/{customer.pk}").headers["ETag"]
    assert caller.patch(f"{CUSTOMERS}/{customer.pk}", {}, content_type=JSON).status_code == 428
    changed = patch(caller, customer, tag, country="Peru")
    assert (changed.status_code, changed.json()["country"]) == (200, "Peru")
    late = patch(caller, customer, tag, country="China", name="Late")
    told = late.json()
    assert late.status_code == 412
    assert told["yours"] == {"country": "China", "name": "Late"}
    assert (told["stored"]["country"], told["stored"]["name"]) == ("Peru", "Birch")
    assert late.headers["ETag"] == changed.headers["ETag"]
    for tag in ("*", '"c0-v2"', "nonsense", 'W/"x"'):
        assert patch(caller, customer, tag, name="No").status_code == 412
    customer.refresh_from_db()
    assert (customer.name, customer.country) == ("Birch", "Peru")


def test_the_history_says_that_a_program_did_it(program: Program, lin: Member) -> None:
    customer = make_customer("Birch", owner=lin)
    patch(program(lin), customer, f'"c{customer.pk}-v1"', name="Beech")
    entry = Entry.objects.filter(table_name="customers_customer", action="update").latest("id")
    assert (entry.actor, entry.via) == (lin, "api")


def test_who_may_not_edit_is_told_the_rule_in_their_language(program: Program) -> None:
    customer = make_customer("Birch")
    reader = make_member("reader", AUDITOR, language="zh-hans")
    answer = patch(program(reader), customer, f'"c{customer.pk}-v1"', name="No")
    assert answer.status_code == 403
    assert "客户" in answer.json()["detail"]


def test_a_number_that_is_taken_is_refused(program: Program, lin: Member) -> None:
    make_customer("Birch", "C1")
    answer = program(lin).post(CUSTOMERS, {"name": "Twin", "code": "C1"}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "customer_number_taken")


@pytest.mark.parametrize(
    "body",
    [
        {}, {"name": ""}, {"name": "  "}, {"name": "\x1c"}, {"name": 7}, {"name": "x", "kind": "robot"},
        {"name": "x" * 201}, {"name": "x", "owner_id": 1}, {"name": "x", "version": 9}, {"name": None},
        {"name": "x", "stage": "repeat"}, {"name": "x", "code": "x" * 65}, {"name": ["x"]}, [], "x", 7, None,
    ],
)  # fmt: skip
def test_what_has_another_shape_is_refused_part_by_part(
    body: object, program: Program, lin: Member
) -> None:
    answer = program(lin).post(CUSTOMERS, json.dumps(body), content_type=JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not Customer.objects.exists()


def test_field_rules_hold(program: Program, lin: Member) -> None:
    customer = make_customer("Birch", "QX7315982", owner=lin, country="Japan")
    order = make_order(customer, amount=731)
    assert finish(start_run(actor=None)).state == JobState.DONE
    limit(FieldRule.MASKED, "customers.code")
    limit(
        FieldRule.HIDDEN,
        "customers.country",
        "orders.amounts",
        "value.sales",
        "value.expected",
        "value.profit",
    )
    caller = program(lin)
    paths = [
        CUSTOMERS, f"{CUSTOMERS}?q=QX7315982", f"{CUSTOMERS}/{customer.pk}", f"{CUSTOMERS}/{customer.pk}/value",
        "/api/v1/orders", f"/api/v1/orders/{order.pk}",
    ]  # fmt: skip
    texts = [caller.get(path) for path in paths]
    assert {one.status_code for one in texts} == {200}
    told = "".join(one.text for one in texts)
    assert not {word for word in ("QX7315982", "Japan", "731") if word in told}
    one = texts[2].json()
    assert (one["code"], one["country"]) == ("Q****2", None)
    assert one["limited"] == {"code": "masked", "country": "hidden"}
    assert texts[1].json()["items"] == []
    refused = patch(caller, customer, f'"c{customer.pk}-v1"', code="TYPED")
    assert refused.status_code == 403


def test_a_stale_change_does_not_tell_a_hidden_field(program: Program, lin: Member) -> None:
    customer = make_customer("Birch", "QX7315982", owner=lin)
    limit(FieldRule.HIDDEN, "customers.code")
    answer = patch(program(lin), customer, '"c0-v0"', name="Late")
    assert answer.status_code == 412
    assert "QX7315982" not in answer.text


def test_the_standing_says_what_the_page_says(program: Program) -> None:
    customer = make_customer("Birch")
    make_order(customer, amount=731)
    caller = program(make_member("boss", PROPRIETOR))
    assert caller.get(f"{CUSTOMERS}/{customer.pk}/value").status_code == 404
    assert finish(start_run(actor=None)).state == JobState.DONE
    told = caller.get(f"{CUSTOMERS}/{customer.pk}/value").json()
    assert (told["rank"], told["net_sales"]) == (1, "731.0000")


def test_orders_come_newest_first_page_by_page(program: Program, lin: Member) -> None:
    customer = make_customer("Birch", owner=lin)
    made = [make_order(customer, amount=n).pk for n in range(1, 6)]
    make_order(make_customer("Theirs"), amount=9)
    caller = program(lin)
    assert walked(caller, "/api/v1/orders") == made[::-1]
    for wrong in ("yesterday", "2026-01-05_x", "9999-99-99_1", "_"):
        status = caller.get("/api/v1/orders", {"after": wrong}).status_code
        assert status in {200, 422}, wrong


def test_a_program_opens_no_more_customers_of_a_pool_in_a_day_than_its_member(
    program: Program,
) -> None:
    pool = make_pool("North", looks_a_day=1)
    one, two = lay(pool, "A"), lay(pool, "B")
    caller = program(make_member("olive", CUSTOMER_OFFICE, language="en"))
    assert caller.get(f"{CUSTOMERS}/{one.pk}").status_code == 200
    refused = caller.get(f"{CUSTOMERS}/{two.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "looks_used_up")
    assert caller.get("/api/v1/pools").json()[0]["looks_a_day"] == 1

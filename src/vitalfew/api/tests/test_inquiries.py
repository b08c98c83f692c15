"""Inquiries by the API: as on the page, once for each key, given out by the rules."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import (
    AUDITOR,
    CUSTOMER_OFFICE,
    SALES_MANAGER,
    SALESPERSON,
    department_of,
)
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.api.tests.conftest import Program
from vitalfew.customers.api import Customer, OwnSource
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import Inquiry
from vitalfew.inquiries.models import RoutingRule
from vitalfew.inquiries.tests.records import make_inquiry

pytestmark = pytest.mark.django_db
FACTS = {"source": "search", "company": "Acme", "wants": "A lathe", "mail": "anna@example.com"}


@pytest.fixture
def olive() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


def send(caller: Client, key: str = "", **facts: str) -> Any:  # noqa: ANN401
    headers = {"idempotency-key": key} if key else {}
    return caller.post(
        "/api/v1/inquiries", FACTS | facts, content_type="application/json", headers=headers
    )


def test_an_inquiry_is_sent_once_for_each_key_and_given_out(
    program: Program, olive: Member
) -> None:
    lin = make_member("lin", SALESPERSON, name="Lin")
    RoutingRule.objects.create(name="all", target="member", member=lin)
    caller = program(olive)
    first, again = send(caller, "k1"), send(caller, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    inquiry = Inquiry.objects.get()
    assert first.headers["Location"] == f"/api/v1/inquiries/{inquiry.pk}"
    assert first.json()["owner"] == "Lin"
    assert (inquiry.via, inquiry.entered_by, inquiry.mail) == ("api", olive, "anna@example.com")


@pytest.mark.parametrize(
    "wrong",
    [
        {"mail": "nobody"}, {"source": "unknown"}, {"wants": "x" * 4001},
        {"source": "referral"}, {"company": "", "mail": ""}, {"more": "x"},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_in_words(
    program: Program, olive: Member, wrong: dict[str, str]
) -> None:
    answer = send(program(olive), **wrong)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert Inquiry.objects.count() == 0


def test_who_may_not_enter_inquiries_may_not_send_them(program: Program) -> None:
    assert send(program(make_member("audrey", AUDITOR))).status_code == 403


def step(caller: Client, inquiry: Inquiry, what: str, **told: object) -> Any:  # noqa: ANN401
    """One step on the version that stands."""
    path = f"/api/v1/inquiries/{inquiry.pk}"
    tag = caller.get(path).headers["ETag"]
    return caller.put(
        f"{path}/{what}", told, content_type="application/json", headers={"if-match": tag}
    )


def test_the_list_asks_by_state_source_owner_and_day(program: Program, olive: Member) -> None:
    lin = make_member("lin", SALESPERSON, name="Lin", language="en")
    OwnSource.objects.create(key="own_fair", name="Fair", is_active=False)
    old = timezone.now() - timedelta(days=9)
    make_inquiry("Ash", owner=lin, state="assigned", source="own_fair", received_at=old)
    make_inquiry("Birch")
    caller = program(olive)

    def listed(by: Client, **asked: str | int) -> list[str]:
        return [one["company"] for one in by.get("/api/v1/inquiries", asked).json()["items"]]

    assert listed(caller) == ["Ash", "Birch"]
    assert listed(caller, state="new") == ["Birch"]
    assert listed(caller, source="fair") == ["Ash"]
    assert listed(caller, owner=lin.pk) == ["Ash"]
    assert listed(caller, owner=0) == ["Birch"]
    assert listed(caller, received_since=(old + timedelta(days=1)).isoformat()) == ["Birch"]
    assert listed(caller, q="birc") == ["Birch"]
    assert listed(program(lin)) == ["Ash"]
    assert caller.get("/api/v1/inquiries", {"source": "nowhere"}).json()["code"] == "source_unknown"


def test_an_inquiry_is_worked_on_step_by_step(program: Program, olive: Member) -> None:
    lin = make_member("lin", SALESPERSON, name="Lin", language="en")
    inquiry = make_inquiry("Acme", name="Anna", phone="13800138000")
    caller = program(olive)
    path = f"/api/v1/inquiries/{inquiry.pk}"
    tag = caller.get(path).headers["ETag"]
    put_right = caller.patch(
        path, {"wants": "Two lathes"}, content_type="application/json", headers={"if-match": tag}
    )
    assert (put_right.status_code, put_right.json()["wants"]) == (200, "Two lathes")
    late = caller.put(
        f"{path}/owner", {"owner_id": lin.pk}, content_type="application/json", headers={"if-match": tag}
    )  # fmt: skip
    assert (late.status_code, late.json()["stored"]["wants"]) == (412, "Two lathes")
    assert step(caller, inquiry, "owner", owner_id=lin.pk).json()["owner"] == "Lin"
    assert step(caller, inquiry, "answer", words="Called").json()["state"] == "answered"
    made = step(caller, inquiry, "customer")
    assert made.json()["state"] == "qualified", made.content
    customer = Customer.objects.get(pk=made.json()["customer_id"])
    assert (customer.name, customer.owner, customer.source) == ("Acme", lin, "other")
    assert caller.get("/api/v1/customers?source=other").json()["items"][0]["id"] == customer.pk
    assert step(caller, inquiry, "answer", words="Again").status_code == 409


def test_a_customer_like_one_that_is_here_needs_a_reason(program: Program, olive: Member) -> None:
    make_customer("Acme Trading Ltd", owner=olive)
    inquiry = make_inquiry("Acme Trading Ltd", owner=olive, state="answered")
    caller = program(olive)
    refused = step(caller, inquiry, "customer")
    assert (refused.status_code, Customer.objects.count()) == (409, 1)
    made = step(caller, inquiry, "customer", because="Another branch")
    assert (made.json()["state"], Customer.objects.count()) == ("qualified", 2)


def test_an_inquiry_is_closed_and_opened_again(program: Program, olive: Member) -> None:
    inquiry = make_inquiry(owner=olive, state="assigned")
    caller = program(olive)
    closed = step(caller, inquiry, "closing", reason="no_need", note="Private")
    assert (closed.json()["state"], closed.json()["closed_reason"]) == ("closed", "no_need")
    path = f"/api/v1/inquiries/{inquiry.pk}/closing"
    again = caller.delete(path, headers={"if-match": closed.headers["ETag"]})
    assert (again.status_code, again.json()["state"]) == (200, "assigned")


def test_who_gives_an_inquiry_out_of_sight_is_told_nothing_more(program: Program) -> None:
    mona = place(make_member("mona", SALES_MANAGER, language="en"), make_department("East"))
    inquiry = make_inquiry(owner=mona, department_id=department_of(mona.pk), state="assigned")
    caller = program(mona)
    outsider = make_member("zhou", SALESPERSON)
    assert step(caller, inquiry, "owner", owner_id=outsider.pk).json()["code"] == "no_such_owner"


def test_an_inquiry_stays_somebodys(program: Program, olive: Member) -> None:
    inquiry = make_inquiry("Acme", owner=olive, state="assigned")
    caller = program(olive)
    path = f"/api/v1/inquiries/{inquiry.pk}"
    nobody = caller.patch(
        path, {"company": "", "name": ""}, content_type="application/json",
        headers={"if-match": caller.get(path).headers["ETag"]},
    )  # fmt: skip
    assert (nobody.status_code, nobody.json()["code"]) == (422, "sender_missing")


def test_the_sources_are_listed_with_ones_own(program: Program, olive: Member) -> None:
    OwnSource.objects.create(key="own_fair", name="Fair", is_active=False)
    told = {one["key"]: one for one in program(olive).get("/api/v1/sources").json()}
    assert told["own_fair"] == {
        "key": "own_fair", "name": "Fair", "is_own": True, "in_use": False, "only_by": None,
    }  # fmt: skip
    assert told["referral"]["is_own"] is False

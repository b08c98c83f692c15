"""Inquiries by the API: as on the page, once for each key, given out by the rules."""

from typing import Any

import pytest
from django.test import Client

from vitalfew.access.api import AUDITOR, CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.api.tests.conftest import Program
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import Inquiry
from vitalfew.inquiries.models import RoutingRule

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

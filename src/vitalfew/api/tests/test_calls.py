"""A telephone system says by a program who is calling."""

import pytest
from django.test import Client

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.api.tests.tokens import secret_of
from vitalfew.calls.tests.test_lookup import with_number
from vitalfew.identity.api import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(db: None) -> Member:
    return make_member("own", SALESPERSON, language="en")


def call_api(member: Member, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    client = Client(headers={"authorization": f"Bearer {secret_of(member)}"})
    answer = client.post("/api/v1/calls", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_program_announces_and_learns_nothing_of_whose_number_it_is(own: Member) -> None:
    with_number("Olga Ltd", "13800138000", own)
    status, told = call_api(own, {"number": "013800138000"})
    assert (status, set(told)) == (201, {"id", "at"})
    assert call_api(own, {"number": "13900139000", "member": "somebody"})[0] == 403
    assert call_api(own, {"number": "x"})[0] == 422

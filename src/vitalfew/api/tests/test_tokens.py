"""Tokens: shown once, stored hashed, ended by their owner, their day, or their owner's leaving."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.api.actions import make_token
from vitalfew.api.models import Token
from vitalfew.api.rules import LONGEST_LIFE
from vitalfew.api.tests.conftest import Program
from vitalfew.api.tests.tokens import secret_of
from vitalfew.identity.api import Member, deactivate, reactivate
from vitalfew.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers"


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALESPERSON, language="en")


def test_a_token_is_shown_once_and_stored_hashed(client: Client, lin: Member) -> None:
    client.force_login(lin)
    sent = {"name": "Sheet", "scopes": ["customers.read"], "expires_on": timezone.localdate()}
    shown = client.post(reverse("tokens:list"), sent).text
    token = Token.objects.get()
    secret = shown.partition('id="new-token" value="')[2].partition('"')[0]
    assert secret.startswith("vf_")
    assert len(secret) > 40
    assert secret not in {str(value) for value in vars(token).values()}
    assert secret not in client.get(reverse("tokens:list")).text


def test_a_page_without_scopes_or_with_a_day_far_off_is_refused(
    client: Client, lin: Member
) -> None:
    client.force_login(lin)
    far = timezone.localdate() + LONGEST_LIFE + timedelta(1)
    for sent in ({"name": "x"}, {"name": "x", "scopes": "orders.read", "expires_on": far}):
        assert client.post(reverse("tokens:list"), sent).status_code == 422
    assert not Token.objects.exists()


def test_nobody_revokes_somebody_elses(client: Client, lin: Member) -> None:
    secret_of(lin)
    client.force_login(make_member("zhou", SALESPERSON))
    url = reverse("tokens:revoke", args=[Token.objects.get().pk])
    assert client.post(url).status_code == 404
    assert Token.objects.get().revoked_at is None


def test_a_revoked_token_opens_nothing(client: Client, program: Program, lin: Member) -> None:
    caller = program(lin)
    assert caller.get(CUSTOMERS).status_code == 200
    client.force_login(lin)
    client.post(reverse("tokens:revoke", args=[Token.objects.get().pk]))
    assert caller.get(CUSTOMERS).status_code == 401


def test_a_token_ends_with_its_last_day(
    program: Program, lin: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = program(lin)
    later = timezone.now() + timedelta(91)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert caller.get(CUSTOMERS).status_code == 401


def test_a_token_dies_with_its_members_access_and_does_not_come_back(
    program: Program, lin: Member
) -> None:
    caller = program(lin)
    deactivate(actor=None, member=lin)
    assert caller.get(CUSTOMERS).status_code == 401
    reactivate(actor=None, member=lin)
    assert caller.get(CUSTOMERS).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer vf_wrong", "Basic dXNlcjpwYXNz", "vf_x", "Bearer \u00e9"],
)
def test_no_token_or_a_wrong_one_is_401(header: str) -> None:
    answer = Client().get(CUSTOMERS, headers={"authorization": header} if header else None)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_browsers_session_counts_for_nothing(client: Client, lin: Member) -> None:
    client.force_login(lin)
    answer = client.get(CUSTOMERS)
    assert answer.status_code == 401
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert client.get("/customers/").status_code == 200


def test_using_a_token_is_noted_and_makes_no_device(program: Program, lin: Member) -> None:
    caller = program(lin)
    caller.get(CUSTOMERS)
    token = Token.objects.get()
    assert token.last_used_at is not None
    assert token.calls == 1
    assert settings.SESSION_COOKIE_NAME not in caller.cookies


def test_who_calls_too_often_waits(program: Program, lin: Member, settings: Settings) -> None:
    settings.API_CALLS_IN_10_SECONDS = 2
    caller = program(lin)
    answers = [caller.get(CUSTOMERS) for _call in range(6)]
    assert 429 in {answer.status_code for answer in answers}
    waits = [int(one.headers["Retry-After"]) for one in answers if one.status_code == 429]
    assert all(1 <= wait <= 10 for wait in waits)


def test_twenty_tokens_are_enough(lin: Member) -> None:
    for _each in range(20):
        secret_of(lin)
    with pytest.raises(BadInput):
        secret_of(lin)


def test_a_token_without_a_known_scope_is_none(lin: Member) -> None:
    with pytest.raises(BadInput):
        make_token(actor=lin, name="x", scopes=["everything"], expires_on=timezone.localdate())

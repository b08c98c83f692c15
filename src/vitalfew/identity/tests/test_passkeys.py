"""Answers of passkeys that prove nothing. (What opens is tested in a browser: e2e/test_getting_in.py.)"""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from vitalfew.identity.api import Member
from vitalfew.identity.tests.conftest import half_inside, with_app

pytestmark = pytest.mark.fault("A9")

NONSENSE: list[object] = [
    {}, [], "x", 1, None, True, {"id": 1}, {"id": "x", "rawId": "x"}, {"id": None, "response": None},
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}},
    {"id": "AA", "rawId": "BB", "type": "public-key", "response": {"clientDataJSON": "AA"}},
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": {
        "clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA", "signature": "AA"}},
    {"id": "AA", "rawId": "AA", "type": "x" * 10_000, "response": "x"},
    {"id": "%%", "rawId": "%%", "response": {"clientDataJSON": "%%", "attestationObject": "%%"}},
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": {
        "clientDataJSON": "bnVsbA", "attestationObject": "9g", "authenticatorData": "", "signature": ""}},
]  # fmt: skip


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_makes_no_passkey(min_: Member, client: Client, credential: object) -> None:
    client.force_login(min_)
    assert client.post("/security/passkey/begin/").status_code == 200
    given = {"name": "x", "credential": json.dumps(credential)}
    assert client.post("/security/passkey/", given).status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_opens_no_second_step(min_: Member, credential: object) -> None:
    with_app(min_)
    client = half_inside(min_)
    assert client.post("/sign-in/second-factor/passkey/").status_code == 200
    given = {"credential": json.dumps(credential)}
    assert client.post("/sign-in/second-factor/", given).status_code == 422
    assert "_auth_user_id" not in client.session


def test_an_answer_without_a_question_makes_no_passkey(min_: Member, client: Client) -> None:
    client.force_login(min_)
    given = {"name": "x", "credential": json.dumps(NONSENSE[11])}
    assert client.post("/security/passkey/", given).status_code == 422

"""No form works without its proof of origin, whatever trick is tried; what is out of reach is refused like nothing."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from vitalfew.conftest import Cases
from vitalfew.importing.models import LedgerImport
from vitalfew.jobs.api import Job
from vitalfew.site.tests.test_rights import (
    SENT,
    address,
    addresses,
    everything_stored,
    looked_at,
    without_proof,
)
from vitalfew.site.tests.world import World

type Trick = Callable[[Client, str, str], Any]


def from_elsewhere(client: Client, path: str, proof: str):
    """The right proof, but another site's page sent it."""
    sent = SENT | {"csrfmiddlewaretoken": proof}
    return client.post(path, sent, headers={"origin": "https://evil.example"})


def referred(client: Client, path: str, proof: str):
    """A secure request that another site's page led to."""
    sent = SENT | {"csrfmiddlewaretoken": proof}
    return client.post(path, sent, secure=True, headers={"referer": "https://evil.example/x"})


def as_text(client: Client, path: str, proof: str):
    """JSON under the name of plain text, which a browser sends without asking."""
    body = json.dumps(SENT | {"csrfmiddlewaretoken": proof})
    return client.post(path, body, content_type="text/plain")


def with_made_up_proof(client: Client, path: str, proof: str):
    """A proof of the right length."""
    return client.post(path, SENT | {"csrfmiddlewaretoken": "x" * len(proof)})


TRICKS: tuple[Trick, ...] = (from_elsewhere, referred, as_text, with_made_up_proof)


@pytest.mark.fault("A10")
@pytest.mark.parametrize("trick", TRICKS)
def test_no_form_is_taken_from_elsewhere(world: World, trick: Trick, cases: Cases) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.members["office"])
    client.get("/customers/new/")
    proof = client.cookies["csrftoken"].value
    before = everything_stored()
    for name, path in addresses(world).items():
        assert trick(client, path, proof).status_code in {401, 403, 405}, (
            name
        )  # 401: for tokens alone
        cases.add()
    assert everything_stored() == before


# "get" with an address that claims to be another method.
METHODS = {"get": "?_method=POST&_method=DELETE"} | dict.fromkeys(
    ["put", "patch", "delete", "trace", "options"], ""
)


@pytest.mark.fault("A10")
@pytest.mark.parametrize("method", METHODS)
def test_no_other_method_writes(world: World, method: str, cases: Cases) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.members["office"])
    before = everything_stored()
    for path in looked_at(world):
        overridden = {"x-http-method-override": "POST", "x-method-override": "DELETE"}
        getattr(client, method)(path + METHODS[method], headers=overridden)
        cases.add()
    assert everything_stored() == before


# A field that takes a key, where it stands, and how the key of something out of reach is written there.
KEYS = {
    "owner of one customer": ("manager", "customers:assign", "owner", {"reason": "x", "version": "1"}),
    "owner filter": ("salesperson", "site:customers", "?owner", {}),
}  # fmt: skip


@pytest.mark.fault("A3")
@pytest.mark.parametrize("what", KEYS)
def test_a_key_out_of_reach_is_refused_like_one_that_is_not_there(
    world: World, what: str, cases: Cases
) -> None:
    who, name, field, rest = KEYS[what]
    client, path = world.client(who), address(world, name, "own")
    missing = told(client, path, field, "987654", rest)
    for each in ("elsewhere", "auditor", "office", "administrator"):
        foreign = told(client, path, field, str(world.members[each].pk), rest)
        assert foreign == missing, each
        cases.add()
    for odd in ("-1", "0", "x", "1e3", "9" * 30, "1,2", "", " ", "null", "１"):
        told(client, path, field, odd, rest)
        cases.add()


def told(client: Client, path: str, field: str, key: str, rest: dict[str, str]) -> tuple[int, str]:
    """Status and page, without the key itself, which is part of no other number; nothing is left of it."""
    with transaction.atomic():
        if field.startswith("?"):
            answer = client.get(f"{path}{field}={quote(key)}")
        else:
            answer = client.post(path, rest | {field: key})
        transaction.set_rollback(True)
    assert answer.status_code < 500
    return answer.status_code, without_proof(answer.text).replace(key, "KEY") if key else ""


WAYS_TO_A_CUSTOMER = [
    "customers:edit", "site:cell", "customers:assign", "site:delete", "site:restore", "site:customer",
    "site:customer_panel", "site:customer_tab", "audit:history",
]  # fmt: skip


@pytest.mark.fault("A3")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", WAYS_TO_A_CUSTOMER)
def test_a_customer_out_of_reach_is_like_none(
    world: World, name: str, method: str, cases: Cases
) -> None:
    for who in ("salesperson", "manager"):
        client, foreign = world.client(who), address(world, name, "other")
        pk = str(world.customers["other"].pk)
        answers = []
        for path in (foreign, foreign.replace(f"/{pk}/", "/987654/")):
            with transaction.atomic():
                answer = getattr(client, method)(path, SENT if method == "post" else None)
                transaction.set_rollback(True)
            answers.append((answer.status_code, without_proof(answer.text).replace(path, "")))
        assert answers[0] == answers[1]
        cases.add()


@pytest.mark.fault("A8")
@pytest.mark.parametrize("who", ["salesperson", "elsewhere", "manager", "auditor", "administrator"])
def test_tasks_and_imports_of_others_are_refused(world: World, who: str, cases: Cases) -> None:
    client = world.client(who)
    parts = ("detail", "columns", "errors", "encoding", "rows", "add", "undo", "discard")
    before = list(LedgerImport.objects.order_by("pk").values()), Job.objects.count()
    for relation in ("own", "same", "other"):
        for part in parts:
            answer = client.post(address(world, f"importing:{part}", relation), SENT)
            assert answer.status_code in {403, 404, 405}, (relation, part)
            cases.add()
    for relation in ("same", "other"):
        if who in {"salesperson"}:
            assert client.get(address(world, "jobs:detail", relation)).status_code == 404
            cases.add()
    assert (list(LedgerImport.objects.order_by("pk").values()), Job.objects.count()) == before

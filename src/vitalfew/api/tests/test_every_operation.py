"""Every operation is asked what its description allows, and what it does not: no fault, and only described answers.

Eight examples of each kind every day, two hundred under ``make torture``.
"""

import json
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import GenerationMode

from vitalfew.access.api import PROPRIETOR
from vitalfew.access.tests.cast import make_member
from vitalfew.api.tests.conftest import Program
from vitalfew.api.tests.test_scopes import OPERATIONS
from vitalfew.api.v1.root import API
from vitalfew.conftest import Cases
from vitalfew.customers.tests.records import make_customer
from vitalfew.site.tests.world import make_order

pytestmark = [pytest.mark.django_db, pytest.mark.fault("B1")]


@pytest.fixture
def caller(program: Program) -> Client:
    make_order(make_customer("Birch", "C1"))
    client = program(make_member("boss", PROPRIETOR, language="en"))
    client.raise_request_exception = False
    return client


@cache
def operations() -> dict[str, Any]:
    """Every operation by name: reading the description takes as long as asking one."""
    described = schemathesis.openapi.from_dict(API.get_openapi_schema())
    results: list[Any] = list(described.get_all_operations())
    return {one.definition.raw["operationId"]: one for one in (result.ok() for result in results)}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_only_described_answers(
    name: str, mode: GenerationMode, caller: Client, cases: Cases
) -> None:
    asked = operations()[name]
    described = asked.definition.raw["responses"]

    @seed(1)
    @settings(
        max_examples=cases.number_of(8, 200), deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=asked.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:  # noqa: ANN401
        with transaction.atomic():
            answer = send(caller, case)
            transaction.set_rollback(True)
        assert str(answer.status_code) in described, answer.content
        kind = "json" if answer.status_code < 300 else "problem+json"
        assert answer.headers["Content-Type"].startswith(f"application/{kind}")
        cases.add()

    ask()


def send(caller: Client, case: Any) -> Any:  # noqa: ANN401
    """One case, as a program would send it."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    body = sent.get("data") if sent.get("data") is not None else sent.get("json")
    own = {
        "authorization",
        "user-agent",
        "content-type",
        "x-schemathesis-testcaseid",
        "content-length",
    }
    headers = {name: value for name, value in sent["headers"].items() if name.lower() not in own}
    address = str(sent["url"]).removeprefix("http://testserver")
    return caller.generic(
        case.method, address, packed(body), content_type="application/json",
        query_params=sent.get("params") or {}, headers=headers,
    )  # fmt: skip


def packed(body: object) -> bytes:
    """What goes over the wire."""
    if body is None or isinstance(body, bytes):
        return body or b""
    return json.dumps(body).encode("utf-8", "surrogatepass")

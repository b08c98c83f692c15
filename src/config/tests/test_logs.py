"""What is written down tells what the product did, and nothing of what people typed or who they are."""

import io
import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from config.watching.logs import JsonLines, Lines, places_of
from config.watching.requests import RequestLogMiddleware
from vitalfew.access.api import PROPRIETOR
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import sign_in_link
from vitalfew.site.tests.seeding import seed
from vitalfew.site.tests.test_canaries import paths

CANARY = "cnry"


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    """All that is logged, from the finest level on, in both forms."""
    stream = io.StringIO()
    root, before = logging.getLogger(), logging.getLogger().level
    handlers = []
    for form in (JsonLines(), Lines()):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(form)
        handlers.append(handler)
        root.addHandler(handler)
    requests = logging.getLogger("vitalfew.requests")
    root.setLevel(logging.INFO)
    requests.setLevel(logging.INFO)
    yield stream.getvalue
    root.setLevel(before)
    requests.setLevel(logging.NOTSET)
    for handler in handlers:
        root.removeHandler(handler)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_a_request_is_one_line_with_its_figures(db: None, written: Callable[[], str]) -> None:
    member = make_member("ora", PROPRIETOR, language="en")
    client = Client()
    client.force_login(member)
    answer = client.get("/customers/?q=secret-words")
    (line,) = [one for one in lines(written()) if one["message"] == "request"]
    assert (line["route"], line["status"], line["member"]) == ("site:customers", 200, member.pk)
    assert line["request"] == answer["X-Request-ID"]
    assert line["method"] == "GET"
    assert line["queries"] > 2
    assert line["ms"] > line["query_ms"] > 0
    assert "secret-words" not in written()


def test_a_whole_crawl_leaves_no_word_of_anybody_in_the_logs(
    db: None, written: Callable[[], str], client: Client
) -> None:
    seeds = seed()
    admin = make_member("cnry-admin", PROPRIETOR, is_administrator=True, name="cnry-admin-name")
    link = sign_in_link(admin)
    client.raise_request_exception = False
    client.get(link)
    keys = set()
    for path in paths(seeds):
        client.force_login(admin)  # the crawl signs itself out too
        keys.add(str(client.session.session_key))
        client.get(path)
        client.post(
            path, {"name": "cnry-typed", "q": "cnry-typed"}, HTTP_REFERER="http://x/cnry-referer"
        )
    client.post("/sign-in/", {"login": "cnry-name", "password": "cnry-password"})
    client.get(
        "/customers/?q=cnry-typed&cnry-key=1",
        HTTP_USER_AGENT="cnry-agent",
        HTTP_HOST="cnry-host.example",
    )
    client.get("/cnry-path/", HTTP_COOKIE="sessionid=cnry-session")
    text = written()
    assert len(lines(text)) > 100
    assert CANARY not in text.lower()
    assert link.rstrip("/").rpartition("/")[2] not in text
    assert not [key for key in keys if key in text]


def test_a_fault_is_told_by_its_places_and_not_by_its_words(written: Callable[[], str]) -> None:
    try:
        int("cnry-number")
    except ValueError:
        logging.getLogger("vitalfew.jobs").exception("job %s failed", 7)
    assert "job 7 failed" in written()
    assert "builtins.ValueError" in written()
    assert "test_logs.py" in written()
    assert CANARY not in written()


def test_a_row_that_the_database_refuses_is_in_no_log(db: None, written: Callable[[], str]) -> None:
    """Neither in ours nor in the server's own, which has the statement and the row in its hand."""
    first = make_customer("cnry-first", "cnry-code")
    with pytest.raises(DatabaseError) as refused, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (id, name) VALUES (%s, %s)", [first.pk, "cnry-second"]
        )
    assert CANARY in str(refused.value)  # the driver's words hold it
    assert CANARY not in "\n".join(places_of(refused.value))
    servers = Path(os.environ["VITALFEW_HOME"]) / "logs" / "postgres"
    told = [log.read_text(errors="replace") for log in servers.glob("*.log")]
    assert any("ERROR" in text for text in told)
    assert all("cnry-second" not in text for text in told)


def test_a_slow_question_is_noted_without_its_values(db: None, written: Callable[[], str]) -> None:
    def slow(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(1.05), %s", ["cnry-value"])
        return HttpResponse()

    request = HttpRequest()
    request.method = "GET"
    request.resolver_match = None
    RequestLogMiddleware(slow)(request)
    noted = [
        one for one in lines(written()) if one["message"].startswith("slow query: SELECT pg_sleep")
    ]
    assert noted
    assert noted[0]["query_ms"] > 1000
    assert CANARY not in written()


def test_addresses_that_hold_a_secret_are_written_as_their_route(
    db: None, written: Callable[[], str], client: Client
) -> None:
    client.get(reverse("identity:welcome", args=["cnry-token"]))
    assert CANARY not in written()
    assert "identity:welcome" in written()

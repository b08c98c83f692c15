"""What no program sends by accident: bombs, doubles, numbers beyond measure, the wrong kind of content."""

import json

import pytest

from vitalfew.access.api import PROPRIETOR
from vitalfew.access.tests.cast import make_member
from vitalfew.api.tests.conftest import Program
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers"
BODIES: dict[str, bytes] = {
    "deep list": b"[" * 10_000 + b"]" * 10_000,
    "deep object": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "unclosed": b"[" * 100_000,
    "twice the same name": b'{"name": "A", "name": "B"}',
    "twice, nested": b'{"name": {"a": 1, "a": 2}}',
    "10^400": b'{"name": 1' + b"0" * 400 + b"}",
    "10^100000": b'{"name": 1' + b"0" * 100_000 + b"}",
    "1e999999": b'{"name": 1e999999' + b"9" * 50 + b"}",
    "NaN": b'{"name": NaN}',
    "Infinity": b'{"name": Infinity}',
    "NUL": b'{"name": "a\\u0000b"}',
    "NUL in a list": b'{"name": "a", "phones": ["1\\u0000"]}',
    "half a character in a list": b'{"name": "a", "mails": ["\\ud800@example.com"]}',
    "half a character": b'{"name": "\\ud800"}',
    "half a character as a name": b'{"\\udfff": "x"}',
    "no UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"name": "x"}',
    "nothing": b"",
    "blanks": b"   ",
    "comment": b'{"name": "x"} // yes',
    "single quotes": b"{'name': 'x'}",
    "trailing comma": b'{"name": "x",}',
    "two values": b'{"name": "x"}{"name": "y"}',
}
KINDS = [
    "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "text/html", "application/jsonp", "application/json+x", "image/png",
]  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_what_cannot_be_read_one_way_is_refused(name: str, program: Program) -> None:
    caller = program(make_member("boss", PROPRIETOR))
    answer = caller.post(CUSTOMERS, BODIES[name], content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Customer.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_another_kind_of_content_is_refused(kind: str, program: Program) -> None:
    caller = program(make_member("boss", PROPRIETOR))
    answer = caller.post(CUSTOMERS, json.dumps({"name": "x"}), content_type=kind)
    assert answer.status_code == 415
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "after=1" + "0" * 400, "after=-1", "after=9223372036854775808", "limit=0", "limit=100000", "limit=x",
        "after=1e5", "after=%00", "limit=1&limit=2", "q=" + "x" * 201,
    ],
)  # fmt: skip
def test_numbers_beyond_measure_are_refused_in_the_address(query: str, program: Program) -> None:
    caller = program(make_member("boss", PROPRIETOR))
    assert caller.get(f"{CUSTOMERS}?{query}").status_code in {200, 422}
    assert caller.get(f"/api/v1/orders?{query}&customer={'9' * 400}").status_code == 422


@pytest.mark.parametrize(
    "key", ["0", "9223372036854775808", "1" + "0" * 400, "x", "-1", "%00", "1.5"]
)
def test_keys_beyond_measure_are_refused(key: str, program: Program) -> None:
    caller = program(make_member("boss", PROPRIETOR))
    for path in (f"{CUSTOMERS}/{key}", f"{CUSTOMERS}/{key}/value", f"/api/v1/orders/{key}"):
        answer = caller.get(path)
        assert answer.status_code in {404, 422}, path
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "words", ["%00", "%ff", "%ed%a0%80", "'; SELECT pg_sleep(9); --", "%25_%5c", "龙" * 60]
)
def test_any_words_may_be_searched_for(words: str, program: Program) -> None:
    make_customer("Birch")
    caller = program(make_member("boss", PROPRIETOR))
    assert caller.get(f"{CUSTOMERS}?q={words}").status_code == 200


def test_other_methods_are_refused(program: Program) -> None:
    customer = make_customer("Birch")
    caller = program(make_member("boss", PROPRIETOR))
    for method in ("put", "delete", "patch", "trace"):
        assert getattr(caller, method)(CUSTOMERS).status_code == 405
    for method in ("put", "post"):
        assert getattr(caller, method)(f"{CUSTOMERS}/{customer.pk}").status_code == 405
    masked = caller.post(f"{CUSTOMERS}/{customer.pk}", headers={"x-http-method-override": "DELETE"})
    assert masked.status_code == 405
    assert Customer.objects.filter(pk=customer.pk).exists()


def test_what_is_too_large_is_refused(program: Program) -> None:
    caller = program(make_member("boss", PROPRIETOR))
    body = json.dumps({"name": "x" * 3_000_000})
    answer = caller.post(CUSTOMERS, body, content_type="application/json")
    assert answer.status_code in {400, 413}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_address_that_is_not_there_answers_a_program(program: Program) -> None:
    answer = program(make_member("boss", PROPRIETOR)).get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["detail"]


def test_answers_are_kept_by_no_cache(program: Program) -> None:
    assert (
        program(make_member("boss", PROPRIETOR)).get(CUSTOMERS).headers["Cache-Control"]
        == "no-store"
    )

"""A customer's own facts and dossier by the API: what an ERP keeps in step."""

from typing import Any

import pytest
from django.test import Client

from vitalfew.access.api import AUDITOR, CUSTOMER_OFFICE, SALESPERSON, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.api.tests.conftest import Program
from vitalfew.audit.models import Entry
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.dossier.api import Address, Registration
from vitalfew.identity.api import Member

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers"
JSON = "application/json"


@pytest.fixture
def olive() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


@pytest.fixture
def caller(program: Program, olive: Member) -> Client:
    return program(olive)


def sent(caller: Client, method: str, path: str, body: object = None, tag: str = "") -> Any:  # noqa: ANN401
    headers = {"if-match": tag} if tag else {}
    return getattr(caller, method)(f"/api/v1{path}", body, content_type=JSON, headers=headers)


def test_all_facts_of_a_customer_go_in_and_come_back(caller: Client) -> None:
    told = {
        "name": "苏州联成软件有限公司", "code": "K1", "country": "中国", "website": "https://liancheng.example",
        "industry": "I", "source": "promotion", "phones": ["0512 6288 0000", "138 0013 8000"],
        "mails": ["info@liancheng.example"], "wechat": "liancheng",
    }  # fmt: skip
    made = sent(caller, "post", "/customers", told)
    assert made.status_code == 201, made.content
    now = made.json()
    assert {name: now[name] for name in ("website", "industry", "source")} == {
        "website": "https://liancheng.example", "industry": "I", "source": "promotion",
    }  # fmt: skip
    assert [one["e164"] for one in now["phones"]] == ["+8651262880000", "+8613800138000"]
    assert (now["mails"], now["wechat"], now["qq"]) == (
        ["info@liancheng.example"],
        ["liancheng"],
        [],
    )
    path, tag = f"/customers/{now['id']}", made.headers["ETag"]
    changed = sent(caller, "patch", path, {"phones": ["13900139000"], "industry": None}, tag)
    assert changed.status_code == 200, changed.content
    now = changed.json()
    assert [one["text"] for one in now["phones"]] == ["13900139000"]
    assert (now["industry"], now["mails"]) == (None, ["info@liancheng.example"])
    again = sent(caller, "patch", path, {"source": "other"}, changed.headers["ETag"])
    assert (again.status_code, again.json()["errors"][0]["where"]) == (422, "source")
    wrong = sent(caller, "patch", path, {"website": "javascript:alert(1)"}, changed.headers["ETag"])
    assert wrong.status_code == 422
    listed = caller.get(f"{CUSTOMERS}?q=联成").json()["items"]
    assert [one["id"] for one in listed] == [now["id"]]


def test_who_is_here_already_is_told_and_added_only_with_a_reason(caller: Client) -> None:
    here = make_customer("苏州联成软件有限公司")
    told: dict[str, object] = {"name": "苏州联成软件公司"}
    refused = sent(caller, "post", "/customers", told)
    assert (refused.status_code, refused.json()["code"]) == (409, "customer_is_here")
    assert refused.json()["alike"] == [{"id": here.pk, "name": here.name, "owner": None}]
    assert Customer.objects.count() == 1
    added = sent(caller, "post", "/customers", told | {"because": "A branch of its own"})
    assert added.status_code == 201
    entry = Entry.objects.get(table_name="customers_customer", row_key=added.json()["id"])
    assert entry.reason == "A branch of its own"


def test_of_those_one_may_not_see_only_the_owner_is_told(program: Program) -> None:
    zhou = make_member("zhou", SALESPERSON, name="Zhou")
    make_customer("苏州联成软件有限公司", owner=zhou)
    lin = make_member("lin", SALESPERSON, language="en")
    refused = sent(program(lin), "post", "/customers", {"name": "苏州联成软件公司"})
    assert refused.json()["alike"] == [{"id": None, "name": None, "owner": "Zhou"}]


def test_a_known_person_is_told_and_added_only_with_a_reason(caller: Client) -> None:
    customer = make_customer("Birch")
    path = f"/customers/{customer.pk}/contacts"
    told: dict[str, object] = {"name": "陈伟", "phones": ["13800138000"]}
    first = sent(caller, "post", path, told)
    assert first.status_code == 201
    again = sent(caller, "post", path, told)
    assert (again.status_code, again.json()["code"]) == (409, "person_is_known")
    assert [one["id"] for one in again.json()["alike"]] == [first.json()["id"]]
    assert sent(caller, "post", path, told | {"because": "His son"}).status_code == 201


def test_a_customer_is_given_away_and_put_into_the_bin(caller: Client, program: Program) -> None:
    lin = make_member("lin", SALESPERSON, name="Lin", language="en")
    customer = make_customer("Birch")
    tag = caller.get(f"{CUSTOMERS}/{customer.pk}").headers["ETag"]
    path, body = f"/customers/{customer.pk}/owner", {"owner_id": lin.pk, "reason": "Her region"}
    given = sent(caller, "put", path, body, tag)
    assert (given.status_code, given.json()["owner_id"]) == (200, lin.pk)
    assert sent(caller, "put", path, body, tag).status_code == 412
    auditor = program(make_member("audit", AUDITOR, language="en"))
    assert sent(auditor, "delete", f"/customers/{customer.pk}?reason=Gone").status_code == 403
    assert sent(caller, "delete", f"/customers/{customer.pk}").status_code == 422
    assert sent(caller, "delete", f"/customers/{customer.pk}?reason=Gone").status_code == 204
    assert not Customer.objects.filter(pk=customer.pk).exists()
    assert Customer.everything.get().deleted_reason == "Gone"


PARTS: dict[str, tuple[str, dict[str, object], dict[str, object], dict[str, object]]] = {
    "addresses": (
        "addresses", {"pasted": "江苏省苏州市工业园区星湖街328号"}, {"postcode": "215123"},
        {"province": "江苏", "city": "苏州"},
    ),
    "registrations": (
        "registrations", {"kind": "uscc", "number": "91350100m000100y43"}, {"kind": "other"},
        {"number": "91350100M000100Y43"},
    ),
    "invoice-titles": (
        "invoice_titles", {"title": "Birch", "tax_number": "913501", "is_usual": True}, {"bank": "ICBC"},
        {"is_usual": True, "tax_number": "913501"},
    ),
    "ties": ("ties", {"kind": "parent"}, {"note": "since 2020"}, {"kind": "parent"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", PARTS)
def test_an_entry_is_added_changed_and_taken_out(caller: Client, kind: str) -> None:
    listed, new, change, kept = PARTS[kind]
    customer, other = make_customer("Birch"), make_customer("Oak")
    more = {"other_id": other.pk} if kind == "ties" else {}
    made = sent(caller, "post", f"/customers/{customer.pk}/{kind}", new | more)
    assert made.status_code == 201, made.content
    told = made.json()
    path = f"/{kind}/{told['id']}"
    assert sent(caller, "patch", path, change).status_code == 428
    changed = sent(caller, "patch", path, change, told["etag"])
    assert changed.status_code == 200, changed.content
    late = sent(caller, "patch", path, change, told["etag"])
    assert (late.status_code, late.json()["stored"]) == (412, changed.json())
    assert late.headers["ETag"] == changed.json()["etag"]
    dossier = caller.get(f"{CUSTOMERS}/{customer.pk}/dossier").json()
    assert dossier[listed] == [changed.json()]
    for name, value in {**kept, **change}.items():
        assert str(value) in str(changed.json()[name]), name
    assert sent(caller, "delete", path).status_code == 204
    assert caller.get(f"{CUSTOMERS}/{customer.pk}/dossier").json()[listed] == []
    assert sent(caller, "delete", path).status_code == 404


@pytest.mark.parametrize(
    ("kind", "new", "where"),
    [
        ("addresses", {"country": "中国"}, "detail"),
        ("invoice-titles", {"title": "Birch"}, "tax_number"),
        ("ties", {"kind": "parent", "other_id": 0}, ""),
    ],
)
def test_what_a_form_refuses_is_refused(
    caller: Client, kind: str, new: dict[str, object], where: str
) -> None:
    customer = make_customer("Birch")
    refused = sent(caller, "post", f"/customers/{customer.pk}/{kind}", new)
    assert refused.status_code == 422
    assert where in refused.json()["errors"][0]["where"]


def test_the_same_number_twice_and_a_circle_are_refused_in_words(caller: Client) -> None:
    customer, other = make_customer("Birch"), make_customer("Oak")
    number = {"kind": "vat", "number": "DE1"}
    path = f"/customers/{customer.pk}/registrations"
    assert sent(caller, "post", path, number).status_code == 201
    twice = sent(caller, "post", path, number)
    assert (twice.status_code, twice.json()["code"]) == (422, "there_already")
    tie = {"kind": "parent", "other_id": other.pk}
    assert sent(caller, "post", f"/customers/{customer.pk}/ties", tie).status_code == 201
    back = {"kind": "parent", "other_id": customer.pk}
    circle = sent(caller, "post", f"/customers/{other.pk}/ties", back)
    assert (circle.status_code, circle.json()["code"]) == (422, "parent_circle")


def test_tags_are_put_by_who_has_read_them(caller: Client) -> None:
    customer = make_customer("Birch")
    read, path = f"{CUSTOMERS}/{customer.pk}/dossier", f"/customers/{customer.pk}/tags"
    tag = caller.get(read).json()["tags_etag"]
    put = sent(caller, "put", path, {"tags": ["Fair", "老客户"]}, tag)
    assert (put.status_code, put.json()["tags"]) == (200, ["Fair", "老客户"])
    late = sent(caller, "put", path, {"tags": ["Lost"]}, tag)
    assert (late.status_code, late.json()["yours"]) == (412, {"tags": ["Lost"]})
    assert late.json()["stored"]["tags"] == ["Fair", "老客户"]
    assert sent(caller, "put", path, {"tags": ["a,b"]}, put.json()["tags_etag"]).status_code == 422
    assert caller.get(f"{CUSTOMERS}/{customer.pk}").json()["tags"] == ["Fair", "老客户"]
    assert sent(caller, "put", path, {"tags": []}, put.json()["tags_etag"]).json()["tags"] == []


def test_a_dossier_out_of_reach_is_not_there(program: Program) -> None:
    zhou = make_member("zhou", SALESPERSON)
    customer = make_customer("Birch", owner=zhou)
    address = Address.objects.create(customer=customer, city="Berlin")
    caller = program(make_member("lin", SALESPERSON, language="en"))
    tag = f'"a{address.pk}-v1"'
    for answer in (
        caller.get(f"{CUSTOMERS}/{customer.pk}/dossier"),
        sent(caller, "patch", f"/addresses/{address.pk}", {"city": "Rome"}, tag),
        sent(caller, "delete", f"/addresses/{address.pk}"),
        sent(caller, "post", f"/customers/{customer.pk}/addresses", {"city": "Rome"}),
    ):
        assert answer.status_code == 404
    address.refresh_from_db()
    assert address.city == "Berlin"


def test_masked_numbers_are_told_masked_and_not_written(program: Program) -> None:
    lin = make_member("lin", SALESPERSON, language="en")
    customer = make_customer("Birch", owner=lin)
    row = Registration.objects.create(customer=customer, kind="vat", number="DE123456789")
    limit(FieldRule.MASKED, "customers.registration", "customers.phones")
    caller = program(lin)
    told = caller.get(f"{CUSTOMERS}/{customer.pk}/dossier").json()
    assert "123456789" not in str(told)
    assert told["limited"] == {"registrations": "masked"}
    refused = sent(
        caller, "patch", f"/registrations/{row.pk}", {"number": "DE1"}, f'"r{row.pk}-v1"'
    )
    assert refused.status_code == 403
    seen = caller.get(f"{CUSTOMERS}/{customer.pk}")
    assert (seen.json()["phones"], seen.json()["limited"]["phones"]) == ([], "masked")
    path = f"/customers/{customer.pk}"
    assert sent(caller, "patch", path, {"phones": []}, seen.headers["ETag"]).status_code == 403

"""The company's own fields by the API: listed, read, written, under the same rules as on the pages."""

import pytest
from django.test import Client

from vitalfew.access.api import PROPRIETOR, SALESPERSON, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.api.tests.conftest import Program
from vitalfew.customers.api import OWN_FIELDS, Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.fields.api import Definition, store, stored
from vitalfew.fields.tests.records import make_field
from vitalfew.inquiries.api import OWN_FIELDS as OF_INQUIRIES
from vitalfew.inquiries.api import Inquiry
from vitalfew.pool.tests.cast import lay, make_cast

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers"
JSON = "application/json"


@pytest.fixture
def boss(program: Program) -> Client:
    return program(make_member("boss", PROPRIETOR, language="en"))


@pytest.fixture
def fields() -> dict[str, Definition]:
    staff = make_field("Staff", "number", required_from="always", place=1)
    size = make_field("Buys", "choices", "Tea", "Rice", place=2)
    twice = make_field("Twice", "formula", formula=f"[{staff.name}] * 2", place=3)
    return {"staff": staff, "buys": size, "twice": twice}


def test_the_fields_are_listed_with_what_a_program_needs(
    boss: Client, fields: dict[str, Definition]
) -> None:
    told = boss.get("/api/v1/fields").json()
    assert [(one["name"], one["kind"], one["may_write"]) for one in told] == [
        (fields["staff"].name, "number", True), (fields["buys"].name, "choices", True),
        (fields["twice"].name, "formula", False),
    ]  # fmt: skip
    assert told[0]["is_required"]
    assert told[1]["choices"] == ["Tea", "Rice"]


def test_a_customer_is_added_read_and_changed_with_its_own_fields(
    boss: Client, fields: dict[str, Definition]
) -> None:
    staff, buys, twice = (fields[name].name for name in ("staff", "buys", "twice"))
    missing = boss.post(CUSTOMERS, {"name": "Birch"}, content_type=JSON)
    assert (missing.status_code, missing.json()["code"]) == (422, "field_missing")
    said = {staff: "1200.50", buys: ["Rice", "Tea"]}
    made = boss.post(CUSTOMERS, {"name": "Birch", "fields": said}, content_type=JSON)
    assert made.status_code == 201, made.text
    told = {staff: "1200.5", buys: ["Tea", "Rice"], twice: "2401.00"}
    assert made.json()["fields"] == told
    assert boss.get(CUSTOMERS).json()["items"][0]["fields"] == told
    page = f"{CUSTOMERS}/{made.json()['id']}"
    changed = boss.patch(
        page, {"fields": {buys: None}}, content_type=JSON, headers={"if-match": made["ETag"]}
    )
    assert changed.status_code == 200, changed.text
    assert changed.json()["fields"][buys] is None
    assert changed.json()["fields"][staff] == "1200.5"
    stale = boss.patch(
        page, {"fields": {staff: "7"}}, content_type=JSON, headers={"if-match": made["ETag"]}
    )
    assert stale.status_code == 412
    assert stale.json()["yours"] == {"fields": {staff: "7"}}
    assert stale.json()["stored"]["fields"][staff] == "1200.5"


@pytest.mark.parametrize(
    "wrong", [{"f987654": "1"}, {"twice": "1"}, {"staff": "many"}, {"staff": None}]
)
def test_what_cannot_be_is_refused(
    boss: Client, fields: dict[str, Definition], wrong: dict[str, object]
) -> None:
    said = {fields[name].name if name in fields else name: value for name, value in wrong.items()}
    answer = boss.post(CUSTOMERS, {"name": "Birch", "fields": said}, content_type=JSON)
    assert answer.status_code == 422
    assert not Customer.objects.exists()


def test_whoever_claims_a_customer_is_told_its_own_fields(program: Program) -> None:
    field, cast = make_field("Motto"), make_cast()
    customer = lay(cast.pool)
    store(OWN_FIELDS, customer.pk, {field.name: "Per aspera"})
    claims = f"/api/v1/pools/{cast.pool.pk}/claims"
    answer = program(cast.lin).post(claims, {"customer_id": customer.pk}, content_type=JSON)
    assert (answer.status_code, answer.json()["fields"]) == (201, {field.name: "Per aspera"})


def test_what_a_role_hides_is_neither_told_nor_written(program: Program) -> None:
    field = make_field("Account")
    lin = make_member("lin", SALESPERSON, language="en")
    customer = make_customer("Birch", owner=lin)
    limit(FieldRule.HIDDEN, field.key)
    caller = program(lin)
    told = caller.get(f"{CUSTOMERS}/{customer.pk}")
    assert told.json()["fields"] == {field.name: None}
    assert told.json()["limited"] == {field.name: "hidden"}
    assert caller.get("/api/v1/fields").json() == []
    answer = caller.patch(
        f"{CUSTOMERS}/{customer.pk}", {"fields": {field.name: "x"}}, content_type=JSON,
        headers={"if-match": told["ETag"]},
    )  # fmt: skip
    assert answer.status_code == 422
    assert stored(OWN_FIELDS, customer.pk) == {}


def test_fields_of_contacts_and_inquiries_are_listed_apart(boss: Client) -> None:
    make_field("Staff", "number")
    hobby = make_field("Hobby", record="contact")
    budget = make_field("Budget", "number", record="inquiry")
    for record, field in (("contact", hobby), ("inquiry", budget)):
        told = boss.get("/api/v1/fields", {"record": record}).json()
        assert [one["name"] for one in told] == [field.name]
    assert boss.get("/api/v1/fields", {"record": "order"}).status_code == 422


def test_an_inquiry_is_sent_with_own_fields_and_never_turned_away_for_missing_ones(
    boss: Client,
) -> None:
    budget = make_field("Budget", "number", record="inquiry", required_from="always")
    address = "/api/v1/inquiries"
    sent = boss.post(address, {"name": "Li", "fields": {budget.name: "1,200"}}, content_type=JSON)
    assert sent.status_code == 201, sent.text
    assert stored(OF_INQUIRIES, sent.json()["id"]) == {budget.name: "1200"}
    assert boss.post(address, {"name": "Li"}, content_type=JSON).status_code == 201
    wrong = boss.post(address, {"name": "Wu", "fields": {budget.name: "many"}}, content_type=JSON)
    assert wrong.status_code == 422
    assert not Inquiry.everything.filter(name="Wu").exists()

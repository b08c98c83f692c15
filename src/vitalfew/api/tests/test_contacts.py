"""Contacts by the API: the same rights, rules and texts as on the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import AUDITOR, SALESPERSON, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.api.tests.conftest import Program
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.fields.tests.records import make_field
from vitalfew.identity.api import Member
from vitalfew.people.api import Contact, Position
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db
CONTACTS = "/api/v1/contacts"
JSON = "application/json"


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALESPERSON, name="Lin", language="en")


@pytest.fixture
def birch(lin: Member) -> Customer:
    return make_customer("Birch", "C1", owner=lin, country="中国")


def post(caller: Client, path: str, key: str = "", **facts: object) -> Any:  # noqa: ANN401
    headers = {"idempotency-key": key} if key else {}
    return caller.post(path, facts, content_type=JSON, headers=headers)


def patch(caller: Client, path: str, tag: str, **facts: object) -> Any:  # noqa: ANN401
    return caller.patch(path, facts, content_type=JSON, headers={"if-match": tag})


def listed(caller: Client, **asked: str | int) -> list[str]:
    return [one["name"] for one in caller.get(CONTACTS, asked).json()["items"]]


def test_the_list_asks_by_customer_name_and_change(
    program: Program, lin: Member, birch: Customer
) -> None:
    other = make_customer("Ash", owner=lin)
    theirs = make_customer("Theirs", owner=make_member("zhou", SALESPERSON))
    for name, customer in (("王芳", birch), ("Anna", other), ("Hidden", theirs)):
        make_contact(name, customer)
    before = timezone.now() - timedelta(days=3)
    Contact.objects.filter(name="Anna").update(updated_at=before)
    caller = program(lin)
    assert listed(caller) == ["王芳", "Anna"]
    assert listed(caller, customer=birch.pk) == ["王芳"]
    assert listed(caller, customer=theirs.pk) == []
    assert listed(caller, q="wang") == ["王芳"]
    since = (before + timedelta(days=1)).isoformat()
    assert listed(caller, changed_since=since) == ["王芳"]
    page = caller.get(CONTACTS, {"limit": 1}).json()
    far = caller.get(CONTACTS, {"changed_since": "2000-01-01T00:00:00+16:00"})
    beyond = caller.get(CONTACTS, {"changed_since": "0001-01-01T00:00:00+16:00"})
    assert (far.status_code, beyond.status_code) == (200, 422)
    assert listed(caller, after=page["next"]) == ["Anna"]


def test_a_contact_is_added_once_for_each_key_with_numbers_and_own_fields(
    program: Program, lin: Member, birch: Customer
) -> None:
    motto = make_field("Motto", record="contact").name
    caller, path = program(lin), f"/api/v1/customers/{birch.pk}/contacts"
    facts = {
        "name": "王芳", "phones": ["13800138000"], "mails": ["Wang@example.com"], "wechat": "wangfang",
        "birthday": {"calendar": "lunar", "month": 8, "day": 15}, "position": {"title": "Buyer", "is_primary": True},
        "fields": {motto: "Quality"},
    }  # fmt: skip
    first, again = (post(caller, path, "k1", **facts) for _each in range(2))
    assert (first.status_code, again.status_code) == (201, 201), first.content
    assert first.json() == again.json()
    told = first.json()
    assert first.headers["Location"] == f"{CONTACTS}/{told['id']}"
    assert told["phones"] == [{"text": "13800138000", "e164": "+8613800138000", "extension": None}]
    assert (told["mails"], told["wechat"]) == (["Wang@example.com"], ["wangfang"])
    assert (told["birthday"]["calendar"], told["fields"][motto]) == ("lunar", "Quality")
    (position,) = told["positions"]
    assert (position["customer"], position["title"], position["is_primary"]) == (
        "Birch", "Buyer", True,
    )  # fmt: skip
    assert Contact.objects.count() == 1


def test_a_change_keeps_what_is_not_named_and_needs_the_version(
    program: Program, lin: Member, birch: Customer
) -> None:
    at_work = make_contact("Anna", birch, "13800138000")
    caller, path = program(lin), f"{CONTACTS}/{at_work.contact_id}"
    tag = caller.get(path).headers["ETag"]
    assert caller.patch(path, {}, content_type=JSON).status_code == 428
    changed = patch(caller, path, tag, mails=["anna@example.com"], topics="Tea")
    assert changed.status_code == 200, changed.content
    assert [one["e164"] for one in changed.json()["phones"]] == ["+8613800138000"]
    late = patch(caller, path, tag, name="Late")
    assert (late.status_code, late.json()["yours"]) == (412, {"name": "Late"})
    assert late.json()["stored"]["topics"] == "Tea"
    assert late.headers["ETag"] == changed.headers["ETag"]
    emptied = patch(caller, path, late.headers["ETag"], phones=[])
    assert (emptied.json()["phones"], emptied.json()["mails"]) == ([], ["anna@example.com"])
    assert patch(caller, path, emptied.headers["ETag"], name=None).status_code == 422
    wrong = {"birthday": {"month": 4, "day": 31}}
    assert patch(caller, path, emptied.headers["ETag"], **wrong).json()["code"] == "no_such_day"


def test_masked_numbers_are_told_masked_and_not_written(
    program: Program, lin: Member, birch: Customer
) -> None:
    at_work = make_contact("Anna", birch, "13800138000")
    limit(FieldRule.MASKED, "contacts.phones")
    limit(FieldRule.HIDDEN, "contacts.mails")
    caller, path = program(lin), f"{CONTACTS}/{at_work.contact_id}"
    got = caller.get(path)
    assert got.json()["limited"] == {"phones": "masked", "mails": "hidden"}
    assert "13800138000" not in got.text
    assert got.json()["phones"][0]["text"] == "138****8000"
    assert patch(caller, path, got.headers["ETag"], phones=["1"]).status_code == 403
    assert patch(caller, path, got.headers["ETag"], line="anna").status_code == 403
    assert patch(caller, path, got.headers["ETag"], topics="Tea").status_code == 200
    assert at_work.contact.phones.get().e164 == "+8613800138000"


def test_positions_are_added_changed_ended_and_resumed(
    program: Program, lin: Member, birch: Customer
) -> None:
    boss, anna = make_contact("Boss", birch), make_contact("Anna", birch)
    ash = make_customer("Ash", owner=lin)
    elsewhere = make_contact("Else", ash)
    caller, path = program(lin), f"/api/v1/positions/{anna.pk}"
    tag = caller.get(path).headers["ETag"]
    changed = patch(caller, path, tag, title="Buyer", reports_to_id=boss.pk, role="buys")
    assert (changed.status_code, changed.json()["reports_to_id"]) == (200, boss.pk)
    assert patch(caller, path, tag, title="Late").status_code == 412
    tag = changed.headers["ETag"]
    assert patch(caller, path, tag, reports_to_id=elsewhere.pk).json()["code"] == "no_such_superior"
    told = {"on": "2026-01-31", "reason": "Moved"}
    ended = caller.put(f"{path}/departure", told, content_type=JSON)
    assert (ended.status_code, ended.json()["left_on"]) == (200, "2026-01-31")
    refused = patch(caller, path, ended.headers["ETag"], is_primary=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "left_already")
    assert caller.delete(f"{path}/departure").json()["left_on"] is None
    also = post(
        caller, f"{CONTACTS}/{anna.contact_id}/positions", customer_id=ash.pk, title="Owner"
    )
    assert (also.status_code, also.json()["customer_id"]) == (201, ash.pk)
    assert Position.objects.filter(contact=anna.contact).count() == 2


def test_deleting_puts_a_contact_into_the_bin_for_a_reason(
    program: Program, lin: Member, birch: Customer
) -> None:
    path = f"{CONTACTS}/{make_contact('Anna', birch).contact_id}"
    caller = program(lin)
    assert caller.delete(path).status_code == 422
    assert caller.delete(f"{path}?reason=Twice").status_code == 204
    assert caller.get(path).status_code == 404
    assert Contact.everybody.get().deleted_reason == "Twice"


def test_what_is_not_theirs_answers_as_what_is_not_there(program: Program, lin: Member) -> None:
    foreign = make_contact("Theirs", make_customer("Ash", owner=make_member("zhou", SALESPERSON)))
    caller = program(lin)
    for path in (f"{CONTACTS}/%s", "/api/v1/positions/%s"):
        keys = foreign.contact_id if "contacts" in path else foreign.pk
        answers = [caller.get(path % key) for key in (keys, 987654)]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].json() == answers[1].json()
    at = f"/api/v1/customers/{foreign.customer_id}/contacts"
    assert post(caller, at, name="Me").status_code == 404


def test_who_may_only_read_changes_nothing(program: Program, birch: Customer) -> None:
    at_work = make_contact("Anna", birch)
    caller, path = program(make_member("au", AUDITOR)), f"{CONTACTS}/{at_work.contact_id}"
    tag = caller.get(path).headers["ETag"]
    assert patch(caller, path, tag, topics="Tea").status_code == 403
    assert caller.delete(f"{path}?reason=x").status_code == 403
    assert post(caller, f"/api/v1/customers/{birch.pk}/contacts", name="New").status_code == 403

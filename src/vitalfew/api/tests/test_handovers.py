"""Hand-overs by the API: the same verbs and rights as on the pages, on the version that was read."""

from typing import Any

import pytest
from django.test import Client

from vitalfew.api.tests.conftest import Program
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.handover.api import Handover
from vitalfew.handover.tests.cast import Cast, make_cast, make_customers, offer
from vitalfew.jobs.api import Plan, finish

pytestmark = pytest.mark.django_db
HANDOVERS = "/api/v1/handovers"
JSON = "application/json"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def start(caller: Client, cast: Cast, key: str = "", **asked: object) -> Any:  # noqa: ANN401
    body = {"giver_id": cast.lin.pk, "successor_ids": [cast.zhou.pk], "reason": "Leaves"} | asked
    headers = {"idempotency-key": key} if key else {}
    return caller.post(HANDOVERS, body, content_type=JSON, headers=headers)


def step(caller: Client, pk: int, what: str, tag: str = "", **told: object) -> Any:  # noqa: ANN401
    path = f"{HANDOVERS}/{pk}"
    tag = tag or caller.get(path).headers["ETag"]
    return caller.put(f"{path}/{what}", told, content_type=JSON, headers={"if-match": tag})


def test_a_leaver_is_handed_over_by_programs_alone(program: Program, cast: Cast) -> None:
    first, second = make_customers(cast, 2)
    staff, zhou = program(cast.adam), program(cast.zhou)
    known = {one["username"]: one for one in staff.get(f"{HANDOVERS}/members").json()}
    assert known["lin"] == {
        "id": cast.lin.pk, "name": "Lin", "username": "lin", "may_give": True, "may_receive": True,
    }  # fmt: skip
    answer, again = start(staff, cast, "leaver-7"), start(staff, cast, "leaver-7")
    assert (answer.status_code, answer.json()) == (201, again.json())
    (made,) = answer.json()
    assert (made["customers"], made["state"]) == (2, "preparing")
    assert staff.get(f"{HANDOVERS}/{made['id']}/items").json()["items"] == []  # no names for them
    lin = program(cast.lin)
    items = lin.get(f"{HANDOVERS}/{made['id']}/items").json()["items"]
    assert [one["customer"] for one in items] == [first.name, second.name]
    assert zhou.get(f"{HANDOVERS}/{made['id']}/items").json()["items"] == []  # not offered yet
    assert step(staff, made["id"], "offer").json()["state"] == "offered"
    one = step(zhou, made["id"], "acceptance", item_id=items[0]["id"])
    assert one.json()["state"] == "offered"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.owner, second.owner) == (cast.zhou, cast.lin)
    assert step(zhou, made["id"], "acceptance").json()["state"] == "done"
    assert set(Customer.objects.values_list("owner", flat=True)) == {cast.zhou.pk}


def test_each_customer_goes_to_its_own_successor(program: Program, cast: Cast) -> None:
    first, second, stays = make_customers(cast, 3)
    caller = program(cast.mona)
    assert start(caller, cast, customer_ids=[first.pk]).status_code == 201
    to_wu = start(caller, cast, customer_ids=[second.pk], successor_ids=[cast.wu.pk])
    assert [(one["successor"], one["customers"]) for one in to_wu.json()] == [("Wu", 1)]
    twice = start(caller, cast, customer_ids=[first.pk])
    assert (twice.status_code, twice.json()["code"]) == (422, "nothing_to_hand_over")
    theirs = make_customer("Theirs", owner=cast.far)
    for wrong in (
        {"customer_ids": [stays.pk, theirs.pk]},
        {"customer_ids": [stays.pk], "with_inquiries": True},
        {"customer_ids": [stays.pk], "successor_ids": [cast.lin.pk]},
        {"reason": "  "},
        {"keep_days": 366},
        {"more": 1},
    ):
        assert start(caller, cast, **wrong).status_code == 422, wrong
    assert Handover.objects.count() == 2


def test_whoever_may_not_sees_nothing_and_does_nothing(program: Program, cast: Cast) -> None:
    made = offer(cast, make_customers(cast, 1))
    far, lin = program(cast.far), program(cast.lin)
    assert far.get(HANDOVERS).json()["items"] == []
    assert far.get(f"{HANDOVERS}/{made.pk}").status_code == 404
    assert far.get(f"{HANDOVERS}/{made.pk}/items").status_code == 404
    item = made.items.get()
    assert far.get(f"/api/v1/handover-items/{item.pk}").status_code == 404
    tag = f'"h{made.pk}-v{made.version}"'
    for what in ("offer", "acceptance", "withdrawal"):
        assert step(far, made.pk, what, tag).status_code == 404, what
    assert step(lin, made.pk, "acceptance").status_code == 403
    assert start(far, cast).status_code == 404
    shown = [one["username"] for one in far.get(f"{HANDOVERS}/members").json()]
    assert set(shown) == {None}
    item.customer.refresh_from_db()
    assert item.customer.owner == cast.lin


def test_what_is_told_keeps_the_rest_and_names_both_texts(program: Program, cast: Cast) -> None:
    made = offer(cast, make_customers(cast, 1))
    caller, path = program(cast.lin), f"/api/v1/handover-items/{made.items.get().pk}"
    tag = caller.get(path).headers["ETag"]

    def tell(**told: object) -> Any:  # noqa: ANN401
        return caller.patch(path, told, content_type=JSON, headers={"if-match": tag})

    assert tell(told=["orders", "notes"], notes="Call first").status_code == 200
    late = tell(notes="Do not call")
    assert late.status_code == 412
    assert (late.json()["yours"], late.json()["stored"]["notes"]) == (
        {"notes": "Do not call"}, "Call first",
    )  # fmt: skip
    tag = late.headers["ETag"]
    assert tell(promises="Free delivery").json()["notes"] == "Call first"
    assert caller.get(path).json()["told"] == ["orders", "notes"]
    assert caller.patch(path, {}, content_type=JSON).status_code == 428


def test_an_answer_on_an_old_version_is_refused(program: Program, cast: Cast) -> None:
    made = offer(cast, make_customers(cast, 2))
    zhou = program(cast.zhou)
    old = zhou.get(f"{HANDOVERS}/{made.pk}").headers["ETag"]
    item = made.items.order_by("pk").first()
    assert item is not None
    back = step(zhou, made.pk, "refusal", old, item_id=item.pk, reason="What do they owe?")
    assert (back.status_code, back.json()["sent_back_because"]) == (200, "What do they owe?")
    late = step(zhou, made.pk, "acceptance", old)
    assert (late.status_code, late.json()["stored"]["state"]) == (412, "offered")
    assert step(zhou, made.pk, "acceptance", item_id=987654).status_code == 404
    assert Customer.objects.filter(owner=cast.lin).count() == 2
    gone = step(program(cast.lin), made.pk, "withdrawal")
    assert gone.json()["state"] == "withdrawn"
    assert step(zhou, made.pk, "acceptance").status_code == 409


def test_more_than_are_accepted_at_once_go_in_batches(
    program: Program, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitalfew.handover.answering.AT_ONCE", 1)
    made = offer(cast, make_customers(cast, 3))
    zhou, old = program(cast.zhou), f'"h{made.pk}-v{made.version}"'
    assert step(program(cast.lin), made.pk, "acceptance", old).status_code == 403
    assert step(zhou, made.pk, "acceptance", '"h1-v999"').status_code == 412
    assert not Plan.objects.exists()
    item = made.items.first()
    assert item is not None
    assert step(zhou, made.pk, "acceptance", item_id=item.pk).status_code == 200
    assert step(zhou, made.pk, "acceptance", old).status_code == 412
    answer, again = step(zhou, made.pk, "acceptance"), step(zhou, made.pk, "acceptance")
    assert (answer.status_code, answer.json()["state"]) == (202, "offered")
    assert (again.status_code, again.json()) == (202, answer.json())
    plan = Plan.objects.get()
    assert plan.job is not None
    finish(plan.job)
    assert zhou.get(f"{HANDOVERS}/{made.pk}").json()["state"] == "done"
    assert set(Customer.objects.values_list("owner", flat=True)) == {cast.zhou.pk}
    assert step(zhou, made.pk, "acceptance").status_code == 409


@pytest.mark.parametrize("answer", ["acceptance", "refusal"])
def test_a_customer_that_is_answered_already_is_told_and_nothing_changes(
    program: Program, cast: Cast, answer: str
) -> None:
    made = offer(cast, make_customers(cast, 3))
    items, zhou = [one.pk for one in made.items.order_by("pk")], program(cast.zhou)
    assert step(zhou, made.pk, "acceptance", item_id=items[0]).status_code == 200
    back = step(zhou, made.pk, "refusal", item_id=items[1], reason="What do they owe?")
    assert back.status_code == 200
    tag = zhou.get(f"{HANDOVERS}/{made.pk}").headers["ETag"]
    reason = {"reason": "Again"} if answer == "refusal" else {}
    for item, word in ((items[0], "Accepted"), (items[1], "Sent back")):
        late = step(zhou, made.pk, answer, item_id=item, **reason)
        assert (late.status_code, late.json()["code"]) == (409, "item_answered")
        assert f"answered already: “{word}”" in late.json()["detail"]
    now = zhou.get(f"{HANDOVERS}/{made.pk}")
    assert (now.headers["ETag"], now.json()["sent_back_because"]) == (tag, "What do they owe?")

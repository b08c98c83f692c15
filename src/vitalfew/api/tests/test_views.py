"""Saved views by the API, and the rows of a view by the API of its list."""

from typing import Any

import pytest
from django.test import Client

from vitalfew.access.api import CUSTOMER_OFFICE, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.api.tests.conftest import Program
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.people.tests.records import make_contact
from vitalfew.savedviews.api import SavedView

pytestmark = pytest.mark.django_db
VIEWS = "/api/v1/views"
JSON = "application/json"


@pytest.fixture
def olive() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALESPERSON, name="Lin", language="en")


def keep(caller: Client, name: str, query: str = "", listing: str = "customers") -> Any:  # noqa: ANN401
    return caller.post(VIEWS, {"listing": listing, "name": name, "query": query}, content_type=JSON)


def patch(caller: Client, pk: int, tag: str, **told: object) -> Any:  # noqa: ANN401
    return caller.patch(f"{VIEWS}/{pk}", told, content_type=JSON, headers={"if-match": tag})


def names(caller: Client, path: str, view: int, name: str = "name") -> list[str]:
    return [one[name] for one in caller.get(f"/api/v1/{path}?view={view}").json()["items"]]


def test_a_view_is_kept_changed_shared_and_deleted(
    program: Program, olive: Member, lin: Member
) -> None:
    caller, others = program(olive), program(lin)
    kept = keep(caller, "Chinese", "where=any(country:China;kind:individual)&page=3&sort=name")
    assert kept.status_code == 201, kept.content
    told = kept.json()
    assert told["query"] == "sort=name&where=any(country:China;kind:individual)"
    assert (told["audience"], told["is_mine"], told["may_change"]) == ("private", True, True)
    pk, tag = told["id"], kept.headers["ETag"]
    assert [one.status_code for one in (others.get(f"{VIEWS}/{pk}"), keep(caller, "Chinese"))] == [
        404, 422,
    ]  # fmt: skip
    shared = patch(caller, pk, tag, audience="everybody", name="All Chinese")
    assert (shared.status_code, shared.json()["audience"]) == (200, "everybody")
    late = patch(caller, pk, tag, query="")
    assert (late.status_code, late.json()["stored"]["name"]) == (412, "All Chinese")
    assert [one["name"] for one in others.get(VIEWS).json()] == ["All Chinese"]
    assert others.get(f"{VIEWS}?listing=contacts").json() == []
    tag = others.get(f"{VIEWS}/{pk}").headers["ETag"]
    assert patch(others, pk, tag, name="Mine").status_code == 403
    assert others.delete(f"{VIEWS}/{pk}").status_code == 403
    assert caller.delete(f"{VIEWS}/{pk}").status_code == 204
    assert not SavedView.objects.exists()


def test_who_may_not_share_is_told_so_and_nothing_is_done(program: Program, lin: Member) -> None:
    caller = program(lin)
    kept = keep(caller, "Mine")
    refused = patch(
        caller, kept.json()["id"], kept.headers["ETag"], name="Ours", audience="everybody"
    )
    assert (refused.status_code, SavedView.objects.get().name) == (403, "Mine")
    assert {"private", "everybody"} <= {
        one["key"] for one in caller.get(f"{VIEWS}/audiences").json()
    }


def test_what_cannot_be_read_is_refused(program: Program, lin: Member) -> None:
    caller = program(lin)
    assert keep(caller, "Cut", "where=any(country").json()["code"] == "unreadable_filters"
    assert keep(caller, " ").status_code == 422
    assert keep(caller, "Of nothing", listing="nothing").status_code == 422


def test_the_rows_of_a_view_come_from_its_list_within_ones_rights(
    program: Program, olive: Member, lin: Member
) -> None:
    make_customer("Ash", owner=lin, country="China")
    make_customer("Birch", owner=lin, country="Peru")
    make_customer("Cedar", owner=olive, country="Chile")
    ash = make_customer("Dogwood", owner=lin, country="Chile")
    caller = program(olive)
    kept = keep(caller, "Two", "where=any(country:China;country:Chile)&q=").json()
    assert names(caller, "customers", kept["id"]) == ["Ash", "Cedar", "Dogwood"]
    tag = caller.get(f"{VIEWS}/{kept['id']}").headers["ETag"]
    patch(caller, kept["id"], tag, audience="everybody")
    assert names(program(lin), "customers", kept["id"]) == ["Ash", "Dogwood"]
    wrong = caller.get(f"/api/v1/contacts?view={kept['id']}")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "view_of_another_list")
    assert caller.get("/api/v1/customers?view=987654").status_code == 404
    make_contact("Anna", ash)
    make_contact("Otto", ash)
    found = keep(caller, "A", "q=anna", "contacts").json()
    assert names(caller, "contacts", found["id"]) == ["Anna"]
    make_inquiry("Acme", state="closed", closed_reason="junk")
    make_inquiry("Elm")
    new = keep(caller, "New", "state=new", "inquiries").json()
    assert names(caller, "inquiries", new["id"], "company") == ["Elm"]

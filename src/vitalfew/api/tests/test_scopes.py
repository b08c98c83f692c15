"""Every operation answers the tokens of its own scope alone; an operation without a row is a mistake."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import PROPRIETOR
from vitalfew.access.tests.cast import make_member
from vitalfew.api.rules import Scope
from vitalfew.api.tests.conftest import Program
from vitalfew.api.v1.dossier_telling import tags_etag
from vitalfew.api.v1.root import API
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.dossier.api import Address, InvoiceTitle, Part, Registration, Tie
from vitalfew.funnel.api import Opportunity, stages
from vitalfew.funnel.tests.records import make_opportunity
from vitalfew.handover.api import Handover, Item, State
from vitalfew.handover.tests.cast import handed
from vitalfew.inquiries.api import Inquiry
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import JobState, finish
from vitalfew.people.api import Contact, Position
from vitalfew.people.tests.records import make_contact
from vitalfew.pool.models import Seat
from vitalfew.pool.tests.cast import lay, make_pool
from vitalfew.savedviews.api import SavedView, keep
from vitalfew.site.tests.world import make_order
from vitalfew.value.api import start_run

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A12")]
# operation: (its scope, method, answer when nothing is wrong)
OPERATIONS: dict[str, tuple[Scope, str, int]] = {
    "list_customers": (Scope.CUSTOMERS_READ, "get", 200),
    "list_fields": (Scope.CUSTOMERS_READ, "get", 200),
    "read_customer": (Scope.CUSTOMERS_READ, "get", 200),
    "add_customer": (Scope.CUSTOMERS_WRITE, "post", 201),
    "change_customer": (Scope.CUSTOMERS_WRITE, "patch", 200),
    "assign_customer": (Scope.CUSTOMERS_ASSIGN, "put", 200),
    "delete_customer": (Scope.CUSTOMERS_ASSIGN, "delete", 204),
    "read_dossier": (Scope.CUSTOMERS_READ, "get", 200),
    "set_tags": (Scope.CUSTOMERS_WRITE, "put", 200),
    **{
        f"{verb}_{part}": (Scope.CUSTOMERS_WRITE, method, status)
        for part in ("address", "registration", "invoice_title", "tie")
        for verb, method, status in (
            ("add", "post", 201),
            ("change", "patch", 200),
            ("remove", "delete", 204),
        )
    },
    "list_views": (Scope.VIEWS_READ, "get", 200),
    "list_audiences": (Scope.VIEWS_READ, "get", 200),
    "read_view": (Scope.VIEWS_READ, "get", 200),
    "keep_view": (Scope.VIEWS_WRITE, "post", 201),
    "change_view": (Scope.VIEWS_WRITE, "patch", 200),
    "delete_view": (Scope.VIEWS_WRITE, "delete", 204),
    "list_sources": (Scope.CUSTOMERS_READ, "get", 200),
    "list_contacts": (Scope.CONTACTS_READ, "get", 200),
    "read_contact": (Scope.CONTACTS_READ, "get", 200),
    "add_contact": (Scope.CONTACTS_WRITE, "post", 201),
    "change_contact": (Scope.CONTACTS_WRITE, "patch", 200),
    "add_position": (Scope.CONTACTS_WRITE, "post", 201),
    "read_position": (Scope.CONTACTS_READ, "get", 200),
    "change_position": (Scope.CONTACTS_WRITE, "patch", 200),
    "end_position": (Scope.CONTACTS_WRITE, "put", 200),
    "resume_position": (Scope.CONTACTS_WRITE, "delete", 200),
    "delete_contact": (Scope.CONTACTS_WRITE, "delete", 204),
    "list_inquiries": (Scope.INQUIRIES_READ, "get", 200),
    "read_inquiry": (Scope.INQUIRIES_READ, "get", 200),
    "change_inquiry": (Scope.INQUIRIES_EDIT, "patch", 200),
    "assign_inquiry": (Scope.INQUIRIES_EDIT, "put", 200),
    "answer_inquiry": (Scope.INQUIRIES_EDIT, "put", 200),
    "qualify_inquiry": (Scope.INQUIRIES_EDIT, "put", 200),
    "close_inquiry": (Scope.INQUIRIES_EDIT, "put", 200),
    "reopen_inquiry": (Scope.INQUIRIES_EDIT, "delete", 200),
    "announce_caller": (Scope.CALLS_WRITE, "post", 201),
    "send_inquiry": (Scope.INQUIRIES_WRITE, "post", 201),
    "read_standing": (Scope.VALUE_READ, "get", 200),
    "list_follow_ups": (Scope.CUSTOMERS_READ, "get", 200),
    "write_follow_up": (Scope.CUSTOMERS_WRITE, "post", 201),
    "read_lock": (Scope.CUSTOMERS_READ, "get", 200),
    "lock_customer": (Scope.CUSTOMERS_ASSIGN, "put", 200),
    "unlock_customer": (Scope.CUSTOMERS_ASSIGN, "delete", 204),
    "list_pools": (Scope.CUSTOMERS_READ, "get", 200),
    "list_waiting": (Scope.CUSTOMERS_READ, "get", 200),
    "claim_customer": (Scope.CUSTOMERS_WRITE, "post", 201),
    "return_customer": (Scope.CUSTOMERS_WRITE, "post", 204),
    "list_owners": (Scope.CUSTOMERS_READ, "get", 200),
    "list_handovers": (Scope.HANDOVERS_READ, "get", 200),
    "start_handovers": (Scope.HANDOVERS_WRITE, "post", 201),
    "list_handover_members": (Scope.HANDOVERS_READ, "get", 200),
    "read_handover": (Scope.HANDOVERS_READ, "get", 200),
    "list_handover_items": (Scope.HANDOVERS_READ, "get", 200),
    "read_handover_item": (Scope.HANDOVERS_READ, "get", 200),
    "tell_handover_item": (Scope.HANDOVERS_WRITE, "patch", 200),
    "offer_handover": (Scope.HANDOVERS_WRITE, "put", 200),
    "accept_handover": (Scope.HANDOVERS_WRITE, "put", 200),
    "send_back_handover": (Scope.HANDOVERS_WRITE, "put", 200),
    "withdraw_handover": (Scope.HANDOVERS_WRITE, "put", 200),
    "list_opportunities": (Scope.OPPORTUNITIES_READ, "get", 200),
    "list_sales_stages": (Scope.OPPORTUNITIES_READ, "get", 200),
    "read_opportunity": (Scope.OPPORTUNITIES_READ, "get", 200),
    "open_opportunity": (Scope.OPPORTUNITIES_WRITE, "post", 201),
    "change_opportunity": (Scope.OPPORTUNITIES_WRITE, "patch", 200),
    "advance_opportunity": (Scope.OPPORTUNITIES_WRITE, "put", 200),
    "close_opportunity": (Scope.OPPORTUNITIES_WRITE, "put", 200),
    "reopen_opportunity": (Scope.OPPORTUNITIES_WRITE, "delete", 200),
    "list_orders": (Scope.ORDERS_READ, "get", 200),
    "read_order": (Scope.ORDERS_READ, "get", 200),
}
SETS = [*([scope] for scope in Scope), list(Scope)]


def described() -> dict[str, tuple[str, str]]:
    """Each operation's method and path."""
    return {
        operation["operationId"]: (method, path)
        for path, operations in API.get_openapi_schema()["paths"].items()
        for method, operation in operations.items()
    }


def test_every_operation_has_its_row() -> None:
    assert {name: method for name, (method, _path) in described().items()} == {
        name: method for name, (_scope, method, _status) in OPERATIONS.items()
    }


def test_no_operation_answers_without_a_scope() -> None:
    for _name, (method, path) in described().items():
        address = path.replace("{pk}", "1")
        assert getattr(Client(), method)(address).status_code == 401, address


@pytest.mark.parametrize("scopes", SETS, ids=["+".join(one) for one in SETS])
def test_a_token_opens_what_its_scopes_say_and_no_more(
    scopes: list[Scope], program: Program, cases: Cases
) -> None:
    boss = make_member("boss", PROPRIETOR, language="en")
    customer = make_customer("Birch", "C1", owner=boss)
    order = make_order(customer)
    assert finish(start_run(actor=None)).state == JobState.DONE
    caller = program(boss, *scopes)
    pool = make_pool("Pool")
    Seat.objects.create(pool=pool, member=boss)
    states = {"qualify_inquiry": {"state": "answered"}} | {
        "reopen_inquiry": {"state": "closed", "closed_reason": "no_need"}
    }
    at_work = make_contact("Anna", customer)
    keys = {"read_order": order.pk}
    keys |= {name: at_work.contact_id for name in OPERATIONS if name.endswith("_contact")}
    keys |= {name: at_work.pk for name in OPERATIONS if name.endswith("_position")}
    keys |= {
        name: make_inquiry(owner=boss, **{"state": "assigned", **states.get(name, {})}).pk
        for name in OPERATIONS if name.endswith("_inquiry")
    }  # fmt: skip
    closed: dict[str, Any] = {"outcome": "won", "closed_on": timezone.localdate()}
    keys |= {
        name: make_opportunity(customer, **(closed if name.startswith("reopen") else {})).pk
        for name in OPERATIONS if name.endswith("_opportunity") and name != "open_opportunity"
    }  # fmt: skip
    lin, zhou = make_member("lin"), make_member("zhou")
    offered = {"accept_handover", "send_back_handover"}
    passed = {
        name: handed(lin, zhou, State.OFFERED if name in offered else State.PREPARING)
        for name in OPERATIONS if name.endswith(("_handover", "_handover_item", "_handover_items"))
    }  # fmt: skip
    keys |= {
        name: one.pk if name.endswith("_item") else one.handover_id for name, one in passed.items()
    }
    make_customer("Elm", owner=lin)
    kept = keep(actor=boss, listing="customers", name="Mine", query="")
    keys |= {name: kept.pk for name in OPERATIONS if name.endswith("_view")}
    parts = make_parts(customer)
    keys |= {
        f"{verb}_{part}": row.pk for part, row in parts.items() for verb in ("change", "remove")
    }
    keys["delete_customer"] = make_customer("Twice").pk
    keys |= {"add_contact": customer.pk, "add_position": at_work.contact_id}
    keys |= dict.fromkeys(("list_waiting", "claim_customer", "return_customer"), pool.pk)
    bodies: dict[str, dict[str, object]] = {
        "assign_customer": {"owner_id": boss.pk, "reason": "Hers"},
        "set_tags": {"tags": ["Fair"]},
        "add_address": {"city": "Suzhou"},
        "change_address": {"city": "Wuxi"},
        "add_registration": {"kind": "vat", "number": "DE1"},
        "change_registration": {"number": "DE2"},
        "add_invoice_title": {"kind": "person", "title": "Birch"},
        "change_invoice_title": {"title": "Birch"},
        "add_tie": {"kind": "partner", "other_id": make_customer("Cedar").pk},
        "change_tie": {"note": "Since 2020"},
        "keep_view": {"listing": "customers", "name": "Second"},
        "add_position": {"customer_id": make_customer("Ash").pk},
        "change_position": {"title": "Buyer"},
        "end_position": {"on": str(timezone.localdate()), "reason": "Retired"},
        "assign_inquiry": {"owner_id": boss.pk},
        "answer_inquiry": {"words": "Called back"},
        "qualify_inquiry": {"customer_id": customer.pk},
        "close_inquiry": {"reason": "no_need"},
        "advance_opportunity": {"stage_id": stages()[1].pk},
        "close_opportunity": {"outcome": "lost", "reason": "price"},
        "start_handovers": {"giver_id": lin.pk, "successor_ids": [zhou.pk], "reason": "Leaves"},
        "tell_handover_item": {"told": ["orders"]},
        "send_back_handover": {"reason": "Nothing told"},
        "offer_handover": {},
        "accept_handover": {},
        "withdraw_handover": {},
        "announce_caller": {"number": "13800138000"},
        "claim_customer": {"customer_id": lay(pool).pk},
        "return_customer": {"customer_id": customer.pk, "reason": "No time"},
        "write_follow_up": {"text": "Called, will order in May"},
        "lock_customer": {"until": str(timezone.localdate()), "reason": "Trade fair"},
    }
    paths = {name: path for name, (_method, path) in described().items()}
    for name, (scope, method, answer) in OPERATIONS.items():
        path = paths[name].replace("{pk}", str(keys.get(name, customer.pk)))
        body = bodies.get(name, {"name": "Told"}) if method in {"post", "patch", "put"} else None
        asked = "?reason=Twice" if name in {"delete_contact", "delete_customer"} else ""
        got = getattr(caller, method)(
            path + asked, body, content_type="application/json", headers={"if-match": newest(path)}
        )
        assert got.status_code == (answer if scope in scopes else 403), (name, scopes)
        cases.add()


def make_parts(customer: Customer) -> dict[str, Part]:
    """An entry of each kind in a customer's dossier."""
    number = {"kind": "vat", "number": "DE9"}
    return {
        "address": Address.objects.create(customer=customer, city="Berlin"),
        "registration": Registration.objects.create(customer=customer, **number),
        "invoice_title": InvoiceTitle.objects.create(customer=customer, kind="person", title="B"),
        "tie": Tie.objects.create(customer=customer, other=make_customer("Elm"), kind="supplier"),
    }


def newest(path: str) -> str:
    """The tag of what an address is about, as it stands."""
    kinds: dict[str, tuple[str, type[Model]]] = {
        "customers": ("c", Customer), "contacts": ("p", Contact), "positions": ("w", Position),
        "inquiries": ("i", Inquiry), "views": ("s", SavedView),
        "opportunities": ("o", Opportunity), "addresses": ("a", Address),
        "registrations": ("r", Registration), "invoice-titles": ("v", InvoiceTitle), "ties": ("t", Tie),
        "handovers": ("h", Handover), "handover-items": ("n", Item),
    }  # fmt: skip
    _api, _v1, kind, *rest = path.strip("/").split("/")
    if rest[1:] == ["tags"]:
        return tags_etag(int(rest[0]), "")
    if kind not in kinds or not rest or not rest[0].isdecimal():
        return ""
    letter, model = kinds[kind]
    row: Any = model._base_manager.get(pk=rest[0])
    return f'"{letter}{row.pk}-v{row.version}"'


def test_the_description_is_for_members(client: Client) -> None:
    assert client.get(reverse("tokens:description")).status_code == 302
    client.force_login(make_member("lin"))
    told = client.get(reverse("tokens:description")).json()
    assert told["openapi"].startswith("3.1")
    for operations in told["paths"].values():
        for operation in operations.values():
            declared = set(operation["responses"])
            assert {"400", "401", "403", "404", "409", "412", "422", "429"} <= declared

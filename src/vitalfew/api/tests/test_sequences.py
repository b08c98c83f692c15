"""Programs of three members, and the pages beside them, in any order: no fault, and all that was confirmed is so.

Hypothesis makes the sequences; the oracle is a dictionary of what was confirmed. A few sequences every day, three
hundred under ``make torture``.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from vitalfew.access.api import PROPRIETOR
from vitalfew.access.tests.cast import make_member
from vitalfew.api.tests.confirmed import (
    FACTS,
    PEOPLE,
    SAID,
    TEXT,
    WHO,
    Company,
    Known,
    Sent,
    reads_one_way,
)
from vitalfew.api.tests.conftest import Program
from vitalfew.api.tests.people_sequences import PeopleSequences
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer
from vitalfew.fields.tests.records import make_field
from vitalfew.pool.tests.cast import make_cast
from vitalfew.site.tests.world import make_order

pytestmark = [pytest.mark.django_db, pytest.mark.fault("B1")]
CUSTOMERS = "/api/v1/customers"
JSON = "application/json"
# Of the webhooks, which stand beside this app and not below it.
TOLD = [f"customer.{what}" for what in ("create", "change", "assign", "delete", "restore", "merge")]
NOT_THERE = 9_000_000_000
TAGS = st.lists(st.sampled_from(["Fair", "fair trade", "老客户", "VIP"]), unique=True, max_size=3)
# Drawn names are alike as often as not.
ANOTHER = {"because": "Another one of that name"}


@pytest.fixture
def company(program: Program) -> Company:
    cast, boss = make_cast(), make_member("boss", PROPRIETOR, language="en")
    members = {"lin": cast.lin, "zhou": cast.zhou, "boss": boss}
    apps.get_model("webhooks", "Webhook").objects.create(
        owner=boss, name="All", url="https://example.com/", kinds=TOLD, secret="x"
    )  # fmt: skip
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(boss)
    programs = {name: program(member) for name, member in members.items()}
    names = [make_field("Motto").name, make_field("Staff", "number").name]
    return Company(programs, browser, members, cast.pool.pk, *names)


class Sequences(PeopleSequences):
    """What programs and pages do, one after another, in a transaction that is taken back at the end."""

    company: Company
    held: Callable[[], None]
    customers = PeopleSequences.customers
    keyed: Bundle[Sent] = Bundle("keyed")

    @initialize()
    def begin(self) -> None:
        self.known: dict[int, Known] = {}
        self.people = {}
        self.happened: list[tuple[str, str]] = []
        self.keys = 0
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "block"):
            try:
                self.everything_is_as_confirmed()
                self.held()
            finally:
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

    # What the tests know

    def call(self, by: str, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401
        answer = self.company.programs[by].generic(
            method, path, b"" if body is None else json.dumps(body), content_type=JSON,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )  # fmt: skip
        assert answer.status_code < 500, answer.content
        return answer

    def sees(self, by: str, key: int) -> bool:
        known = self.known[key]
        return not known.in_bin and by in {"boss", known.owner}

    def facts(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """As a program sends them."""
        sent = {name: drawn[name] for name in ("name", "kind", "code", "country") if name in drawn}
        own = {
            getattr(self.company, name): drawn[name] for name in ("motto", "staff") if name in drawn
        }
        return sent | ({"fields": own} if own else {})

    def taken(self, code: str | None, but: int = 0) -> bool:
        return bool(code) and any(
            one.told["code"] == code for key, one in self.known.items() if key != but
        )

    def confirm(self, known: Known, sent: dict[str, Any]) -> None:
        """These facts are told from now on."""
        known.told |= {name: sent[name] or None for name in ("code", "country") if name in sent}
        known.told |= {name: sent[name] for name in ("kind",) if name in sent}
        if "name" in sent:
            known.told["name"] = sent["name"].strip()
        own = {k: v.strip() if v else None for k, v in sent.get("fields", {}).items()}
        known.told["fields"] = known.told["fields"] | own

    def agrees(self, key: int, answer: Any) -> None:  # noqa: ANN401
        """An answer tells exactly what was confirmed."""
        known, told = self.known[key], answer.json()
        assert {name: told[name] for name in known.told} == known.told
        owner = self.company.members[known.owner].pk if known.owner else None
        assert (told["id"], told["owner_id"], told["limited"]) == (key, owner, {})
        if "ETag" in answer.headers:
            assert answer.headers["ETag"] == f'"c{key}-v{told["version"]}"'
        known.tag = f'"c{key}-v{told["version"]}"'

    def stepped(self, key: int) -> None:
        """Another version from now on; the next answer tells which."""
        self.known[key].tags_before.append(self.known[key].tag)
        number = int(self.known[key].tag.rpartition("v")[2].rstrip('"'))
        self.known[key].tag = f'"c{key}-v{number + 1}"'

    # What happens

    @rule(target=customers, by=PEOPLE, drawn=FACTS)
    def add(self, by: str, drawn: dict[str, Any]) -> Any:  # noqa: ANN401
        sent = self.facts(drawn) | ANOTHER
        answer = self.call(by, "POST", CUSTOMERS, sent)
        if self.taken(sent.get("code")):
            assert (answer.status_code, answer.json()["code"]) == (422, "customer_number_taken")
            return multiple()
        return self.added(by, sent, answer)

    def added(self, by: str, sent: dict[str, Any], answer: Any) -> int:  # noqa: ANN401
        assert answer.status_code == 201, answer.content
        key = int(answer.json()["id"])
        assert key not in self.known
        nothing: dict[str, Any] = {
            "kind": "business",
            "code": None,
            "country": None,
            "stage": "prospect",
            "tags": [],
        }
        own = dict.fromkeys((self.company.motto, self.company.staff))
        known = Known(
            nothing | {"fields": own}, None if by == "boss" else by, answer.headers.get("ETag", "")
        )
        self.known[key] = known
        self.confirm(known, sent)
        self.agrees(key, answer)
        self.happened.append(("customer.create", f"customer:{key}"))
        return key

    @rule(target=keyed, by=PEOPLE, drawn=FACTS)
    def add_with_a_key(self, by: str, drawn: dict[str, Any]) -> Any:  # noqa: ANN401
        self.keys += 1
        sent, key = self.facts(drawn) | ANOTHER, f"key {self.keys}"
        answer = self.call(by, "POST", CUSTOMERS, sent, idempotency_key=key)
        if self.taken(sent.get("code")):
            assert answer.status_code == 422
            sent["code"] = None  # a refusal uses no key up
            answer = self.call(by, "POST", CUSTOMERS, sent, idempotency_key=key)
        self.added(by, sent, answer)
        return Sent(by, key, sent, answer.json())

    @rule(before=keyed, other=SAID)
    def send_it_again(self, before: Sent, other: str) -> None:
        many = Customer.everything.count()
        again = self.call(before.by, "POST", CUSTOMERS, before.facts, idempotency_key=before.key)
        assert (again.status_code, again.json()) == (201, before.answer)
        if other != before.facts["name"]:
            changed = before.facts | {"name": other}
            refused = self.call(before.by, "POST", CUSTOMERS, changed, idempotency_key=before.key)
            assert refused.status_code == 422
        assert Customer.everything.count() == many

    @rule(by=PEOPLE, key=customers)
    def read(self, by: str, key: int) -> None:
        answer = self.call(by, "GET", f"{CUSTOMERS}/{key}")
        if self.sees(by, key):
            assert answer.status_code == 200
            self.agrees(key, answer)
            return
        assert answer.status_code in {404, 410}
        known = self.known[key]
        if by != "boss" and not (known.in_bin and by == known.owner):  # who is told where it lies
            missing = self.call(by, "GET", f"{CUSTOMERS}/{NOT_THERE}")
            assert (answer.status_code, answer.json()) == (404, missing.json())

    @rule(
        by=PEOPLE, key=customers, drawn=FACTS, left_out=st.booleans(),
        tag=st.sampled_from(["current", "current", "current", "before", "none", "nonsense", "foreign"]),
    )  # fmt: skip
    def change(self, by: str, key: int, drawn: dict[str, Any], left_out: bool, tag: str) -> None:
        known, sent = self.known[key], self.facts(drawn)
        if left_out:
            del sent["name"]
        tags = {
            "current": known.tag,
            "before": (known.tags_before or ['"c1-v0"'])[0],
            "nonsense": "W/*",
        }
        tags |= {"foreign": f'"c{NOT_THERE}-v1"'}
        headers = {} if tag == "none" else {"if_match": tags[tag]}
        answer = self.call(by, "PATCH", f"{CUSTOMERS}/{key}", sent, **headers)
        if not self.sees(by, key):
            assert answer.status_code in {404, 410}
        elif tag != "current":
            assert answer.status_code == (428 if tag == "none" else 412)
            if tag != "none":
                stripped = {"name": sent["name"].strip()} if "name" in sent else {}
                assert answer.json()["yours"] == sent | stripped
                assert answer.json()["stored"]["name"] == known.told["name"]
        elif self.taken(sent.get("code"), but=key):
            assert (answer.status_code, answer.json()["code"]) == (422, "customer_number_taken")
        else:
            assert answer.status_code == 200, answer.content
            self.stepped(key)
            expected = known.tag
            self.confirm(known, sent)
            self.agrees(key, answer)
            assert known.tag == expected
            self.happened.append(("customer.change", f"customer:{key}"))

    @rule(by=PEOPLE, key=customers, tags=TAGS, is_late=st.booleans())
    def tag(self, by: str, key: int, tags: list[str], is_late: bool) -> None:
        path = f"{CUSTOMERS}/{key}"
        dossier = self.call(by, "GET", f"{path}/dossier")
        if not self.sees(by, key):
            assert dossier.status_code in {404, 410}
            return
        read = f'"g{key}-v1"' if is_late else dossier.json()["tags_etag"]
        answer = self.call(by, "PUT", f"{path}/tags", {"tags": tags}, if_match=read)
        if is_late:
            assert (answer.status_code, answer.json()["yours"]) == (412, {"tags": tags})
            assert sorted(answer.json()["stored"]["tags"]) == self.known[key].told["tags"]
        else:
            assert answer.status_code == 200, answer.content
            self.known[key].told["tags"] = sorted(tags)

    @rule(key=customers)
    def delete_on_its_page(self, key: int) -> None:
        answer = self.company.browser.post(f"/customers/{key}/delete/", {"reason": "twice here"})
        assert answer.status_code == (404 if self.known[key].in_bin else 302)
        if not self.known[key].in_bin:
            self.known[key].in_bin = True
            self.stepped(key)
            self.happened.append(("customer.delete", f"customer:{key}"))

    @rule(key=customers)
    def restore_from_the_bin(self, key: int) -> None:
        answer = self.company.browser.post(f"/bin/{key}/restore/")
        assert answer.status_code == (302 if self.known[key].in_bin else 409)
        if self.known[key].in_bin:
            self.known[key].in_bin = False
            self.stepped(key)
            self.happened.append(("customer.restore", f"customer:{key}"))

    @rule(by=st.sampled_from(["lin", "zhou"]), key=customers)
    def claim(self, by: str, key: int) -> None:
        body = {"customer_id": key}
        answer = self.call(by, "POST", f"/api/v1/pools/{self.company.pool}/claims", body)
        known = self.known[key]
        if not known.in_pool or known.in_bin:
            assert (answer.status_code, answer.json()["code"]) == (409, "taken_meanwhile")
            return
        assert answer.status_code == 201, answer.content
        known.in_pool, known.owner = False, by
        self.stepped(key)
        self.agrees(key, answer)

    @rule(by=PEOPLE, key=customers, reason=SAID)
    def return_to_the_pool(self, by: str, key: int, reason: str) -> None:
        body = {"customer_id": key, "reason": reason}
        answer = self.call(by, "POST", f"/api/v1/pools/{self.company.pool}/returns", body)
        known = self.known[key]
        if not self.sees(by, key):
            assert answer.status_code == 404
        elif known.in_pool:
            assert answer.status_code == 409
        else:
            assert answer.status_code == 204, answer.content
            known.in_pool, known.owner = True, None
            self.stepped(key)

    @rule(key=customers, amount=st.integers(1, 10**9))
    def sell(self, key: int, amount: int) -> None:
        if not self.known[key].in_bin:
            customer = Customer.objects.get(pk=key)
            self.known[key].orders.append(make_order(customer, amount).pk)

    @rule(by=PEOPLE, key=customers)
    def look_at_orders_and_owners(self, by: str, key: int) -> None:
        known, sees = self.known[key], self.sees(by, key)
        listed = self.call(by, "GET", f"/api/v1/orders?customer={key}").json()["items"]
        assert [one["id"] for one in listed] == (known.orders[::-1] if sees else [])
        for order in known.orders:
            assert self.call(by, "GET", f"/api/v1/orders/{order}").status_code == (
                200 if sees else 404
            )
        owners = self.call(by, "GET", f"{CUSTOMERS}/{key}/owners")
        assert owners.status_code == (200 if sees else 404)
        if sees:
            today = [one["owner_id"] for one in owners.json() if one["until"] is None]
            assert today == ([self.company.members[known.owner].pk] if known.owner else [])

    @rule(by=PEOPLE, key=customers)
    def search_for_its_name(self, by: str, key: int) -> None:
        name = self.known[key].told["name"]
        answer = self.company.programs[by].get(CUSTOMERS, {"q": name, "limit": 200})
        assert answer.status_code == 200
        found = {one["id"] for one in answer.json()["items"]}
        assert all(self.sees(by, one) for one in found)
        if reads_one_way(name):
            assert (key in found) == self.sees(by, key)

    @rule(by=PEOPLE, size=st.integers(1, 4))
    def list_page_by_page(self, by: str, size: int) -> None:
        found: list[dict[str, Any]] = []
        after: int | None = 0
        while after is not None:
            page = self.call(by, "GET", f"{CUSTOMERS}?limit={size}&after={after}").json()
            assert len(page["items"]) <= size
            found, after = found + page["items"], page["next"]
        assert [one["id"] for one in found] == sorted(k for k in self.known if self.sees(by, k))
        for one in found:
            known = self.known[one["id"]]
            assert {name: one[name] for name in known.told} == known.told

    @rule(by=PEOPLE)
    def what_lies_in_the_pool(self, by: str) -> None:
        path = f"/api/v1/pools/{self.company.pool}/customers?limit=200"
        listed = {
            one["customer_id"]: one["name"] for one in self.call(by, "GET", path).json()["items"]
        }
        assert listed == {
            key: known.told["name"] for key, known in self.known.items() if known.in_pool and not known.in_bin
        }  # fmt: skip

    @rule(by=PEOPLE, wants=TEXT)
    def send_an_inquiry(self, by: str, wants: str) -> None:
        answer = self.call(by, "POST", "/api/v1/inquiries", {"company": "Acme", "wants": wants})
        assert answer.status_code in {201, 403}
        if answer.status_code == 201:
            assert self.call("boss", "GET", answer.headers["Location"]).status_code == 200

    def everything_is_as_confirmed(self) -> None:
        for by in WHO:
            self.list_page_by_page(by, 100)
            self.what_lies_in_the_pool(by)
        told = (
            apps.get_model("webhooks", "Delivery")
            .objects.filter(kind__startswith="customer.")
            .values_list("kind", "subject")
        )
        assert sorted(told) == sorted(self.happened)


def test_any_sequence_of_calls_leaves_what_was_confirmed(company: Company, cases: Cases) -> None:
    class Here(Sequences):
        pass

    Here.company, Here.held = company, staticmethod(cases.add)
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=cases.number_of(4, 300), stateful_step_count=cases.number_of(25, 40),
            deadline=None, database=None, derandomize=not cases.number_of(0, 1), report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

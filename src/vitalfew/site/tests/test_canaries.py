"""Texts of others are nowhere in what leaves: pages, parts, files, headers, search, whatever a link leads to."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import AUDITOR, SALES_MANAGER, SALESPERSON
from vitalfew.access.tests.cast import hold, make_member, place
from vitalfew.api.tests.tokens import secret_of
from vitalfew.conftest import Cases
from vitalfew.identity.api import Member
from vitalfew.site.tests.matrix import MATRIX
from vitalfew.site.tests.seeding import (
    FROM_THE_RUN,
    SIDES,
    Seeds,
    every_model,
    member_of,
    seed,
    texts_of,
)

KINDS = {
    "customers:edit": "Customer", "site:cell": "Customer", "site:delete": "Customer", "site:restore": "Customer",
    "audit:history": "Customer",
    "customers:assign": "Customer", "customers:reveal": "Customer", "customers:team_add": "Customer",
    "customers:team_member": "Customer",
    "site:customer": "Customer", "site:timeline": "Customer",
    "api:customer": "Customer", "api:standing": "Customer", "api:order": "Order", "tokens:revoke": "Token",
    "api:view": "SavedView", "savedviews:share": "SavedView", "savedviews:change": "SavedView",
    **{f"webhooks:{page}": "Webhook" for page in ("webhook", "edit", "renew", "test", "pause", "remove")},
    "webhooks:retry": "Delivery",
    "site:customer_panel": "Customer", "site:customer_tab": "Customer", "trade:order": "Order",
    "trade:buying": "Customer",
    "identity:member": "Member", "jobs:detail": "Job", "jobs:file": "Job",
    "jobs:plan": "Plan", "jobs:plan_undo": "Plan",
    "access:department": "Department", "access:person": "Member",
    "people:add": "Customer", "people:contact": "Contact", "people:card": "Contact", "people:edit": "Contact",
    "people:delete": "Contact",
    "people:reveal": "Contact", "people:place": "Contact", "people:consent": "Contact",
    "people:restore": "Contact", "people:position": "Position", "people:leave": "Position",
    "privacy:person": "Contact", "privacy:export": "Contact", "privacy:erase": "Contact",
    "dossier:add": "Customer", "dossier:edit": "Address", "dossier:remove": "Address", "dossier:tags": "Customer",
    "people:come_back": "Position", "people:primary": "Position",
    "importing:detail": "LedgerImport", "importing:columns": "LedgerImport", "importing:errors": "LedgerImport",
    "duplicates:merge_with": "Contact",
    "duplicates:pair": "Pair", "duplicates:alike_people": "Customer", "ownership:on_day": "Customer",
    "pool:release": "Customer", "pool:lock": "Customer", "pool:unlock": "Customer", "api:lock": "Customer",
    "api:follow_ups": "Customer", "api:contacts_at": "Customer",
    **{
        f"api:{part}": "Customer"
        for part in (
            "dossier", "customer_owner", "customer_tags", "addresses", "registrations", "invoice_titles", "ties",
        )
    },
    "api:address": "Address", "api:registration": "Registration", "api:invoice_title": "InvoiceTitle", "api:tie": "Tie",
    "api:contact": "Contact", "api:positions": "Contact", "api:position": "Position", "api:departure": "Position",
    **{f"api:inquiry{part}": "Inquiry" for part in ("", "_owner", "_answer", "_customer", "_closing")},
    "activity:write": "Customer", **{f"activity:{page}": "FollowUp" for page in ("show", "edit", "remove")},
    **{
        f"funnel:{page}": "Opportunity"
        for page in ("show", "edit", "advance", "win", "lose", "reopen", "delete", "restore")
    },
    **{f"api:opportunity{part}": "Opportunity" for part in ("", "_stage", "_outcome")},
    "funnel:add": "Customer", "api:opportunities_of": "Customer",
    "pool:give": "Pool",
    "api:waiting": "Pool", "api:claims": "Pool", "api:returns": "Pool", "api:owners": "Customer",
    **{f"handover:{page}": "Handover" for page in ("show", "offer", "accept", "send_back", "withdraw", "pack")},
    **{
        f"api:handover{part}": "Handover"
        for part in ("", "_items", "_offer", "_acceptance", "_refusal", "_withdrawal")
    },
    "api:handover_item": "Item",
    "handover:item": "Handover", "handover:start": "Member", "handover:into_pool": "Member",
    **{f"fields:{page}": "Definition" for page in ("edit", "retire", "bring_back", "move", "kind")},
    "upkeep:requirement": "Requirement", "upkeep:remove": "Requirement",
    "pool:rule": "Rule", "pool:rule_run": "Rule", "pool:rule_remove": "Rule",
    "pool:deal": "Pool",
    "pool:show": "Pool", "pool:claim": "Pool", "pool:edit": "Pool", "pool:cap": "Cap", "pool:cap_remove": "Cap",
    "inquiries:inquiry": "Inquiry", "inquiries:reveal": "Inquiry",
    "inquiries:edit": "Inquiry", "inquiries:assign": "Inquiry",
    "inquiries:close": "Inquiry", "inquiries:take": "Inquiry", "inquiries:answer": "Inquiry",
    "inquiries:choose": "Inquiry", "inquiries:make": "Inquiry", "inquiries:reopen": "Inquiry",
    "inquiries:rule": "RoutingRule", "inquiries:rule_remove": "RoutingRule", "inquiries:form": "WebForm",
    "inquiries:source": "OwnSource", "inquiries:source_remove": "OwnSource",
}  # fmt: skip
# Addresses that carry a proof, a service or a session of one's own: there is none of anybody else to ask for.
ABOUT_A_PROOF = {
    "identity:welcome", "identity:sign_in_with", "openid_connect_callback", "identity:prove_address",
    "identity:remove_factor", "identity:end_session", "identity:link_account", "identity:unlink_account",
    "identity:member_link", "identity:member_act", "outbox:retry",
    "duplicates:judge", "duplicates:undo", "duplicates:undo_people", "duplicates:people",
    "duplicates:judge_people",
    "ask:form", "ask:thanks", "ask:confirm",
}  # fmt: skip
LISTS = {
    "site:customers",
    "trade:orders",
    "customers:search",
    "jobs:list",
    "importing:list",
    "value:overview",
    "site:bin",
    "people:list",
    "activity:list",
    "funnel:list",
    "funnel:board",
    "funnel:bin",
    "api:opportunities",
    "people:bin",
    "inquiries:list",
    "resource:found",
    "resource:found_within",
    "resource:inquiries",
    "resource:owners",
    "outbox:list",
    "duplicates:list",
    "duplicates:merges",
    "duplicates:people_pairs",
    "duplicates:merged_people",
    "pool:list",
    "pool:warned",
    "handover:list",
    "pool:show",
    "search:all",
    "calls:lookup",
    "api:customers",
    "api:contacts",
    "api:inquiries",
    "api:orders",
    "api:handovers",
    "api:handover_members",
}
WAYS = (
    "?format=csv",
    "?format=xlsx",
    "?q=theirs-customer",
    "?q=mine-customer",
    "?q=cn",
    "?count=all",
    "?sort=name",
)
WHOLE_AND_PART: tuple[dict[str, str], ...] = (
    {},
    {"HX-Request": "true", "HX-Request-Type": "partial"},
)
MOST_PAGES, ALL_PAGES = 220, 1500
# Who works here is no secret among colleagues: the forms of account teams and hand-overs offer everybody by name.
OFFERS_COLLEAGUES = ("/team/", "/handover/", "/handovers/members")
# What is told to whom besides their own side: the administrator sets up people, and watches tasks and mail.
OF_THE_ORGANISATION = {"member", "department", "role", "job", "message"}


@pytest.fixture
def seeds(db: None) -> Seeds:
    return seed()


def test_every_text_of_every_model_holds_a_canary(seeds: Seeds) -> None:
    missing = [
        f"{side} {model._meta.label}.{field.name}"
        for (side, model), row in seeds.rows.items()
        for field in texts_of(model)
        if f"cnry-{side}" not in str(getattr(row, field.name))
    ]
    assert missing == []
    made = {model._meta.label for _side, model in seeds.rows} | set(FROM_THE_RUN)
    assert {model._meta.label for model in every_model()} == made


def paths(seeds: Seeds) -> Iterator[str]:
    """Every address, about the things of both sides, as they stand and asked in other ways."""
    for name in MATRIX:
        for side in SIDES:
            args = args_of(name, seeds, side)
            if args is not None:
                asked = WAYS if name in LISTS and side == SIDES[0] else ()
                yield from (reverse(name, args=args) + query for query in ("", *asked))


def args_of(name: str, seeds: Seeds, side: str) -> list[object] | None:
    if name in KINDS:
        pk = of_side(seeds, side, KINDS[name])
        more: dict[str, list[object]] = {
            "site:customer_tab": [pk, "orders"],
            "audit:history": ["customer", pk],
            "handover:item": [pk, of_side(seeds, side, "Item")],
            "pool:give": [pk, of_side(seeds, side, "Customer")],
            **{f"privacy:{part}": ["contact", pk] for part in ("person", "export", "erase")},
            "customers:reveal": [pk, "customers.code"],
            "site:cell": [pk, "code"],
            "people:reveal": [pk, "contacts.phones"],
            "inquiries:reveal": [pk, "inquiries.phone"],
            "customers:team_member": [pk, of_side(seeds, side, "Member")],
            "dossier:add": [pk, "address"],
            "savedviews:change": [pk, "delete"],
            "dossier:edit": ["address", pk],
            "dossier:remove": ["address", pk],
        }
        return more.get(name, [pk])
    of_counts: dict[str, list[object]] = {
        "resource:found": ["wanting"],
        "resource:found_within": ["bought", 90],
        "resource:inquiries": ["asked", 90],
    }
    if name in {"site:bulk", "fields:add"}:
        return ["delete" if name == "site:bulk" else "text"]
    if name in {"savedviews:list", "savedviews:keep", "importing:blank"}:
        return ["customers"]
    if name in {"access:role", "access:role_fields"}:
        return [f"own-{of_side(seeds, side, 'Role')}"]
    if name == "privacy:retention_run":
        return ["left"]
    takes_more = name.startswith(("importing:", "access:")) and name.rpartition(":")[2] not in {
        "list", "template", "sample_load", "sample_remove", "departments", "people", "roles",
    }  # fmt: skip
    return None if takes_more or name in ABOUT_A_PROOF else of_counts.get(name, [])


def of_side(seeds: Seeds, side: str, model: str) -> object:
    """The key of the row of a model on a side."""
    return next(r.pk for (s, m), r in seeds.rows.items() if (s, m.__name__) == (side, model))


def everything_told(client: Client, seeds: Seeds, most: int) -> Iterator[tuple[str, str]]:
    """What every page says: those of the list, and those that their links lead to, as pages and as parts."""
    waiting = list(paths(seeds))
    first = set(waiting)
    seen: set[str] = set()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        for headers in WHOLE_AND_PART if path in first else WHOLE_AND_PART[:1]:
            text = told(client.get(path, headers=headers))
            yield path, text
            waiting += [
                link for link in re.findall(r'href="(/[^"#]*)"', text) if "/static/" not in link
            ]


def told(response: Any) -> str:  # noqa: ANN401 - the test client's own kind of answer
    body = unpacked(response.getvalue()).decode(errors="replace")
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return unquote(f"{headers}\n{body}").lower()


def unpacked(body: bytes) -> bytes:
    """A file as it is; of a workbook everything that is packed into it."""
    if not body.startswith(b"PK\x03\x04"):
        return body
    book = zipfile.ZipFile(io.BytesIO(body))
    return b"\n".join(book.read(name) for name in book.namelist())


def leaks(
    client: Client, seeds: Seeds, foreign: tuple[str, ...], allowed: set[str], cases: Cases
) -> set[str]:
    found = set()
    for path, text in everything_told(client, seeds, cases.number_of(MOST_PAGES, ALL_PAGES)):
        cases.add()
        for side, kind, rest in re.findall(r"cnry-(mine|theirs)-([a-z]+)-?([a-z_]*)", text):
            is_colleague = kind == "member" and any(part in path for part in OFFERS_COLLEAGUES)
            if side in foreign and kind not in allowed and not is_colleague:
                found.add(f"{path}: cnry-{side}-{kind}-{rest}")
    return found


def actor(seeds: Seeds, who: str) -> tuple[Client, tuple[str, ...], set[str]]:
    """Somebody's browser, the sides that are foreign to them, and the kinds of rows they see all the same."""
    mine, theirs = (hold(member_of(seeds, side), SALESPERSON) for side in SIDES)
    boss = place(make_member("boss", SALES_MANAGER, language="en"), department(seeds, "mine"))
    cast: dict[str, tuple[Member | None, tuple[str, ...], set[str]]] = {
        "stranger": (None, SIDES, set()),
        "salesperson": (mine, ("theirs",), set()),
        "elsewhere": (theirs, ("mine",), set()),
        "manager": (boss, ("theirs",), set()),
        "administrator": (
            make_member("adam", is_administrator=True, language="en"), SIDES, OF_THE_ORGANISATION,
        ),
    }  # fmt: skip
    member, foreign, allowed = cast[who]
    return browser(member), foreign, allowed


def browser(member: Member | None) -> Client:
    """Somebody's browser, which can also call as a program."""
    if member is None:
        return Client(headers={"accept-language": "en"})
    bearer = f"Bearer {secret_of(member)}"
    client = Client(headers={"accept-language": "en", "authorization": bearer})
    client.force_login(member)
    return client


def department(seeds: Seeds, side: str) -> Any:  # noqa: ANN401 - a row of any model
    return next(r for (s, m), r in seeds.rows.items() if (s, m.__name__) == (side, "Department"))


@pytest.mark.fault("A2")
@pytest.mark.parametrize(
    "who", ["stranger", "salesperson", "elsewhere", "manager", "administrator"]
)
def test_nothing_of_others_leaves(seeds: Seeds, who: str, cases: Cases) -> None:
    client, foreign, allowed = actor(seeds, who)
    assert leaks(client, seeds, foreign, allowed, cases) == set()


def test_the_crawl_finds_what_may_be_seen(seeds: Seeds, cases: Cases) -> None:
    """The crawl is no use if it finds nothing: who sees all meets the customers and orders of both sides."""
    found = leaks(browser(make_member("all", AUDITOR, language="en")), seeds, SIDES, set(), cases)
    assert any(one.startswith("/api/v1/customers") for one in found)
    assert any(one.startswith("/api/v1/orders") for one in found)
    for side in SIDES:
        for kind in (
            "customer-name",
            "customer-code",
            "customer-country",
            "order-number",
            "product-name",
        ):
            assert any(f"cnry-{side}-{kind}" in one for one in found), (side, kind)

"""Plants texts that want to run in a browser into everything people type; prints where each of them shows.

``python -m e2e.planting NUMBER`` runs in an installation's environment, and prints one JSON object:
{surface: [address for the first text, for the second, ...]}. The texts themselves are ``TEXTS``.
"""

import json
import sys
from datetime import date, timedelta
from itertools import product
from uuid import uuid4

from django.db.models import CharField, GeneratedField, Model, TextField
from django.urls import reverse
from django.utils import timezone

import config.started  # noqa: F401 - Django first
from vitalfew.access.models import Department, Role
from vitalfew.catalog.models import Product
from vitalfew.customers.models import Customer, CustomerHandle, CustomerPhone, TeamMember
from vitalfew.dossier.models import Address, InvoiceTitle, Registration, Tag, Tagging, Tie
from vitalfew.duplicates.models import Pair
from vitalfew.identity.api import Member
from vitalfew.importing.api import LedgerImport, receive
from vitalfew.jobs.models import Job, JobState, Plan, PlanRow
from vitalfew.people.models import Contact, ContactHandle, Position
from vitalfew.trade.models import Order, OrderLine

MARK = "x5"  # an attribute that no page has by itself
OUT_OF = ("", '">', "'>", "</textarea>", "</title>", "-->")
VECTORS = (
    f"<script {MARK}>hit(1)</script>",
    f"<img {MARK} src=x onerror=hit(1)>",
    f"<svg {MARK} onload=hit(1)>",
    f'<a {MARK} href="javascript:hit(1)">x</a>',
    f"<b {MARK} hx-get=/ hx-trigger=load>x</b>",
    f"<b {MARK} x-data x-init=hit(1)>x</b>",
    f"<details {MARK} open ontoggle=hit(1)>",
    f"<iframe {MARK} src=javascript:hit(1)>",
    f"<input {MARK} autofocus onfocus=hit(1)>",
    f"<style {MARK} onload=hit(1)></style>",
    f"<base {MARK} href=//evil.example/>",
    f"<meta {MARK} http-equiv=refresh content=0>",
)
OTHERS = (
    "javascript:hit(1)", "JaVaScRiPt:hit(1)", "data:text/html,<script>hit(1)</script>", "'-hit(1)-'",
    f'" {MARK} autofocus onfocus=hit(1) x="', "{{constructor.constructor('hit(1)')()}}",
    f"&lt;img {MARK} src=x onerror=hit(1)&gt;", f"%3Cimg {MARK} src=x onerror=hit(1)%3E",
)  # fmt: skip
TEXTS = [f"{out}{vector}" for out, vector in product(OUT_OF, VECTORS)] + list(OTHERS)


def filled[Row: Model](model: type[Row], text: str, **given: object) -> Row:
    """A row with the text in every column that takes words, stored past all forms."""
    row = model(**given)
    for column in model._meta.concrete_fields:
        if _takes_words(column) and column.name not in given:
            setattr(row, column.name, text[: column.max_length or 4000])
    row.save()
    return row


def _takes_words(column: object) -> bool:
    return (
        isinstance(column, CharField | TextField)
        and not isinstance(column, GeneratedField)
        and not column.choices
        and column.name not in {"e164", "extension", "path", "source_key", "key", "sort_key"}
    )


def plant(text: str, number: int, reader: Member) -> dict[str, str]:
    """One of everything with the text, and the pages that show it."""
    member = filled(Member, text, username=f"x{number}", email="", language="", theme="system")
    customer = filled(Customer, text, code=f"{number} {text}"[:64], owner=member)
    twin = filled(Customer, text, code=f"{number}t {text}"[:64])
    filled(CustomerPhone, text, customer=customer, kind="unclear")
    filled(CustomerHandle, text, customer=customer, kind="wechat")
    TeamMember.objects.create(customer=customer, member=member, reason=text)
    parts = [
        filled(Address, text, customer=customer), filled(Registration, text, customer=customer, kind="other"),
        filled(InvoiceTitle, text, customer=customer), filled(Tie, text, customer=customer, other=twin, kind="partner"),
    ]  # fmt: skip
    Tagging.objects.create(customer=customer, tag=Tag.objects.create(name=f"{text[:36]}{number}"))
    contact = filled(Contact, text)
    filled(ContactHandle, text, contact=contact, kind="wechat")
    position = filled(Position, text, contact=contact, customer=customer)
    department = filled(Department, text, path=f"{number}/")
    role = filled(Role, f"{number} {text}")
    pair = Pair.objects.create(first=customer, second=twin, verdict="likely", score=7)
    of_customer = {
        f"customer: {tab}": reverse("site:customer_tab", args=[customer.pk, tab])
        for tab in ("value", "orders", "team", "people", "details", "history")
    }
    of_parts = {
        f"edit {kind}": reverse("dossier:edit", args=[kind, part.pk])
        for kind, part in zip(("address", "registration", "invoice", "tie"), parts, strict=True)
    }
    return of_customer | of_parts | {
        "panel": reverse("site:customer_panel", args=[customer.pk]),
        "edit customer": reverse("customers:edit", args=[customer.pk]),
        "owner": reverse("customers:assign", args=[customer.pk]),
        "delete": reverse("site:delete", args=[customer.pk]),
        "tags": reverse("dossier:tags", args=[customer.pk]),
        "search": f"{reverse('site:customers')}?q={number}",
        "contact": reverse("people:contact", args=[contact.pk]),
        "edit contact": reverse("people:edit", args=[contact.pk]),
        "position": reverse("people:position", args=[position.pk]),
        "order": reverse("trade:order", args=[an_order(customer, text).pk]),
        "pair": reverse("duplicates:pair", args=[pair.pk]),
        "task": reverse("jobs:detail", args=[a_task(text, reader).pk]),
        "plan": reverse("jobs:plan", args=[a_plan(customer, reader, text).pk]),
        "import": reverse("importing:columns", args=[an_import(text, reader)]),
        "department": reverse("access:department", args=[department.pk]),
        "person": reverse("access:person", args=[member.pk]),
        "role": reverse("access:role", args=[f"own-{role.pk}"]),
    }  # fmt: skip


def an_order(customer: Customer, text: str) -> Order:
    order = filled(
        Order, text, customer=customer, source_key=f"{customer.pk}", currency="CNY", line_count=1,
        placed_on=date(2026, 1, 5), placed_at=timezone.now(), net_amount=5,
    )  # fmt: skip
    OrderLine.objects.create(
        order=order, product=filled(Product, text, key=f"{customer.pk}"), position=1, quantity=1,
        unit_price=5, amount=5, fingerprint=1,
    )  # fmt: skip
    return order


def a_task(text: str, reader: Member) -> Job:
    return Job.objects.create(
        kind="value.run", actor=reader, state=JobState.FAILED, finished_at=timezone.now(),
        failure={"code": "", "sentence": text},
    )  # fmt: skip


def a_plan(customer: Customer, reader: Member, text: str) -> Plan:
    plan = Plan.objects.create(
        kind="customers.delete", actor=reader, parameters={"reason": text},
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    PlanRow.objects.create(plan=plan, record=customer.pk, version=1, outcome="planned", before={})
    return plan


def an_import(text: str, reader: Member) -> object:
    """A copy of the first one with the text in it: each file is read by a process of its own, which takes its time."""
    ledger = LedgerImport.objects.first() or receive(
        actor=reader, name="ledger.csv", chunks=[b"date,amount,words\n2026-01-05,7,x\n"]
    )
    ledger.pk, ledger.file_name = uuid4(), f"{text[:90]}.csv"
    ledger.headers = [*ledger.headers[:2], text]
    ledger.first_rows = [[*row[:2], text] for row in ledger.first_rows]
    ledger.save(force_insert=True)
    return ledger.pk


def main() -> None:
    """Plant, and say where."""
    reader = Member.objects.get(username="admin")
    found: dict[str, list[str]] = {}
    for number, text in enumerate(TEXTS[:: len(TEXTS) // int(sys.argv[1])]):
        for surface, address in plant(text, number + 1000, reader).items():
            found.setdefault(surface, []).append(address)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()

"""Every address of the product, and what each kind of person gets there: an address without a row is a mistake.

A row says the answers for a stranger, a member and an administrator. POST sends a form with nothing filled in.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from vitalfew.conftest import Sell
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.importing.api import receive
from vitalfew.outbox.api import send_mail
from vitalfew.outbox.models import Message, MessageState
from vitalfew.value.api import start_run


class Answers(NamedTuple):
    """The statuses for a stranger, a member and an administrator."""

    stranger: int
    member: int
    administrator: int


NO_SUCH_METHOD = Answers(302, 405, 405)
PAGE = Answers(302, 200, 200)
READ_ONLY = (PAGE, NO_SUCH_METHOD)
FORM = (PAGE, Answers(302, 422, 422))
OF_ADMINISTRATORS = Answers(302, 403, 200)
MOVED = Answers(302, 403, 302)  # done, or not possible at this step: back to the page
FOR_ALL = Answers(302, 302, 302)
SENT = {"form": "sent"}

RIGHTS: dict[str, tuple[Answers, Answers]] = {  # GET, POST
    "identity:sign_in": (Answers(200, 302, 302), Answers(200, 302, 302)),
    "identity:sign_out": (NO_SUCH_METHOD, FOR_ALL),
    "identity:welcome": (Answers(410, 410, 410), FOR_ALL),
    "identity:choose_password": (FOR_ALL, FOR_ALL),  # only after a sign-in link
    "identity:change_password": FORM,
    "identity:preferences": FORM,
    "web:switch_language": (Answers(405, 405, 405), FOR_ALL),
    "web:switch_theme": (Answers(405, 405, 405), FOR_ALL),
    "web:style": READ_ONLY,
    "customers:add": FORM,
    "customers:search": READ_ONLY,
    "customers:edit": FORM,
    "site:home": READ_ONLY,
    "site:customers": READ_ONLY,
    "site:customer": READ_ONLY,
    "site:customer_panel": READ_ONLY,
    "site:customer_tab": READ_ONLY,
    "site:bin": READ_ONLY,
    "site:delete": FORM,
    "site:restore": (NO_SUCH_METHOD, Answers(302, 409, 409)),  # it is not in the bin
    "audit:history": READ_ONLY,
    "trade:orders": READ_ONLY,
    "trade:order": READ_ONLY,
    "value:overview": READ_ONLY,
    "value:run": (NO_SUCH_METHOD, MOVED),
    "value:settings": (PAGE, Answers(302, 403, 422)),
    "value:currency": (OF_ADMINISTRATORS, Answers(302, 403, 422)),
    "importing:list": (OF_ADMINISTRATORS, Answers(302, 403, 422)),
    "importing:template": READ_ONLY,
    "importing:sample_load": (NO_SUCH_METHOD, MOVED),
    "importing:sample_remove": (NO_SUCH_METHOD, Answers(302, 403, 404)),
    "importing:detail": (OF_ADMINISTRATORS, NO_SUCH_METHOD),
    "importing:columns": (OF_ADMINISTRATORS, Answers(302, 403, 422)),
    "importing:encoding": (NO_SUCH_METHOD, Answers(302, 403, 422)),
    "importing:rows": (NO_SUCH_METHOD, MOVED),
    "importing:errors": (OF_ADMINISTRATORS, NO_SUCH_METHOD),
    "importing:add": (NO_SUCH_METHOD, MOVED),
    "importing:undo": (NO_SUCH_METHOD, MOVED),
    "importing:discard": (NO_SUCH_METHOD, MOVED),
    "outbox:list": (OF_ADMINISTRATORS, NO_SUCH_METHOD),
    "outbox:release": (NO_SUCH_METHOD, MOVED),
    "outbox:retry": (NO_SUCH_METHOD, MOVED),
    "jobs:list": READ_ONLY,
    "jobs:detail": (Answers(302, 404, 200), NO_SUCH_METHOD),  # a job of somebody else
}

ABOUT_ONE_THING = {
    "identity:welcome", "customers:edit", "site:customer", "site:customer_panel", "site:customer_tab", "trade:order",
    "audit:history", "site:delete", "site:restore",
    "importing:detail", "importing:columns", "importing:encoding", "importing:rows", "importing:errors",
    "importing:add", "importing:undo", "importing:discard", "jobs:detail", "outbox:retry",
}  # fmt: skip


def names(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{before}{pattern.name}"
        else:
            yield from names(pattern, f"{before}{pattern.namespace}:")


@pytest.fixture
def addresses(sell: Sell, administrator: Member) -> dict[str, str]:
    """The address of each page, about things that are there."""
    order = sell(make_customer("Olga", "C1"), "2026-01-05", 5)
    ledger = receive(actor=None, name="ledger.csv", chunks=[b"date,amount\n2026-01-05,7\n"])
    job = start_run(actor=administrator)
    subject: dict[str, object] = {
        "customers": order.customer_id,
        "site": order.customer_id,
        "trade": order.pk,
    }
    mail = send_mail(to=["a@example.org"], subject="Hello", body="")
    Message.objects.update(state=MessageState.PARKED)
    subject |= {"importing": ledger.pk, "jobs": job.pk, "outbox": mail.pk}

    own: dict[str, list[object]] = {
        "identity:welcome": ["MQ", "x-y"],
        "site:customer_tab": [order.customer_id, "orders"],
        "audit:history": ["customer", order.customer_id],
    }

    def address(name: str) -> str:
        about = own.get(name, [subject.get(name.partition(":")[0])])
        return reverse(name, args=about if name in ABOUT_ONE_THING else [])

    return {name: address(name) for name in RIGHTS}


def test_every_address_has_its_row() -> None:
    assert sorted(names(get_resolver())) == sorted(RIGHTS)


@pytest.mark.parametrize("name", RIGHTS)
def test_everybody_gets_what_the_row_says(
    name: str, addresses: dict[str, str], seller: Client, manager: Client
) -> None:
    for method, expected in zip(("get", "post"), RIGHTS[name], strict=True):
        people = (Client(headers={"accept-language": "en"}), seller, manager)
        answers = [getattr(person, method)(addresses[name], SENT).status_code for person in people]
        assert answers == list(expected), method


def test_looking_writes_nothing(addresses: dict[str, str], seller: Client, manager: Client) -> None:
    before = everything_stored()
    for path in addresses.values():
        for person in (Client(), seller, manager):
            person.get(path)
            person.head(path)
    assert everything_stored() == before


def everything_stored() -> dict[str, str]:
    """A fingerprint of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        prints = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM {table} t"
            )
            (prints[table],) = cursor.fetchone()
    return prints


def test_a_form_without_its_proof_of_origin_is_refused(
    addresses: dict[str, str], administrator: Member
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    before = everything_stored()
    for name, path in addresses.items():
        assert client.post(path, SENT).status_code in {403, 405}, name
    assert everything_stored() == before


def test_a_member_who_left_is_out_at_once(seller: Client, salesperson: Member) -> None:
    assert seller.get("/customers/").status_code == 200
    Member.objects.filter(pk=salesperson.pk).update(is_active=False)
    assert seller.get("/customers/").status_code == 302

"""Any text in any field of any form is stored as it was typed, or refused: never a fault, never something else."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from vitalfew.access.api import PROPRIETOR
from vitalfew.access.models import Role
from vitalfew.access.tests.cast import make_member
from vitalfew.conftest import Cases
from vitalfew.site.tests.matrix import MATRIX
from vitalfew.site.tests.page_forms import Form, forms_of
from vitalfew.site.tests.test_rights import address
from vitalfew.site.tests.texts import NASTY, NO_TEXT, SQL, TEMPLATES
from vitalfew.site.tests.world import World

FORM = "application/x-www-form-urlencoded"
# What these change is where somebody is, or whether they still are: the browser of the test would be somebody else's.
ENDING = {"/sign-out/"}


@dataclass(frozen=True)
class Try:
    """A field of a form, and what is put into it."""

    page: str
    form: Form
    name: str
    what: str

    def sent(self) -> bytes:
        """The body: everything as the page has it, but for the one field."""
        rest = urlencode({k: v for k, v in self.form.values.items() if k != self.name})
        text = NO_TEXT.get(self.what) or urlencode({"": NASTY[self.what]}).encode()[1:]
        return rest.encode() + b"&" + urlencode({self.name: ""}).encode() + text


@pytest.fixture
def inside(world: World) -> Client:
    """Somebody who may do everything."""
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    client.force_login(make_member("pia", PROPRIETOR, is_administrator=True, language="en"))
    return client


def pages(world: World) -> dict[str, str]:
    """Every page that can be looked at."""
    own_role = f"own-{Role.objects.create(name='Own role').pk}"
    found = {name: address(world, name, "own") for name in MATRIX}
    return found | {"own role": found["access:role"].replace("ready-auditor", own_role)}


def fields(client: Client, world: World, method: str) -> list[tuple[str, Form, str]]:
    """Every field of every form, each form once."""
    seen: dict[tuple[str, str], tuple[str, Form, str]] = {}
    for path in pages(world).values():
        answer = client.get(path)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code != 200 or not is_page:
            continue
        for form in forms_of(answer.text, path):
            if form.method == method and form.action not in ENDING:
                for name in form.fields:
                    seen.setdefault((form.action, name), (path, form, name))
    return list(seen.values())


@pytest.mark.fault("B2")
def test_any_text_in_any_field_is_kept_or_refused(
    world: World, inside: Client, cases: Cases
) -> None:
    tries = [
        Try(path, form, name, what)
        for path, form, name in fields(inside, world, "post")
        for what in [*NASTY, *NO_TEXT]
    ]
    assert len({one.form.action for one in tries}) > 20
    wrong = [
        (one.form.action, one.name, one.what, fault)
        for one in cases.among(tries, 400, 6000)
        if (fault := outcome(inside, one))
    ]
    assert wrong == []


def outcome(client: Client, one: Try) -> str:
    """What is wrong with the answer; everything it did is taken back."""
    with transaction.atomic():
        status = client.post(one.form.action, one.sent(), content_type=FORM).status_code
        fault = f"answers {status}" if status >= 500 else ""
        if not fault and status == 302 and one.what in NASTY and one.form.is_plain(one.name):
            fault = mangled(client, one)
        transaction.set_rollback(True)
    return fault


def mangled(client: Client, one: Try) -> str:
    """Whether the page now shows neither what was typed nor what was there before."""
    answer = client.get(one.page)
    again = [form for form in forms_of(answer.text, one.page) if form.action == one.form.action]
    if answer.status_code != 200 or not again or one.name not in again[0].values:
        return ""
    shown, typed = (plain(text) for text in (again[0].values[one.name], NASTY[one.what]))
    allowed = {typed, typed.lower(), plain(one.form.values[one.name])}
    return "" if shown in allowed or parts(shown) == parts(typed) else f"shows {shown[:40]!r}"


def parts(text: str) -> list[str]:
    """The texts of a field that holds several: they are told apart by what people part them with."""
    return [part.strip() for part in re.split(r"[,，、;；\n]", text) if part.strip()]


def plain(text: str) -> str:
    return re.sub(r"\r\n|\r", "\n", text).strip()


@pytest.mark.fault("B3")
def test_sql_in_any_parameter_is_text(world: World, inside: Client, cases: Cases) -> None:
    known = {
        "sort",
        "after",
        "before",
        "page",
        "count",
        "format",
        "q",
        "next",
        "tab",
        "name",
        "columns",
    }
    asked = {(path, name) for path, _form, name in fields(inside, world, "get")}
    asked |= {
        (path, name) for path in ("/customers/", "/orders/", "/bin/", "/jobs/") for name in known
    }
    tries = sorted((path, name, text) for path, name in asked for text in SQL)
    slow = [
        (path, name, text)
        for path, name, text in cases.among(tries, 120, 3200)
        if not is_quick_and_right(inside, f"{path}?{urlencode({name: text})}")
    ]
    assert slow == []


def is_quick_and_right(client: Client, path: str) -> bool:
    """An answer that is no fault; a statement that slept would be stopped after a second."""
    with transaction.atomic():
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
        answer = client.get(path)
        answer.getvalue()  # files are sent while they are read
        transaction.set_rollback(True)
    return answer.status_code < 500


@pytest.mark.fault("B3")
def test_sql_in_any_field_is_text(world: World, inside: Client, cases: Cases) -> None:
    tries = [(form, name, text) for _p, form, name in fields(inside, world, "post") for text in SQL]
    wrong = []
    for form, name, text in cases.among(tries, 80, 3000):
        with transaction.atomic():
            with transaction.get_connection().cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '1s'")
            status = inside.post(form.action, form.values | {name: text}).status_code
            transaction.set_rollback(True)
        if status >= 500:
            wrong.append((form.action, name, text, status))
    assert wrong == []


PLACES = ("/customers/", "/customers/{pk}/", "/customers/{pk}/panel/", "/customers/{pk}/edit/",
          "/customers/search/?q={q}", "/customers/{pk}/delete/", "/customers/{pk}/history/")  # fmt: skip


@pytest.mark.fault("B7")
@pytest.mark.parametrize("payload", TEMPLATES)
def test_template_language_in_a_name_stays_text(
    world: World, inside: Client, payload: str, cases: Cases
) -> None:
    customer = world.customers["own"]
    sent = {
        "name": payload,
        "kind": "business",
        "code": "",
        "country": payload[:80],
        "version": str(customer.version),
    }
    said = inside.post(f"/customers/{customer.pk}/edit/", sent, follow=True).text
    assert escape(payload) in said
    for place in PLACES:
        page = inside.get(place.format(pk=customer.pk, q=payload[:6])).text
        assert "94011" not in page, place
        assert escape(payload) in page or "search" in place, place
        cases.add()

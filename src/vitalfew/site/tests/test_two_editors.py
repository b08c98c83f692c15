"""Whoever saves on top of somebody else's change is told, sees both texts, and loses neither."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.db import models
from django.test import Client

from vitalfew.access.api import PROPRIETOR, Department
from vitalfew.access.models import Post, Role
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.importing.api import receive
from vitalfew.importing.models import LedgerImport
from vitalfew.jobs.api import Job
from vitalfew.site.tests.page_forms import Form, forms_of
from vitalfew.site.tests.test_twice import at_once, browser_of
from vitalfew.value.models import ValueSettings
from vitalfew.value.queries import settings_in_force

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault("C1")]


@dataclass(frozen=True)
class Contest:
    """A thing, the page where it is edited, and what two people type there at once.

    ``stored`` reads it again. ``shown``: what each of them typed, as the page of the second names it. ``saved``: how
    the first is answered.
    """

    path: str
    typed: tuple[dict[str, str], dict[str, str]]
    stored: Callable[[], models.Model]
    shown: tuple[str, str]
    saved: int = 302


@pytest.fixture
def ada() -> Member:
    return make_member("ada", PROPRIETOR, name="Ada", is_administrator=True, language="en")


@pytest.fixture
def bob() -> Member:
    return make_member("bob", PROPRIETOR, name="Bob", is_administrator=True, language="en")


def customer(_ada: Member, _bob: Member) -> Contest:
    made = make_customer("Olga", None)
    return Contest(
        f"/customers/{made.pk}/edit/", ({"country": "Peru"}, {"country": "Chile"}),
        lambda: Customer.objects.get(pk=made.pk), ("Peru", "Chile"),
    )  # fmt: skip


def cell(_ada: Member, _bob: Member) -> Contest:
    made = make_customer("Olga", None)
    return Contest(
        f"/customers/{made.pk}/cells/country/", ({"country": "Peru"}, {"country": "Chile"}),
        lambda: Customer.objects.get(pk=made.pk), ("Peru", "Chile"), saved=200,
    )  # fmt: skip


def owner(ada: Member, bob: Member) -> Contest:
    made = make_customer("Olga", None)
    first, second = ({"owner": str(m.pk), "reason": "mine"} for m in (ada, bob))
    return Contest(
        f"/customers/{made.pk}/owner/", (first, second), lambda: Customer.objects.get(pk=made.pk),
        ("Ada", "Bob"),
    )  # fmt: skip


def department(_ada: Member, _bob: Member) -> Contest:
    made = make_department(f"Sales {uuid.uuid4().hex[:6]}")
    first, second = f"North {made.pk}", f"South {made.pk}"
    return Contest(
        f"/settings/departments/{made.pk}/", ({"name": first}, {"name": second}),
        lambda: Department.objects.get(pk=made.pk), (first, second),
    )  # fmt: skip


def post(ada: Member, _bob: Member) -> Contest:
    east, west, north = (make_department(f"{n} {uuid.uuid4().hex[:6]}") for n in ("E", "W", "N"))
    lin = place(make_member(f"lin{uuid.uuid4().hex[:6]}"), north)
    return Contest(
        f"/settings/people/{lin.pk}/",
        ({"department": str(east.pk)}, {"department": str(west.pk)}),
        lambda: Post.objects.get(member=lin), (east.name, west.name),
    )  # fmt: skip


def role(_ada: Member, _bob: Member) -> Contest:
    made = Role.objects.create(name=f"Role {uuid.uuid4().hex[:6]}")
    return Contest(
        f"/settings/roles/own-{made.pk}/", ({"sentence": "first"}, {"sentence": "second"}),
        lambda: Role.objects.get(pk=made.pk), ("first", "second"),
    )  # fmt: skip


def columns(ada: Member, _bob: Member) -> Contest:
    head, line = b"day,alpha,beta,amount\n", b"2026-01-05,x,y,7\n"
    ledger = receive(actor=ada, name="l.csv", chunks=[head, line])
    LedgerImport.objects.filter(pk=ledger.pk).update(mapping={"placed_at": 0, "amount": 3})
    return Contest(
        f"/import/{ledger.pk}/columns/", ({"customer_name": "1"}, {"customer_name": "2"}),
        lambda: LedgerImport.objects.get(pk=ledger.pk), ("alpha", "beta"),
    )  # fmt: skip


def weights(_ada: Member, _bob: Member) -> Contest:
    settings_in_force()
    first, second = (
        {"horizon_months": months, "reason": "x", "do": "save"} for months in ("13", "14")
    )
    return Contest(
        "/value/settings/",
        (first, second),
        lambda: ValueSettings.objects.latest("version"),
        ("13", "14"),
    )


def currency(_ada: Member, _bob: Member) -> Contest:
    settings_in_force()
    first, second = (
        {"currency": "CNY", "rates": f"USD {rate}", "reason": "x"} for rate in ("7.12", "7.34")
    )
    return Contest(
        "/value/settings/currency/", (first, second),
        lambda: ValueSettings.objects.latest("version"), ("7.12", "7.34"),
    )  # fmt: skip


CONTESTS = (customer, cell, owner, department, post, role, columns, weights, currency)


def opened(client: Client, path: str) -> Form:
    """The form as the page shows it: the one that is sent to the page itself."""
    forms = forms_of(client.get(path).text, path)
    return max(
        (f for f in forms if f.method == "post" and f.action == path), key=lambda f: len(f.values)
    )


def send(client: Client, form: Form, typed: Mapping[str, object]):
    return client.post(form.action, {**form.values, **typed})


@pytest.mark.parametrize("contest", CONTESTS)
@pytest.mark.parametrize("same", [False, True], ids=["two members", "one with two windows"])
def test_the_second_sees_both_texts(
    ada: Member, bob: Member, contest: Callable[..., Contest], same: bool, cases: Cases
) -> None:
    for _ in cases.rounds(1, 5):
        made = contest(ada, bob)
        browsers = [browser_of(ada), browser_of(ada if same else bob)]
        forms = [opened(browser, made.path) for browser in browsers]
        answers = at_once(
            *(
                lambda b=b, f=f, t=t: send(b, f, t)
                for b, f, t in zip(browsers, forms, made.typed, strict=True)
            )
        )
        statuses = sorted(answer.status_code for answer in answers)
        second = answers[0] if answers[0].status_code != made.saved else answers[1]
        assert statuses == [made.saved, 409]
        assert made.shown[0] in second.text
        assert made.shown[1] in second.text
        Job.objects.all().update(state="done")


def test_what_was_chosen_after_a_conflict_is_saved(ada: Member, bob: Member) -> None:
    made = post(ada, bob)
    browsers = [browser_of(member) for member in (ada, bob)]
    forms = [opened(browser, made.path) for browser in browsers]
    send(browsers[0], forms[0], made.typed[0])
    asked = send(browsers[1], forms[1], made.typed[1])
    choice = forms_of(asked.text, made.path)[-1]
    assert send(browsers[1], choice, made.typed[1]).status_code == 302
    assert str(Post.objects.latest("pk").department_id) == made.typed[1]["department"]


def test_the_departments_of_a_role_are_chosen_after_a_conflict_too(
    ada: Member, bob: Member
) -> None:
    east, west = (make_department(f"{n} {uuid.uuid4().hex[:6]}") for n in ("E", "W"))
    made = role(ada, bob)
    browsers = [browser_of(member) for member in (ada, bob)]
    forms = [opened(browser, made.path) for browser in browsers]
    reach: dict[str, object] = {"customers-view": "chosen"}
    both: dict[str, object] = {"departments": [str(east.pk), str(west.pk)]}
    assert send(browsers[0], forms[0], reach | both).status_code == 302
    asked = send(browsers[1], forms[1], reach | {"departments": [str(west.pk)]})
    assert f"{east.name}, {west.name}" in asked.text
    chosen = forms_of(asked.text, made.path)[-1].values | {"departments": f"{east.pk},{west.pk}"}
    assert browsers[1].post(made.path, chosen).status_code == 302
    grant = Role.objects.latest("pk").grants.get(module="customers", verb="view")
    assert set(grant.departments.all()) == {east, west}


def test_a_customer_that_was_deleted_while_it_was_edited_says_so(ada: Member, bob: Member) -> None:
    made = customer(ada, bob)
    browsers = [browser_of(member) for member in (ada, bob)]
    form = opened(browsers[1], made.path)
    away = made.path.replace("/edit/", "/delete/")
    assert send(browsers[0], opened(browsers[0], away), {"reason": "twice here"}).status_code == 302
    answer = send(browsers[1], form, made.typed[1])
    assert answer.status_code == 404
    assert "Somebody deleted this customer: it lies in the bin." in answer.text


def test_preferences_in_two_windows(ada: Member) -> None:
    windows = [browser_of(ada), browser_of(ada)]
    forms = [opened(window, "/preferences/") for window in windows]
    assert send(windows[0], forms[0], {"name": "Ada L."}).status_code == 302
    answer = send(windows[1], forms[1], {"name": "Ada Lovelace"})
    assert answer.status_code == 409
    assert re.search(r"Ada L\..*Ada Lovelace|Ada Lovelace.*Ada L\.", answer.text, re.DOTALL)
    ada.refresh_from_db()
    assert ada.name == "Ada L."


def test_preferences_never_give_back_what_an_administrator_took_meanwhile(ada: Member) -> None:
    window = browser_of(ada)
    form = opened(window, "/preferences/")
    stale = Member.objects.get(pk=ada.pk)
    Member.objects.filter(pk=ada.pk).update(is_administrator=False)
    from_before = window.post(form.action, form.values | {"name": "Ada L."})
    assert from_before.status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.is_administrator, stale.is_administrator) == ("Ada L.", False, True)

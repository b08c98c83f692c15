"""Whatever is sent twice is done once; whoever writes second sees both texts."""

import re
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

import vitalfew
from vitalfew.audit.models import Event
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.identity.models import Attempt
from vitalfew.jobs.api import Job
from vitalfew.submissions.api import forget_old
from vitalfew.submissions.models import Submission

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault("C4")]

NEW = {"name": "Olga", "kind": "business", "code": "", "country": "Peru", "because": "another Olga"}
EDIT = {"name": "Olga", "kind": "business", "code": "C1", "country": "", "version": "1"}
WEIGHTS = {
    "sales_contribution": "50", "sales_expectation": "30", "profit_contribution": "20",
    "margin_percent": "30", "horizon_months": "12", "discount_percent": "10", "do": "save",
}  # fmt: skip
ROUNDS, MANY = 20, 200


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Call all at the same moment, each in a thread and connection of its own."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int) -> None:
        barrier.wait()
        answers[place] = calls[place]()
        connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def browser_of(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def test_a_double_click_adds_one_customer(salesperson: Member, cases: Cases) -> None:
    for _ in cases.rounds(ROUNDS, MANY):
        key, clients = str(uuid.uuid4()), [browser_of(salesperson) for _ in range(2)]
        answers = at_once(
            *(lambda c=c, k=key: c.post("/customers/new/", {**NEW, "_once": k}) for c in clients)
        )
        assert [a.status_code for a in answers] == [302, 302]
        assert answers[0].headers["location"] == answers[1].headers["location"]
    rounds = cases.number_of(ROUNDS, MANY)
    assert Customer.objects.count() == rounds
    assert Event.objects.filter(verb="customer.create").count() == rounds


def test_a_double_click_starts_one_value_run(administrator: Member) -> None:
    for key in ("", str(uuid.uuid4())):
        clients = [browser_of(administrator) for _ in range(4)]
        answers = at_once(
            *(lambda c=c, k=key: c.post("/value/run/", {"_once": k}) for c in clients)
        )
        assert len({a.headers["location"] for a in answers}) == 1
    assert Job.objects.filter(kind="value.run").count() == 1


def test_a_form_that_was_wrong_may_come_again_with_its_key(seller: Client) -> None:
    key = str(uuid.uuid4())
    assert seller.post("/customers/new/", {**NEW, "name": "", "_once": key}).status_code == 422
    assert seller.post("/customers/new/", {**NEW, "_once": key}).status_code == 302
    assert Customer.objects.count() == 1


def test_a_used_key_with_other_content_is_refused(seller: Client) -> None:
    key = str(uuid.uuid4())
    seller.post("/customers/new/", {**NEW, "_once": key})
    answer = seller.post("/customers/new/", {**NEW, "name": "Max", "_once": key})
    assert answer.status_code == 422
    assert "sent already" in answer.text
    assert Customer.objects.count() == 1


def test_a_key_belongs_to_one_member(seller: Client, manager: Client) -> None:
    for person in (seller, manager):
        assert person.post("/customers/new/", {**NEW, "_once": "same"}).status_code == 302
    assert Customer.objects.count() == 2


def test_programs_send_the_key_as_a_header(seller: Client) -> None:
    for _ in range(2):
        seller.post("/customers/new/", NEW, headers={"idempotency-key": "k1"})
    assert Customer.objects.count() == 1


def test_keys_are_forgotten_after_a_day(seller: Client) -> None:
    seller.post("/customers/new/", {**NEW, "_once": "k"})
    assert forget_old() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE submissions_submission SET at = at - interval '25 hours'")
    assert forget_old() == 1
    assert not Submission.objects.exists()


def test_a_wrong_password_stays_counted_and_a_right_one_is_nowhere_kept(
    salesperson: Member,
) -> None:
    salesperson.set_password("correct horse")
    salesperson.save()
    seller = browser_of(salesperson)
    for typed, status in {"wrong horse": 422, "correct horse": 302}.items():
        sent = {"password": typed, "_once": str(uuid.uuid4())}
        assert seller.post("/security/confirm/", sent).status_code == status
        assert Attempt.objects.exists() == (status == 422)
    assert not Submission.objects.exists()


def test_every_form_that_a_member_sends_carries_a_key() -> None:
    folder = Path(vitalfew.__file__).parent
    without = [
        str(file.relative_to(folder))
        for file in folder.rglob("templates/**/*.html")
        if not set(FORMS_THAT_MAY_REPEAT) & {file.name, f"{file.parent.name}/{file.name}"}
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", file.read_text(), re.DOTALL)
        if "{% once %}" not in form
    ]
    assert without == []


# Switching the language or the colours twice changes nothing more; signing out neither.
FORMS_THAT_MAY_REPEAT = {
    "language_menu.html",
    "theme_buttons.html",
    "member_menu.html",
    "door.html",
    # At the door nobody is signed in yet, so there is no member whose key it were; a link and a name work once anyhow.
    "sign_in.html",
    "second_factor.html",
    "welcome.html",
    "forgotten.html",
    # A password or a code is asked for: of what is sent nothing is remembered, and a wrong try stays counted.
    "choose_password.html",
    "change_password.html",
    "confirm.html",
    "app.html",
    "passkey.html",
    # The answer is a secret, shown once: it cannot be given again. A token too many stands in the list, to be revoked.
    "tokens.html",
    "webhooks/list.html",
    "webhooks/renew.html",
    # A stranger's form has a stamp of its own, which is used up once.
    "ask.html",
}


@pytest.mark.fault("C1")
def test_of_two_editors_the_second_sees_both_texts_and_nothing_is_lost(
    salesperson: Member, administrator: Member, cases: Cases
) -> None:
    for _ in cases.rounds(5, 20):
        customer = make_customer("Olga", None)
        path = f"/customers/{customer.pk}/edit/"
        people = {"Peru": browser_of(salesperson), "Chile": browser_of(administrator)}
        answers = at_once(
            *(
                lambda p=p, c=c, path=path: p.post(
                    path, {**EDIT, "code": "", "country": c, "initial-country": ""}
                )
                for c, p in people.items()
            )
        )
        assert sorted(a.status_code for a in answers) == [302, 409]
        second = next(a for a in answers if a.status_code == 409)
        assert "Peru" in second.text
        assert "Chile" in second.text
        customer.refresh_from_db()
        assert customer.version == 2


@pytest.mark.fault("C1")
def test_one_member_with_two_tabs_is_two_writers(seller: Client) -> None:
    customer = make_customer("Olga", "C1")
    path = f"/customers/{customer.pk}/edit/"
    assert seller.post(path, {**EDIT, "country": "Peru"}).status_code == 302
    assert seller.post(path, {**EDIT, "country": "Chile"}).status_code == 409


@pytest.mark.fault("C1")
def test_what_only_one_of_them_changed_is_chosen_already(seller: Client) -> None:
    customer = make_customer("Olga", "C1")
    path = f"/customers/{customer.pk}/edit/"
    opened = {f"initial-{name}": EDIT[name] for name in ("name", "kind", "code", "country")}
    seller.post(path, {**EDIT, "country": "Peru"})
    answer = seller.post(path, {**EDIT, **opened, "name": "Olga B."})
    assert re.search(r'value="Peru" required checked', answer.text)
    assert re.search(r'value="Olga B\." required checked', answer.text)
    chosen = {**EDIT, "name": "Olga B.", "country": "Peru", "version": "2"}
    assert seller.post(path, chosen).status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.country) == ("Olga B.", "Peru")


@pytest.mark.fault("C1")
def test_two_who_weigh_value_anew_see_both_proposals(manager: Client) -> None:
    form = manager.get("/value/settings/")
    based_on = re.search(r'name="based_on" value="(\d+)"', form.text)
    assert based_on is not None
    mine = {**WEIGHTS, "based_on": based_on.group(1), "reason": "mine"}
    assert manager.post("/value/settings/", {**mine, "reason": "theirs"}).status_code == 302
    changed = {**mine, "sales_contribution": "60", "sales_expectation": "20"}
    answer = manager.post("/value/settings/", changed)
    assert answer.status_code == 409
    for text in ("60", "20", 'value="mine"'):
        assert text in answer.text
    newest = {**changed, "based_on": str(int(based_on.group(1)) + 1)}
    assert manager.post("/value/settings/", newest).status_code == 302

"""Two at the same moment, everywhere: one is stored, and the other is told and sees both texts.

Every page of ``test_every_edit``, each of its fields that takes a text, a number or a day; and one customer by every
two ways of changing it: form, cell, program, owner, many at once, merge, bin, pool, file, hand-over. A few every day,
all of them under ``make torture``.
"""

import itertools
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from vitalfew.access.api import PROPRIETOR
from vitalfew.access.tests.cast import make_member
from vitalfew.api.tests.tokens import secret_of
from vitalfew.audit.models import Event
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.models import Pair
from vitalfew.handover.actions import Terms, ask, offer
from vitalfew.handover.answering import accept
from vitalfew.handover.rules import Answer
from vitalfew.identity.api import Member
from vitalfew.importing.tests.moving_in import apply, checked
from vitalfew.jobs.api import Job, Plan, finish
from vitalfew.pool.tests.cast import make_pool
from vitalfew.site.tests.page_forms import forms_of
from vitalfew.site.tests.test_bulk import planned
from vitalfew.site.tests.test_every_edit import EDITS, Edit, filled, words
from vitalfew.site.tests.test_twice import at_once, browser_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault("C1")]
ROUNDS = 4
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ONES_OWN = {"identity:preferences"}
OF_CHOICES = {"savedviews:share", "access:role_fields"}  # what is chosen there is no text


@pytest.fixture
def ada() -> Member:
    return make_member("ada", PROPRIETOR, name="Ada", is_administrator=True, language="en")


@pytest.fixture
def bob() -> Member:
    return make_member("bob", PROPRIETOR, name="Bob", is_administrator=True, language="en")


def webhook(ada: Member) -> Edit:
    made = apps.get_model("webhooks", "Webhook").objects.create(
        owner=ada, name="Shop", url="https://93.184.216.34/hook", kinds=["customer.create"], secret="x"
    )  # fmt: skip
    return words(reverse("webhooks:edit", args=[made.pk]), "name")


def preferences(_ada: Member) -> Edit:
    return words(reverse("identity:preferences"), "name")


PAGES: dict[str, Callable[[Member], Edit]] = EDITS | {
    "webhooks:edit": webhook, "identity:preferences": preferences,
}  # fmt: skip
FRESH = itertools.count(1)


def two_values(value: str) -> tuple[str, str]:
    """Two that nobody typed before, of the kind that stands there."""
    number = next(FRESH)
    if DAY.fullmatch(value):
        first = date(2031, 1, 5) + timedelta(days=2 * number)
        return first.isoformat(), (first + timedelta(days=1)).isoformat()
    if value.isdecimal():
        return str(1000 + 2 * number), str(1001 + 2 * number)
    return f"Ours and {number}x", f"Theirs and {number}x"


def fields_of(client: Client, edit: Edit) -> Iterator[tuple[str, str]]:
    """The fields of a form that take another text, number or day as they stand there, and what is in them."""
    form = filled(client, edit)
    tried = {name: str(form.get(name, "")) for name in [*edit.typed[0], *form]}
    for name, there in tried.items():
        if name.startswith(("initial-", "_", "csrf")) or name in {"version", "based_on", "next"}:
            continue
        before = filled(client, edit)
        if name not in before and name not in edit.typed[0]:
            continue
        value = there.strip() or edit.typed[0].get(name, "")
        typed = two_values(value)[0]
        sent = client.post(edit.path, before | edit.typed[0] | {name: typed})
        if sent.status_code == 302 and str(filled(client, edit).get(name)).strip() == typed:
            yield name, value


def offers(client: Client, edit: Edit) -> bool:
    """Whether the form stands on the page for this one too: what is somebody's own stands for them alone."""
    page = edit.page or edit.path
    return any(form.action == edit.path for form in forms_of(client.get(page).text, page))


def race(edit: Edit, before: Iterable[dict[str, object]], browsers: list[Client]) -> None:
    """Both send at once; whoever comes second reads both."""
    answers = at_once(
        *(
            lambda b=b, f=f, t=t: b.post(edit.path, f | t)
            for b, f, t in zip(browsers, before, edit.typed, strict=True)
        )
    )
    assert sorted(one.status_code for one in answers) == [302, 409], (
        edit,
        [a.text for a in answers],
    )
    second = next(one for one in answers if one.status_code == 409)
    assert all(escape(text) in second.text for text in edit.shown), (edit, second.text)


@pytest.mark.parametrize("same", [False, True], ids=["two members", "one with two windows"])
def test_of_two_on_one_page_the_second_sees_both_texts(
    ada: Member, bob: Member, same: bool, cases: Cases
) -> None:
    names = sorted(PAGES)
    few = random.Random(len(names) + same).sample(names, cases.number_of(4, len(names)))  # noqa: S311
    for name in few:
        edit = PAGES[name](ada)
        browsers = [browser_of(ada), browser_of(ada if same else bob)]
        if name in ONES_OWN or not offers(browsers[1], edit):
            browsers[1] = browser_of(ada)
        if name in OF_CHOICES:
            race(edit, [filled(one, edit) for one in browsers], browsers)
            cases.add()
            continue
        found = list(itertools.islice(fields_of(browsers[0], edit), cases.number_of(1, 20)))
        assert found, name
        for field, value in found:
            for _ in cases.rounds(1, ROUNDS):
                typed = two_values(value)
                first, second = (edit.typed[0] | {field: text} for text in typed)
                contested = replace(edit, typed=(first, second), shown=typed)
                race(contested, [filled(one, edit) for one in browsers], browsers)


# One customer, by every two ways


@dataclass(frozen=True)
class Step:
    """One change, opened and not yet sent: ``send`` answers whether it was done and what the other is shown."""

    send: Callable[[], tuple[bool, str]]
    verb: str  # of the log, once it is done; a file is told as a whole, not of each customer
    typed: str = ""  # what a refusal must show
    is_country: bool = False  # what was typed is the country


@dataclass(frozen=True)
class Table:
    """A customer, and who sits before it."""

    customer: Customer
    member: Member
    other: Member
    pool: int
    token: str

    @property
    def browser(self) -> Client:
        return browser_of(self.member)

    @property
    def program(self) -> Client:
        return Client(headers={"authorization": f"Bearer {self.token}"})


def page_step(table: Table, path: str, verb: str, typed: dict[str, object], shown: str) -> Step:
    browser = table.browser
    before = filled(browser, Edit(path, ({}, {}), ("", "")))

    def send() -> tuple[bool, str]:
        answer = browser.post(path, before | typed)
        assert answer.status_code in {200, 302, 404, 409}, answer.text
        return answer.status_code in {200, 302}, answer.text

    return Step(send, verb, shown, is_country="country" in typed)


def by_form(table: Table) -> Step:
    text = f"Form {next(FRESH)}x"
    path = f"/customers/{table.customer.pk}/edit/"
    return page_step(table, path, "customer.change", {"country": text}, text)


def by_cell(table: Table) -> Step:
    text = f"Cell {next(FRESH)}x"
    path = f"/customers/{table.customer.pk}/cells/country/"
    return page_step(table, path, "customer.change", {"country": text}, text)


def by_owner(table: Table) -> Step:
    path = f"/customers/{table.customer.pk}/owner/"
    typed: dict[str, object] = {"owner": str(table.other.pk), "reason": f"Owner {next(FRESH)}x"}
    return page_step(table, path, "customer.assign", typed, str(typed["reason"]))


def by_merge(table: Table) -> Step:
    """Asked for and queued, and then done by the worker: either may find that somebody was quicker."""
    twin = make_customer(f"Twin {uuid4().hex[:8]}")
    pair = Pair.objects.create(first=table.customer, second=twin, score=7, verdict="likely")
    path = reverse("duplicates:pair", args=[pair.pk])
    asked = page_step(table, path, "customer.merge", {"survivor": "first"}, "")

    def send() -> tuple[bool, str]:
        queued, text = asked.send()
        if not queued:
            return False, text
        both = {"first_customer": pair.first_id, "second_customer": pair.second_id}
        done = finish(
            Job.objects.get(
                kind="customer.merge", **{f"parameters__{name}": key for name, key in both.items()}
            )
        )
        assert done.failure.get("code") in {
            None,
            "customer_changed_meanwhile",
            "customer_not_found",
        }, done.failure
        return not done.failure, done.error

    return Step(send, asked.verb)


def by_program(table: Table) -> Step:
    text, path = f"Program {next(FRESH)}x", f"/api/v1/customers/{table.customer.pk}"
    caller = table.program
    tag = caller.get(path).headers["ETag"]

    def send() -> tuple[bool, str]:
        answer = caller.patch(
            path, {"country": text}, content_type="application/json", headers={"if-match": tag}
        )
        assert answer.status_code in {200, 404, 412}, answer.text
        return answer.status_code == 200, answer.text

    return Step(send, "customer.change", text, is_country=True)


def by_many(table: Table) -> Step:
    browser = table.browser
    plan: Plan = planned(browser, "assign", [table.customer.pk], owner=table.other.pk)

    def send() -> tuple[bool, str]:
        assert browser.post(f"/jobs/plans/{plan.pk}/").status_code == 302
        plan.refresh_from_db()
        assert plan.job is not None
        done = finish(Job.objects.get(pk=plan.job.pk)).result
        assert done in ({"done": 1}, {"changed": 1}, {"gone": 1}), done
        return "done" in done, browser.get(f"/jobs/plans/{plan.pk}/").text

    return Step(send, "customer.assign", table.customer.name)


def by_bin(table: Table) -> Step:
    path = f"/customers/{table.customer.pk}/delete/"
    return page_step(table, path, "customer.delete", {"reason": "twice here"}, "")


def by_pool(table: Table) -> Step:
    caller = table.program

    def send() -> tuple[bool, str]:
        answer: Any = caller.post(
            f"/api/v1/pools/{table.pool}/returns",
            {"customer_id": table.customer.pk, "reason": "no time"}, content_type="application/json",
        )  # fmt: skip
        assert answer.status_code in {204, 404, 409}, answer.text
        return answer.status_code == 204, answer.text

    return Step(send, "pool.released")


def by_file(table: Table) -> Step:
    """A file that was previewed: it changes what still says what the preview said."""
    text = f"File {next(FRESH)}x"
    rows = f"客户编号,客户名称,国家\n{table.customer.code},{table.customer.name},{text}\n"
    found = checked("customers", rows, table.member, key="code")
    assert found.counts["updated"] == 1

    def send() -> tuple[bool, str]:
        done = apply(found).result
        assert done["updated"] + done["contested"] + done["bad"] + done["skipped"] == 1, done
        page = table.browser.get(reverse("importing:detail", args=[found.pk])).text
        return bool(done["updated"]), page

    return Step(send, "", text, is_country=True)


def by_handover(table: Table) -> Step:
    """Offered, and now accepted by the other."""
    terms = Terms("Ada leaves", may_look=False, keep_days=0)
    rows = Customer.objects.filter(pk=table.customer.pk)
    (made,), _left = ask(actor=table.member, rows=rows, successors=[table.other], terms=terms)
    offered = offer(actor=table.member, handover_id=made.pk, version=made.version)

    def send() -> tuple[bool, str]:
        accept(actor=table.other, handover_id=offered.pk, version=offered.version)
        return offered.items.get().answer == Answer.ACCEPTED, ""

    return Step(send, "handover.accept")


# These change what they were shown, and nothing else; the others do one thing, whatever else stands there.
SHOWN = (by_form, by_cell, by_program, by_owner, by_many, by_merge)
WHATEVER = (by_bin, by_pool, by_file, by_handover)
PAIRS = [*itertools.combinations_with_replacement(SHOWN, 2), *itertools.product(SHOWN, WHATEVER)]


@pytest.mark.parametrize("same", [False, True], ids=["two members", "one with two windows"])
def test_one_customer_by_any_two_ways(ada: Member, bob: Member, same: bool, cases: Cases) -> None:
    pool, seconds = make_pool("Open").pk, ada if same else bob
    tokens = {member: secret_of(member) for member in (ada, bob)}
    for first, second in cases.among(PAIRS, 5):
        for round_ in range(cases.number_of(1, ROUNDS)):
            name = uuid4().hex[:8]
            customer = make_customer(f"Olga {name}", f"N-{name}", owner=ada)
            tables = [Table(customer, one, bob, pool, tokens[one]) for one in (ada, seconds)]
            steps = [way(table) for way, table in zip((first, second), tables, strict=True)]
            outcomes = at_once(*(step.send for step in steps))
            assert None not in outcomes
            agree(customer, steps, outcomes, one_wins=second not in WHATEVER)
            if round_:
                cases.add()


def agree(
    customer: Customer, steps: list[Step], outcomes: list[tuple[bool, str]], *, one_wins: bool
) -> None:
    """Exactly what was answered to be done is done, and whoever was refused has their text before them."""
    names = [step.verb for step in steps]
    done = [step for step, (was, _text) in zip(steps, outcomes, strict=True) if was]
    assert len(done) == 1 if one_wins else len(done) >= 1, (names, outcomes)
    told = Event.objects.filter(subject=f"customer:{customer.pk}").values_list("verb", flat=True)
    assert sorted(told) == sorted(step.verb for step in done if step.verb), names
    now = Customer.everything.get(pk=customer.pk)
    assert now.version == 1 + len(done)
    texts = [step.typed for step in done if step.is_country]
    assert [now.country] == (texts or [""])
    for step, (was, text) in zip(steps, outcomes, strict=True):
        if not was and now.deleted_at is None:
            assert escape(step.typed) in text, (names, text)
            assert all(escape(one) in text for one in texts if step.is_country)

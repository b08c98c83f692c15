"""A field that a role hides or masks is found on no surface, and by no question: sort, filter, search, total.

Two worlds that differ in nothing but a secret must look the same to whoever may not read it, whatever is asked. That is
stronger than looking for the secret in an answer: it also fails for an answer that only depends on it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    KEY_ACCOUNT_MANAGER,
    PROPRIETOR,
    SALESPERSON,
    FieldRule,
    Reveal,
)
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.conftest import Cases
from vitalfew.customers.api import Customer, CustomerHandle, CustomerPhone
from vitalfew.customers.models import CustomerSheet
from vitalfew.customers.tests.records import make_customer
from vitalfew.dossier.api import InvoiceTitle, Registration
from vitalfew.fields.tests.records import make_field
from vitalfew.identity.api import Member
from vitalfew.identity.models import Attempt
from vitalfew.importing.api import receive
from vitalfew.jobs.api import JobState, finish
from vitalfew.people.models import ContactHandle, ContactPhone, Position
from vitalfew.people.tests.records import make_contact
from vitalfew.site.tests.world import make_order
from vitalfew.trade.api import Order, OrderLine
from vitalfew.value.api import start_run
from vitalfew.value.models import CustomerScore

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A5")]
ROLES = (SALESPERSON, KEY_ACCOUNT_MANAGER, CUSTOMER_OFFICE)
# What stands in the place of what is masked.
MASKED = {
    "customers.code": "Q****2", "customers.phones": "137****0000", "customers.mails": "q***@example.com",
    "customers.registration": "911****1111", "customer.own.f9003": "Q****2",
    "contacts.phones": "137****0000", "contacts.mails": "q***@example.com",
}  # fmt: skip
SECRET, OTHER_SECRET = "QX7315982", "QX2648182"  # masked, both are Q****2
Change = Callable[[Customer], object]
# What is changed behind the reader's back, field by field.
CHANGES: dict[str, Change] = {
    "customers.code": lambda one: Customer.objects.filter(pk=one.pk).update(code=OTHER_SECRET),
    "customers.country": lambda one: Customer.objects.filter(pk=one.pk).update(country="Peru"),
    "customers.phones": lambda one: CustomerPhone.objects.filter(customer=one).update(
        raw="13722220000", e164="+8613722220000"
    ),
    "customers.mails": lambda one: CustomerHandle.objects.filter(customer=one).update(value="qr-other@example.com"),
    "customers.registration": lambda one: (
        Registration.objects.filter(customer=one).update(number="91110000QR22222222"),
        InvoiceTitle.objects.filter(customer=one).update(tax_number="91110000QR22222222"),
    ),
    "customer.own.f9001": lambda one: own(one, f9001="9308"),
    "customer.own.f9003": lambda one: own(one, f9003="QT9999992"),
    "contacts.phones": lambda one: ContactPhone.objects.filter(contact__positions__customer=one).update(
        raw="13733330000", e164="+8613733330000"
    ),
    "contacts.mails": lambda one: ContactHandle.objects.filter(contact__positions__customer=one).update(
        value="qs-other@example.com"
    ),
    "orders.amounts": lambda one: (
        Order.objects.filter(customer=one).update(net_amount=9_301),
        OrderLine.objects.filter(order__customer=one).update(amount=9_301, unit_price=9_301),
    ),
    "value.sales": lambda one: CustomerScore.objects.filter(customer=one).update(
        net_sales=9_302, sales_contribution=9_303, sales_contribution_score=1.5
    ),
    "value.expected": lambda one: CustomerScore.objects.filter(customer=one).update(
        sales_expectation=9_304, lifetime_value=9_305, expected_spend=9_306, sales_expectation_score=2.5
    ),
    "value.profit": lambda one: CustomerScore.objects.filter(customer=one).update(
        profit_contribution=9_307, known_profit=9_308, uncosted_sales=9_309, profit_contribution_score=3.5
    ),
}  # fmt: skip


def own(customer: Customer, **values: str) -> None:
    """Other values in own fields."""
    sheet = CustomerSheet.objects.get(customer=customer)
    CustomerSheet.objects.filter(pk=sheet.pk).update(data=sheet.data | values)


def own_fields(customers: list[Customer]) -> None:
    """A number, a formula made from it, and a text that is searched."""
    make_field("Stake", "number", pk=9001)
    make_field("Twice", "formula", pk=9002, formula="[f9001] * 2")
    make_field("Mark", "text", pk=9003, is_searched=True)
    for customer, stake in zip(customers, (10, 20, 30), strict=True):
        data = {"f9001": str(stake), "f9003": f"QT{stake}43182"}
        CustomerSheet.objects.create(customer=customer, data=data)


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(role: str) -> Member:
    return make_member("reader", role, name="Reader", language="en")


@pytest.fixture
def secret(reader: Member) -> Customer:
    """The customer with the secrets, between two others that it could change places with."""
    facts = (
        ("Amber", "QA1", "China", 50),
        ("Birch", SECRET, "Japan", 70),
        ("Cedar", "QZ9", "Peru", 90),
    )
    customers = [
        make_customer(name, code, country=country, owner=reader) for name, code, country, _n in facts
    ]  # fmt: skip
    for customer, (_name, _code, _country, amount) in zip(customers, facts, strict=True):
        make_order(customer, amount=amount)
        make_order(customer, amount=amount + 3)
    assert finish(start_run(actor=None)).state == JobState.DONE
    reached(customers[1])
    own_fields(customers)
    return customers[1]


def reached(customer: Customer) -> None:
    """Numbers, addresses and registrations, of the customer and of somebody who works there."""
    phones = {"raw": "13711110000", "e164": "+8613711110000", "kind": "mobile"}
    CustomerPhone.objects.create(customer=customer, **phones)
    CustomerHandle.objects.create(customer=customer, kind="mail", value="qr-secret@example.com")
    Registration.objects.create(customer=customer, kind="uscc", number="91110000QR11111111")
    InvoiceTitle.objects.create(customer=customer, title="Birch", tax_number="91110000QR11111111")
    contact = make_contact("Bo", customer).contact
    ContactPhone.objects.create(
        contact=contact, **(phones | {"raw": "13744440000", "e164": "+8613744440000"})
    )
    ContactHandle.objects.create(contact=contact, kind="mail", value="qs-secret@example.com")


def questions(customer: Customer) -> Iterator[str]:
    """Everything that can be asked: pages, parts, lists in every order, twenty bounds a filter, searches, files."""
    order = Order.objects.filter(customer=customer).order_by("pk")[0]
    yield "/"
    for name in ("site:customer", "site:timeline", "site:customer_panel", "customers:edit"):
        yield reverse(name, args=[customer.pk])
    for tab in ("value", "orders", "team", "people", "details"):
        yield reverse("site:customer_tab", args=[customer.pk, tab])
    yield reverse("trade:order", args=[order.pk])
    yield reverse("trade:buying", args=[order.customer_id])
    for words in ("13711110000", "+86 137-4444-0000", "13722220000", "0000"):
        yield f"{reverse('calls:lookup')}?q={quote(words)}"
    yield reverse("site:bin")
    contact = Position.objects.get(customer=customer).contact_id
    for name in ("people:contact", "people:edit"):
        yield reverse(name, args=[contact])
    yield reverse("dossier:edit", args=["registration", Registration.objects.get().pk])
    yield reverse("dossier:edit", args=["invoice", InvoiceTitle.objects.get().pk])
    yield reverse("people:list")
    yield f"{reverse('people:list')}?format=csv"
    for words in (
        "0000",
        "11110000",
        "13722220000",
        "qr-other@example.com",
        "qs-secret@example.com",
        "QR22222222",
    ):
        for name in ("site:customers", "customers:search", "people:list", "search:all"):
            yield f"{reverse(name)}?q={words}"
    for key, text in (("phones", "13722220000"), ("mails", "qr-other@example.com")):
        yield f"{reverse('duplicates:alike')}?name=Birch&kind=business&{key}={text}"
    yield from lists(
        reverse("site:customers"), ("net_sales", "expected", "code", "country", "name")
    )
    yield from about_own_fields()
    yield from lists(reverse("trade:orders"), ("net_amount", "placed_on"))
    for name in ("site:customers", "trade:orders", "customers:search"):
        for words in (SECRET, OTHER_SECRET[:4], "QX", "7315", "Japan"):
            yield f"{reverse(name)}?q={words}"


def about_own_fields() -> Iterator[str]:
    """Every way to ask a list by own fields, and to search for their words."""
    yield from lists(reverse("site:customers"), ("own_f9001", "own_f9002", "own_f9003"))
    for asked in (
        "own_f9001_from=25",
        "own_f9002_to=41",
        "own_f9003=QT2",
        "own_f9003=9999",
        "own_filled=own_f9003",
    ):
        yield f"{reverse('site:customers')}?{asked}&count=all"
    for words in ("QT9999992", "QT20431"):
        yield from (
            f"{reverse(name)}?q={words}"
            for name in ("site:customers", "customers:search", "search:all")
        )


# Turned round, as emptiness, beside others, in a bracket: a limited field answers none of them.
JOINED = (
    "all(net_sales:256..)", "all(!net_sales:256..)", "any(net_sales:256..;kind:individual)", "all(country:*)",
    "all(!country:*)", "all(!country:Japan)", "any(country:Japan;stage:prospect)",
    "all(kind:business;any(country:Peru))", "all(net_amount:100..)",
    "any(!net_amount:100..;net_amount:*)", "all(code:*)",
)  # fmt: skip


def lists(path: str, sorts: tuple[str, ...]) -> Iterator[str]:
    """A list in every order, narrowed at every bound, and as a file."""
    for sort in sorts:
        yield from (f"{path}?sort={sort}", f"{path}?sort=-{sort}&format=csv")
    for name in ("net_sales", "net_amount", "expected", "code"):
        yield from (f"{path}?{name}_from={1 << power}&count=all" for power in (6, 8, 14))
    yield from (f"{path}?country={country}" for country in ("Japan", "Peru"))
    yield from (f"{path}?group={group}" for group in ("country", "owner"))
    yield from (f"{path}?where={quote(where)}&count=all" for where in JOINED)


def share_of(role: str, customer: Customer, cases: Cases) -> list[str]:
    """Every question under torture. On other days every page, and a third of what is asked of lists: each role has
    another third, so that every question is put to somebody.
    """
    every = list(questions(customer))
    if cases.number_of(few=0, many=1):
        return every
    mine = set(every[ROLES.index(role) :: len(ROLES)])
    return [asked for asked in every if asked in mine or "?" not in asked]


def told(client: Client, asked: Iterable[str]) -> dict[str, str]:
    """Every answer, without what differs from request to request."""
    Attempt.objects.all().delete()  # more files than anybody may take within an hour
    return {one: plain(client.get(one)) for one in asked}


def differing(first: dict[str, str], second: dict[str, str]) -> list[tuple[str, list[str]]]:
    """The questions whose answers differ, and the lines that do."""
    return [
        (asked, sorted({*first[asked].splitlines()} ^ {*second[asked].splitlines()})[:6])
        for asked in first
        if first[asked] != second[asked]
    ]


def plain(response: object) -> str:
    body = response.getvalue().decode(errors="replace")  # type: ignore[attr-defined]
    body = re.sub(r'name="(_once|csrfmiddlewaretoken)" value="[^"]*"', "", body)
    body = re.sub(r'name="csrf-token" content="[^"]*"', "", body)
    return f"{response.status_code}\n{body}"  # type: ignore[attr-defined]


def test_two_worlds_that_differ_in_a_hidden_field_look_the_same(
    client: Client, role: str, reader: Member, secret: Customer, cases: Cases
) -> None:
    limit(FieldRule.HIDDEN, *CHANGES, role=role)
    client.force_login(reader)
    asked = share_of(role, secret, cases)
    first = told(client, asked)
    for change in CHANGES.values():
        change(secret)
    second = told(client, asked)
    assert differing(first, second) == []
    cases.add(len(first))


def test_two_worlds_that_differ_behind_a_mask_look_the_same(
    client: Client, role: str, reader: Member, secret: Customer, cases: Cases
) -> None:
    limit(FieldRule.MASKED, *MASKED, role=role)
    client.force_login(reader)
    asked = share_of(role, secret, cases)
    first = told(client, asked)
    for behind in MASKED.values():
        assert any(behind in text for text in first.values()), behind
    CHANGES["customers.code"](secret)
    CustomerPhone.objects.update(raw="13799990000", e164="+8613799990000")  # the mask is the same
    CustomerHandle.objects.update(value="quite-another@example.com")
    Registration.objects.update(number="91199999999999991111")
    InvoiceTitle.objects.update(tax_number="91199999999999991111")
    ContactPhone.objects.update(raw="13788880000", e164="+8613788880000")
    ContactHandle.objects.update(value="quite-another@example.com")
    own(secret, f9003="QT7777772")
    second = told(client, asked)
    assert differing(first, second) == []
    cases.add(len(first))


@pytest.mark.parametrize("role", [SALESPERSON], indirect=True)
def test_to_whom_a_field_is_open_the_two_worlds_differ(client: Client, secret: Customer) -> None:
    """The comparison is no use if it cannot tell the two worlds apart."""
    client.force_login(make_member("proprietor", PROPRIETOR, language="en"))
    before = told(client, questions(secret))
    for key, change in CHANGES.items():
        Attempt.objects.all().delete()
        with transaction.atomic():
            change(secret)
            assert any(plain(client.get(asked)) != was for asked, was in before.items()), key
            transaction.set_rollback(True)


def test_an_attacker_with_twenty_questions_learns_no_digit(
    client: Client, role: str, reader: Member, secret: Customer
) -> None:
    limit(FieldRule.HIDDEN, *CHANGES, role=role)
    client.force_login(reader)
    low, high = 0, 1 << 20
    for _question in range(20):
        middle = (low + high) // 2
        asked = f"{reverse('site:customers')}?net_sales_from={middle}&q=Birch&count=all"
        low, high = (middle, high) if "Birch</a>" in client.get(asked).text else (low, middle)
    assert low == (1 << 20) - 1  # every answer was the same, whatever was asked
    guesses = [SECRET[: length + 1] for length in range(1, len(SECRET))] + ["QX99999"]
    for surface in ("site:customers", "customers:search", "trade:orders"):
        answers = {
            guess: plain(client.get(f"{reverse(surface)}?q={guess}")).replace(guess, "")
            for guess in guesses
        }
        assert {"Birch" in text for text in answers.values()} == {False}, surface


def test_the_history_tells_neither_value(
    client: Client, role: str, reader: Member, secret: Customer
) -> None:
    limit(FieldRule.HIDDEN, *CHANGES, role=role)
    for key in ("customers.code", "customers.country"):
        CHANGES[key](secret)
    client.force_login(reader)
    text = client.get(reverse("audit:history", args=["customer", secret.pk])).text
    assert not {word for word in (SECRET, OTHER_SECRET, "Japan", "Peru") if word in text}
    for key in ("contacts.phones", "contacts.mails"):
        CHANGES[key](secret)
    contact = Position.objects.get(customer=secret).contact_id
    text = client.get(reverse("audit:history", args=["contact", contact])).text
    assert "Phone numbers" in text
    assert not {
        word for word in ("13744440000", "13733330000", "qs-secret", "qs-other") if word in text
    }


@pytest.mark.parametrize("rule", [FieldRule.READ_ONLY, FieldRule.MASKED, FieldRule.HIDDEN])
def test_what_may_not_be_typed_is_not_stored(client: Client, rule: FieldRule) -> None:
    reader = make_member("reader", SALESPERSON, language="en")
    customer = make_customer("Birch", SECRET, owner=reader)
    limit(rule, "customers.code", role=SALESPERSON)
    client.force_login(reader)
    sent = {"name": "Birch", "kind": "business", "code": "TYPED", "version": customer.version}
    client.post(reverse("customers:edit", args=[customer.pk]), sent)
    client.post(reverse("customers:add"), sent | {"name": "New"})
    assert list(Customer.objects.values_list("code", flat=True).order_by("pk")) == [SECRET, None]


def test_a_look_behind_the_mask_stands_in_the_history(client: Client) -> None:
    reader = make_member("reader", SALESPERSON, name="Lin", language="en")
    customer = make_customer("Birch", SECRET, owner=reader)
    limit(FieldRule.MASKED, "customers.code", role=SALESPERSON)
    client.force_login(reader)
    page = client.get(reverse("site:customer", args=[customer.pk])).text
    assert "Q****2" in page
    assert SECRET not in page
    assert "is masked in your roles (Salesperson)" in page
    reveal = reverse("customers:reveal", args=[customer.pk, "customers.code"])
    assert SECRET in client.post(reveal).text
    assert Reveal.objects.get().at <= timezone.now()
    history = client.get(reverse("audit:history", args=["customer", customer.pk])).text
    assert "Revealed: Customer number" in history


NUMBER, ADDRESS, TAX_NUMBER = "13700000000", "quiet@example.com", "911111111111111111"


def test_numbers_addresses_and_registrations_can_be_looked_at_behind_their_masks(
    client: Client,
) -> None:
    reader = make_member("reader", SALESPERSON, name="Lin", language="en")
    customer = make_customer("Birch", owner=reader)
    CustomerHandle.objects.create(customer=customer, kind="mail", value=ADDRESS)
    Registration.objects.create(customer=customer, kind="uscc", number=TAX_NUMBER)
    contact = make_contact("Anna", customer, phones=NUMBER).contact
    keys = {
        "customers.mails": ("customers:reveal", customer.pk, "site:customer", ADDRESS),
        "customers.registration": ("customers:reveal", customer.pk, "", TAX_NUMBER),
        "contacts.phones": ("people:reveal", contact.pk, "people:contact", "137 0000 0000"),
    }
    limit(FieldRule.MASKED, *keys, role=SALESPERSON)
    client.force_login(reader)
    for key, (name, pk, where, whole) in keys.items():
        address = reverse(name, args=[pk, key])
        at = [pk] if where else [pk, "details"]
        page = client.get(reverse(where or "site:customer_tab", args=at)).text
        assert whole not in page, key
        assert f'action="{address}"' in page, key
        assert whole in client.post(address).text, key
        assert Reveal.objects.filter(field=key, member=reader).count() == 1
    history = client.get(reverse("audit:history", args=["contact", contact.pk])).text
    assert "Revealed: Phone numbers" in history


@pytest.mark.parametrize("key", ["customers.code", "contacts.nothing", "value.sales"])
def test_of_a_contact_only_how_they_are_reached_is_revealed(client: Client, key: str) -> None:
    reader = make_member("reader", SALESPERSON, language="en")
    contact = make_contact("Anna", make_customer("Birch", owner=reader)).contact
    client.force_login(reader)
    assert client.post(reverse("people:reveal", args=[contact.pk, key])).status_code == 404


def test_what_is_hidden_is_not_revealed(client: Client) -> None:
    reader = make_member("reader", SALESPERSON, language="en")
    customer = make_customer("Birch", SECRET, owner=reader)
    limit(FieldRule.HIDDEN, "customers.code", role=SALESPERSON)
    client.force_login(reader)
    answer = client.post(reverse("customers:reveal", args=[customer.pk, "customers.code"]))
    assert answer.status_code == 403
    assert SECRET not in answer.text
    assert not Reveal.objects.exists()


def test_pages_of_totals_and_imports_are_for_those_who_see_the_amounts(client: Client) -> None:
    limit(FieldRule.HIDDEN, "value.sales", "orders.amounts", role=CUSTOMER_OFFICE)
    client.force_login(make_member("olive", CUSTOMER_OFFICE, language="en"))
    for name in ("value:overview", "value:currency"):
        assert client.get(reverse(name)).status_code == 403, name
    ledger = receive(actor=None, name="sums.csv", chunks=[b"date,amount\n2026-01-05,7\n"])
    assert "sums.csv" not in client.get(reverse("importing:list")).text
    assert client.get(reverse("importing:detail", args=[ledger.pk])).status_code == 404


def test_what_may_not_be_typed_of_numbers_and_addresses_stays_as_it_is(client: Client) -> None:
    reader = make_member("reader", SALESPERSON, language="en")
    customer = make_customer("Birch", owner=reader)
    reached(customer)
    contact = Position.objects.get().contact
    limit(FieldRule.HIDDEN, *MASKED, role=SALESPERSON)
    client.force_login(reader)
    typed = {"phones": "13855550000", "mails": "new@example.com", "version": 1}
    edited = client.post(
        reverse("customers:edit", args=[customer.pk]),
        {"name": "Birch B.", "kind": "business", **typed},
    )
    assert edited.status_code == 302
    assert (
        client.post(reverse("people:edit", args=[contact.pk]), {"name": "Bo", **typed}).status_code
        == 302
    )
    number = reverse("dossier:add", args=[customer.pk, "registration"])
    assert client.post(number, {"kind": "other", "number": "N1"}).status_code == 403
    assert [str(row) for row in CustomerPhone.objects.all()] == ["+8613711110000"]
    assert [str(row) for row in CustomerHandle.objects.all()] == ["qr-secret@example.com"]
    assert [str(row) for row in ContactPhone.objects.all()] == ["+8613744440000"]
    assert [str(row) for row in ContactHandle.objects.all()] == ["qs-secret@example.com"]
    assert [str(row) for row in Registration.objects.all()] == ["91110000QR11111111"]

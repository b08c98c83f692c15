"""Whose number it is: any writing, one or several or nobody, and no more than the reader may know."""

import pytest
from django.test import Client

from vitalfew.access.api import SALESPERSON, SALESPERSON_ALL, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.channels.api import Channels, read_phones, store_channels
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db
WRITINGS = (
    "13800138000", "+86 138-0013-8000", "0086 138 0013 8000", "138 0013 8000", "１３８００１３８０００",
    "(+86)13800138000", "tel:+8613800138000",
)  # fmt: skip


def look(client: Client, number: str, *, part: bool = False) -> str:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if part else {}
    answer = client.get("/calls/", {"q": number}, headers=headers)
    assert answer.status_code == 200
    return answer.text


def with_number(name: str, number: str, owner: Member | None = None) -> Customer:
    customer = make_customer(name, owner=owner)
    store_channels(customer, Channels(tuple(read_phones(number, "CN"))))
    return customer


@pytest.mark.parametrize("writing", WRITINGS)
def test_any_writing_finds_the_contact_and_the_page(seller: Client, writing: str) -> None:
    olga = make_customer("Olga Ltd")
    make_contact("Bo", olga, "138 0013 8000", title="Buyer")
    page = look(seller, writing)
    assert f'href="/customers/{olga.pk}/timeline/"' in page
    assert "Bo" in page


def test_several_are_to_choose_from(seller: Client) -> None:
    for name in ("Olga Ltd", "Petra Ltd"):
        with_number(name, "021-62345678")
    page = look(seller, "+86 21 6234 5678")
    assert "2 customers" in page
    assert "Olga Ltd" in page
    assert "Petra Ltd" in page


def test_nobody_leads_to_an_inquiry_with_the_number_filled_in(seller: Client) -> None:
    page = look(seller, "13900139000")
    assert "Nobody you know of has this number." in page
    assert "/inquiries/new/?via=phone&amp;phone=139+0013+9000" in page
    assert (
        'value="139 0013 9000"' in seller.get("/inquiries/new/?via=phone&phone=139+0013+9000").text
    )


def test_who_left_is_not_the_caller(seller: Client) -> None:
    olga = make_customer("Olga Ltd")
    make_contact("Bo", olga, "13800138000", left_on="2026-01-01")
    assert "Nobody you know of" in look(seller, "13800138000")


@pytest.fixture
def own(db: None) -> Client:
    """The browser of somebody who sees their own customers alone."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_member("own", SALESPERSON))
    return client


def test_a_colleagues_customer_is_told_as_no_more_than_that(own: Client) -> None:
    other = with_number("Secret Ltd", "13800138000", make_member("other", SALESPERSON))
    page = look(own, "13800138000")
    assert "A customer of another colleague has this number." in page
    assert "Secret" not in page
    assert f"/customers/{other.pk}/" not in page
    assert "Nobody you know of" in look(own, "8000")  # the end of a number finds out nothing


def test_two_worlds_that_differ_in_whose_customer_it_is_look_the_same(own: Client) -> None:
    other = make_member("other", SALESPERSON)
    customer = with_number("Secret Ltd", "13800138000", other)
    before = look(own, "13800138000", part=True)
    Customer.objects.filter(pk=customer.pk).update(name="Another name", owner=make_member("third"))
    assert "another colleague" in before
    assert look(own, "13800138000", part=True) == before


def test_whoever_may_not_read_numbers_looks_none_up(seller: Client) -> None:
    with_number("Olga Ltd", "13800138000")
    limit(FieldRule.MASKED, "customers.phones", "contacts.phones", role=SALESPERSON_ALL)
    page = look(seller, "13800138000")
    assert "your roles do not show numbers" in page
    assert "Olga" not in page.partition("</form>")[2]


@pytest.mark.parametrize("words", ["\0", "Olga", "9" * 5000, "1", "';--", "转805"])
def test_what_is_no_number_is_no_fault(seller: Client, words: str) -> None:
    look(seller, words)

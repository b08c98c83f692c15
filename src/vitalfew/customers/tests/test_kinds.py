"""Business and individual customers: different forms, numbers of their own, an industry that is chosen."""

import pytest
from django.test import Client

from vitalfew.customers.actions import change
from vitalfew.customers.api import Customer, search
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput

PERSON = {"kind": "individual", "name": "欧阳娜", "phones": "138 0013 8000"}


def test_an_individual_needs_a_name_and_a_number_only(seller: Client) -> None:
    assert seller.post("/customers/new/", {**PERSON, "phones": ""}).status_code == 422
    assert seller.post("/customers/new/", {**PERSON, "name": ""}).status_code == 422
    assert seller.post("/customers/new/", PERSON).status_code == 302
    customer = Customer.objects.get()
    assert customer.kind == "individual"
    assert [phone.e164 for phone in customer.phones.all()] == ["+8613800138000"]


def test_each_kind_is_asked_what_concerns_it(seller: Client) -> None:
    business = seller.get("/customers/new/").text
    person = seller.get("/customers/new/?kind=individual").text
    assert 'name="industry"' in business
    assert 'name="industry"' not in person
    assert person.index('name="phones"') < person.index('name="code"')


def test_an_industry_is_chosen_never_typed(seller: Client) -> None:
    typed = {"kind": "business", "name": "联成", "industry": "机械"}
    assert seller.post("/customers/new/", typed).status_code == 422
    assert seller.post("/customers/new/", {**typed, "industry": "C"}).status_code == 302
    assert Customer.objects.get().get_industry_display() == "Manufacturing"


def test_the_source_is_written_once(seller: Client, salesperson: Member) -> None:
    seller.post("/customers/new/", {"kind": "business", "name": "联成", "source": "referral"})
    customer = Customer.objects.get()
    sent = {"kind": "business", "name": "联成", "source": "promotion", "version": "1"}
    seller.post(f"/customers/{customer.pk}/edit/", sent)
    with pytest.raises(BadInput, match="written once"):
        change(actor=salesperson, customer_id=customer.pk, version=2, source="promotion")
    customer.refresh_from_db()
    assert customer.source == "referral"


def test_a_number_without_its_area_code_is_kept_with_a_warning(seller: Client) -> None:
    answer = seller.post("/customers/new/", {**PERSON, "phones": "62345678"}, follow=True)
    assert "62345678: kept as written" in answer.text
    assert Customer.objects.get().phones.get().raw == "62345678"


@pytest.mark.parametrize(
    "typed",
    ["+86 138-0013-8000", "13800138000", "008613800138000", "8000", "１３８００１３８０００"],
)
def test_a_customer_is_found_by_the_number_in_any_writing(salesperson: Member, typed: str) -> None:
    customer, _other = make_customer("Olga"), make_customer("Jan")
    customer.phones.create(raw="138 0013 8000", e164="+8613800138000")
    assert [found.pk for found in search(salesperson, typed)] == [customer.pk]


def test_numbers_are_dialled_in_the_customers_country(seller: Client) -> None:
    seller.post("/customers/new/", {**PERSON, "phones": "0912345678", "country": "台灣"})
    assert Customer.objects.get().phones.get().e164 == "+886912345678"


def test_an_unchanged_number_keeps_its_row(seller: Client) -> None:
    seller.post("/customers/new/", PERSON)
    customer = Customer.objects.get()
    first = customer.phones.get().pk
    sent = {**PERSON, "phones": "010-62345678\n+8613800138000", "version": "1"}
    assert seller.post(f"/customers/{customer.pk}/edit/", sent).status_code == 302
    rows = {phone.e164: (phone.pk, phone.place) for phone in customer.phones.all()}
    assert rows["+8613800138000"] == (first, 1)
    assert rows["+861062345678"][1] == 0

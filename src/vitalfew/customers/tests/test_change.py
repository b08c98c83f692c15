"""Adding and changing a customer by hand."""

import pytest
from django.test import Client

from vitalfew.audit.models import Event
from vitalfew.customers.api import Customer, create
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput

FACTS = {"name": "苏州联成", "kind": "business", "code": "C-1", "country": "中国"}


def test_a_new_customer_is_spelled_and_logged(seller: Client, salesperson: Member) -> None:
    answer = seller.post("/customers/new/", FACTS)
    customer = Customer.objects.get(code="C-1")
    assert answer.headers["location"] == f"/customers/{customer.pk}/"
    assert customer.pinyin == "suzhouliancheng"
    event = Event.objects.get(verb="customer.create")
    assert (event.actor, event.subject) == (salesperson, f"customer:{customer.pk}")


def test_a_number_in_use_is_refused_and_what_was_typed_is_kept(seller: Client) -> None:
    make_customer("Olga", "C-1")
    answer = seller.post("/customers/new/", FACTS)
    assert answer.status_code == 422
    assert "Another customer has this number" in answer.text
    assert "苏州联成" in answer.text
    assert Customer.objects.count() == 1


def test_of_two_who_give_a_number_at_once_the_second_is_told(salesperson: Member) -> None:
    create(actor=salesperson, name="Olga", code="C-1")
    with pytest.raises(BadInput, match="Another customer has this number"):
        create(actor=salesperson, name="Jan", code="C-1")
    assert Customer.objects.count() == 1


def test_many_customers_may_have_no_number(seller: Client) -> None:
    for name in ("甲", "乙"):
        seller.post("/customers/new/", {**FACTS, "name": name, "code": ""})
    assert Customer.objects.filter(code=None).count() == 2


def test_the_second_of_two_writers_sees_both_texts_and_chooses(seller: Client) -> None:
    customer = make_customer("Olga", "C-1")
    first = {**FACTS, "name": "Olga from Gdynia", "version": "1"}
    second = {**FACTS, "name": "Olga from Gdansk", "version": "1"}
    assert seller.post(f"/customers/{customer.pk}/edit/", first).status_code == 302
    answer = seller.post(f"/customers/{customer.pk}/edit/", second)
    assert answer.status_code == 409
    assert "Olga from Gdynia" in answer.text
    assert "Olga from Gdansk" in answer.text
    customer.refresh_from_db()
    assert customer.name == "Olga from Gdynia"
    seller.post(f"/customers/{customer.pk}/edit/", {**second, "version": "2"})
    customer.refresh_from_db()
    assert (customer.name, customer.version) == ("Olga from Gdansk", 3)


def test_a_customer_that_is_not_there_is_not_found(seller: Client) -> None:
    assert seller.get("/customers/99999/edit/").status_code == 404

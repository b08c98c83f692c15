"""Facts changed in the list: only what one may write, never over somebody else's change, and drawn as the list does."""

import pytest
from django.test import Client

from vitalfew.access.api import AUDITOR, SALESPERSON, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.audit.models import Entry
from vitalfew.customers.api import CODE, Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.site.tests.page_forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALESPERSON, name="Lin", language="en")


@pytest.fixture
def olga(lin: Member) -> Customer:
    return make_customer("Olga", owner=lin)


def browser_of(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def cell(customer: Customer, key: str) -> str:
    return f"/customers/{customer.pk}/cells/{key}/"


def typed(client: Client, path: str, **values: str):
    form = next(form for form in forms_of(client.get(path).text, path) if form.action == path)
    return client.post(path, {**form.values, **values})


def test_a_fact_is_typed_where_it_stands_and_drawn_as_the_list_draws_it(
    lin: Member, olga: Customer
) -> None:
    client = browser_of(lin)
    assert typed(client, cell(olga, "country"), country="Peru").text == "Peru"
    told = typed(client, cell(olga, "name"), name="Olga <& Co>").text
    assert told == f'<a href="/customers/{olga.pk}/">Olga &lt;&amp; Co&gt;</a>'
    olga.refresh_from_db()
    assert (olga.name, olga.country) == ("Olga <& Co>", "Peru")
    assert Entry.objects.filter(table_name="customers_customer", actor_id=lin.pk).count() >= 2


def test_what_is_wrong_is_said_in_the_cell_and_stays_typed(lin: Member, olga: Customer) -> None:
    make_customer("Boris", "K1", owner=lin)
    answer = typed(browser_of(lin), cell(olga, "code"), code="K1")
    assert answer.status_code == 422
    assert "Another customer has this number already." in answer.text
    assert 'value="K1"' in answer.text
    olga.refresh_from_db()
    assert olga.code is None


def test_who_sent_first_is_not_overwritten_unseen(lin: Member, olga: Customer) -> None:
    first, second = browser_of(lin), browser_of(lin)
    path = cell(olga, "country")
    form = forms_of(second.get(path).text, path)[0]
    typed(first, path, country="Peru")
    answer = second.post(path, {**form.values, "country": "Chile"})
    assert answer.status_code == 409
    assert "It says now: <b>Peru</b>" in answer.text
    again = forms_of(answer.text, path)[0]
    assert again.values["country"] == "Chile"
    assert second.post(path, again.values).text == "Chile"


@pytest.mark.parametrize("key", ["stage", "score", "owner", "phones", "version", "nothing-such"])
def test_what_the_list_does_not_let_type_is_refused(lin: Member, olga: Customer, key: str) -> None:
    client = browser_of(lin)
    assert client.get(cell(olga, key)).status_code == 404
    assert client.post(cell(olga, key), {key: "1", "version": olga.version}).status_code == 404


def test_who_may_not_edit_sees_no_cells_to_type(lin: Member, olga: Customer) -> None:
    assert "data-cell" in browser_of(lin).get("/customers/").text
    reader = browser_of(make_member("reader", AUDITOR))
    assert "data-cell" not in reader.get("/customers/").text
    assert reader.get(cell(olga, "name")).status_code == 403


@pytest.mark.parametrize("rule", [FieldRule.HIDDEN, FieldRule.MASKED, FieldRule.READ_ONLY])
def test_a_limited_field_is_not_typed_in_the_list(
    lin: Member, olga: Customer, rule: FieldRule
) -> None:
    limit(rule, CODE.key)
    client = browser_of(lin)
    assert 'data-cell="code"' not in client.get("/customers/").text
    answer = client.post(cell(olga, "code"), {"code": "K7", "version": olga.version})
    assert answer.status_code == 404
    olga.refresh_from_db()
    assert olga.code is None

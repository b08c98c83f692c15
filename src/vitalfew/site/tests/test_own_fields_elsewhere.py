"""Own fields of contacts and inquiries: set, typed, listed, found, told in the history, under the same rules."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import CUSTOMER_OFFICE, PROPRIETOR, SALESPERSON_ALL, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.channels.api import Channels
from vitalfew.customers.tests.records import make_customer
from vitalfew.fields.api import Record, stored
from vitalfew.fields.models import Definition
from vitalfew.fields.tests.records import make_field
from vitalfew.identity.models import Member
from vitalfew.inquiries.api import OWN_FIELDS as OF_INQUIRIES
from vitalfew.inquiries.api import Inquiry
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.people import actions
from vitalfew.people.api import OWN_FIELDS as OF_CONTACTS
from vitalfew.people.api import Contact
from vitalfew.people.queries import search

pytestmark = pytest.mark.django_db
type Maker = Callable[[Member, str], int]


@pytest.fixture
def boss() -> Member:
    return make_member("boss", PROPRIETOR, language="en")


@pytest.fixture
def page(boss: Member) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def a_contact(boss: Member, name: str) -> int:
    customer = make_customer(f"Company of {name}")
    added = actions.add(
        actor=boss, customer_id=customer.pk, facts={"name": name}, channels=Channels(), position={}
    )
    return added.pk


def an_inquiry(_boss: Member, name: str) -> int:
    return make_inquiry(name, name=name).pk


KINDS = {
    "contact": (a_contact, OF_CONTACTS, "people:edit", "people:contact", "people:list"),
    "inquiry": (an_inquiry, OF_INQUIRIES, "inquiries:edit", "inquiries:inquiry", "inquiries:list"),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> tuple[str, Maker, Record, str, str, str]:
    return (request.param, *KINDS[request.param])


def typed(client: Client, address: str, **more: object) -> dict[str, object]:
    """The form as it stands, with something typed into it."""
    form = client.get(address).context["form"]
    standing = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in standing.items() if value not in (None, False)} | more


def test_values_are_typed_shown_listed_filtered_found_and_told(
    page: Client, boss: Member, kind: tuple[str, Maker, Record, str, str, str]
) -> None:
    key, make, record, edit, shown, listed = kind
    number = make_field("Shoe size", "number", record=key, place=1)
    words = make_field("Hobby", record=key, is_searched=True, place=2)
    twice = make_field("Twice", "formula", record=key, formula=f"[{number.name}] * 2", place=3)
    make_field("Of customers", place=4)
    pk, other = make(boss, "Birch"), make(boss, "Cedar")
    address = reverse(edit, args=[pk])
    sent = typed(page, address, **{number.column: "many", words.column: "keeps bees"})
    assert page.post(address, sent).status_code == 422
    sent = typed(page, address, **{number.column: "42", words.column: "keeps bees"})
    assert page.post(address, sent).status_code == 302
    assert stored(record, pk) == {number.name: "42", words.name: "keeps bees"}
    text = page.get(reverse(shown, args=[pk])).text
    assert "keeps bees" in text
    assert "84" in text
    assert "Of customers" not in text
    rows = page.get(reverse(listed), {f"{number.column}_from": "40"}).text
    assert "Birch" in rows
    assert "Cedar" not in rows
    assert "Birch" in page.get(reverse(listed), {"q": "keeps bees"}).text
    ordered = page.get(reverse(listed), {"sort": twice.column})
    assert ordered.status_code == 200
    file = page.get(reverse(listed), {"format": "csv"})
    assert "keeps bees" in file.getvalue().decode("utf-8-sig")
    told = page.get(reverse("audit:history", args=[key, pk])).text
    assert "Hobby" in told
    assert stored(record, other) == {}


def test_what_must_be_filled_in_is_asked_of_new_ones(page: Client, boss: Member) -> None:
    hobby = make_field("Hobby", record="contact", required_from="always")
    budget = make_field("Budget", "number", record="inquiry", required_from="always")
    make_field("Optional", record="contact")
    customer = make_customer("Birch")
    address = reverse("people:add", args=[customer.pk])
    form = page.get(address)
    assert hobby.column in form.context["form"].fields
    assert "Optional" not in form.text
    assert page.post(address, {"name": "Li Na"}).status_code == 422
    assert not Contact.objects.exists()
    assert page.post(address, {"name": "Li Na", hobby.column: "Bees"}).status_code == 302
    assert stored(OF_CONTACTS, Contact.objects.get().pk) == {hobby.name: "Bees"}
    address = reverse("inquiries:add")
    asked = {"via": "staff", "source": "other", "company": "Cedar"}
    assert page.post(address, asked).status_code == 422
    assert not Inquiry.everything.exists()
    assert page.post(address, asked | {budget.column: "7"}).status_code == 302
    assert stored(OF_INQUIRIES, Inquiry.everything.get().pk) == {budget.name: "7"}


def test_a_value_that_one_alone_may_have_is_refused_at_its_field(
    page: Client, boss: Member, kind: tuple[str, Maker, Record, str, str, str]
) -> None:
    key, make, record, edit, _shown, _listed = kind
    badge = make_field("Badge", record=key, is_unique=True)
    first, second = make(boss, "Birch"), make(boss, "Cedar")
    for pk, status in ((first, 302), (second, 422)):
        address = reverse(edit, args=[pk])
        answer = page.post(address, typed(page, address, **{badge.column: "B-1"}))
        assert answer.status_code == status
    assert badge.column in answer.context["form"].errors
    assert stored(record, second) == {}


def test_a_hidden_field_is_nowhere_and_a_masked_one_is_revealed_in_writing(
    boss: Member, kind: tuple[str, Maker, Record, str, str, str]
) -> None:
    key, make, record, edit, shown, listed = kind
    seller = make_member("sally", SALESPERSON_ALL, language="en")
    secret = make_field("Secret", record=key, is_searched=True, place=1)
    card = make_field("Card", record=key, place=2)
    pk = make(boss, "Birch")
    record.sheets._base_manager.create(
        **{f"{key}_id": pk, "data": {secret.name: "whispered", card.name: "6222021234567890"}}
    )
    limit(FieldRule.HIDDEN, secret.key, role=SALESPERSON_ALL)
    limit(FieldRule.MASKED, card.key, role=SALESPERSON_ALL)
    client = Client()
    client.force_login(seller)
    for address in (reverse(shown, args=[pk]), reverse(edit, args=[pk]), reverse(listed)):
        text = client.get(address).text
        assert "whispered" not in text
        assert "6222021234567890" not in text
    assert "Birch" not in client.get(reverse(listed), {"q": "whispered"}).text
    told = client.get(reverse("audit:history", args=[key, pk])).text
    assert "whispered" not in told
    assert "6222021234567890" not in told
    if key == "contact":
        assert not search(seller, Contact.objects.all(), "whispered").exists()
    reveal = shown.split(":")[0] + ":reveal"
    address = reverse(reveal, args=[pk, card.key])
    assert address in client.get(reverse(shown, args=[pk])).text
    looked = client.post(address)
    assert "6222021234567890" in looked.text
    assert client.post(reverse(reveal, args=[pk, secret.key])).status_code == 403
    assert client.post(reverse(reveal, args=[pk, "customers.code"])).status_code == 404
    told = client.get(reverse("audit:history", args=[key, pk])).text
    assert "Revealed: Card" in told
    assert "Revealed: Secret" not in told


def test_fields_are_set_for_each_kind_of_record(page: Client) -> None:
    address = f"{reverse('fields:add', args=['text'])}?of=contact"
    assert page.post(address, {"label": "Hobby"}).status_code == 302
    made = Definition.objects.get()
    assert made.record == "contact"
    page.get(reverse("fields:list"), {"of": "contact"})  # and says that it is there
    assert "Hobby" not in page.get(reverse("fields:list")).text
    assert "Hobby" in page.get(reverse("fields:list"), {"of": "contact"}).text
    assert page.get(reverse("fields:list"), {"of": "order"}).status_code == 404
    # The same name may stand for another kind of record.
    again = reverse("fields:add", args=["text"])
    assert page.post(f"{again}?of=inquiry", {"label": "Hobby"}).status_code == 302
    assert page.post(f"{again}?of=contact", {"label": "Hobby"}).status_code == 422


def test_who_may_not_set_fields_may_not_set_those_of_contacts() -> None:
    client = Client()
    client.force_login(make_member("sam", SALESPERSON_ALL))
    assert client.get(reverse("fields:list"), {"of": "contact"}).status_code == 403
    client.force_login(make_member("olive", CUSTOMER_OFFICE))
    assert client.get(reverse("fields:list"), {"of": "contact"}).status_code == 200

"""A new contact who is known already: shown while one types, asked about before they are added, used instead."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.tests.cast import office
from vitalfew.people.api import Contact, Position
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db
MOBILE = "13722220000"


@pytest.fixture
def client() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(office())
    return client


@pytest.fixture
def here() -> Customer:
    return make_customer("鼎盛物流有限公司")


def alike(client: Client, at: Customer, **typed: str) -> str:
    return client.get(reverse("duplicates:alike_people", args=[at.pk]), typed).text


def test_the_same_name_and_number_is_known_whatever_the_writing(
    client: Client, here: Customer
) -> None:
    known = make_contact("王芳", make_customer("联成互动"), f"{MOBILE}")
    told = alike(client, here, name="Wang Fang", phones="+86 137-2222-0000")
    assert "王芳" in told
    assert "联成互动" in told
    assert f'value="{known.contact_id}"' in told
    assert "王芳" not in alike(client, here, name="王芳")  # a name alone is no sign
    assert "王芳" not in alike(client, here, name="李强", phones=MOBILE)  # nor is a shared line


def test_the_same_name_at_a_company_of_the_same_name_is_asked_about(client: Client) -> None:
    make_contact("王芳", make_customer("深圳市联成互动有限公司"))
    assert "王芳" in alike(client, make_customer("联成互动"), name="王芳")


def test_who_works_here_is_said_to_and_not_offered(client: Client, here: Customer) -> None:
    make_contact("王芳", here)
    told = alike(client, here, name="王芳")
    assert "Known here" in told
    assert 'name="use"' not in told


def test_one_is_added_with_a_reason_or_used_instead(client: Client, here: Customer) -> None:
    known = make_contact("王芳", make_customer("联成互动"), MOBILE)
    typed = {"name": "王芳", "phones": f"{MOBILE}\n021-62345678", "title": "采购经理"}
    path = reverse("people:add", args=[here.pk])
    asked = client.post(path, typed)
    assert asked.status_code == 422
    assert "A person like this is known already" in asked.text
    assert "采购经理" in asked.text
    assert Contact.objects.count() == 1
    assert client.post(path, typed | {"use": str(known.contact_id)}).status_code == 302
    now = Position.objects.get(customer=here)
    assert (now.contact_id, now.title) == (known.contact_id, "采购经理")
    numbers = now.contact.phones.order_by("place").values_list("e164", flat=True)
    assert list(numbers) == ["+8613722220000", "+862162345678"]
    again = client.post(path, typed | {"use": str(known.contact_id)})
    assert (again.status_code, "works or worked there already" in again.text) == (422, True)
    assert client.post(path, typed | {"because": "her namesake"}).status_code == 302
    assert Contact.objects.filter(name="王芳").count() == 2


def test_across_rights_one_is_told_only_whom_to_ask() -> None:
    east, west = make_department("East"), make_department("West")
    owner = place(make_member("fang", SALESPERSON, name="陈晨"), west)
    secret = make_customer("Atlantis", owner=owner, department=west)
    known = make_contact("王芳", secret, MOBILE)
    sally = place(make_member("sally", SALESPERSON), east)
    client = Client(headers={"accept-language": "en"})
    client.force_login(sally)
    mine = make_customer("Mine", owner=sally, department=east)
    told = alike(client, mine, name="王芳", phones=MOBILE)
    assert "known at a customer of 陈晨: ask them" in told
    assert not any(text in told for text in ("王芳", "Atlantis", "2222", 'name="use"'))
    typed = {"name": "王芳", "phones": MOBILE, "use": str(known.contact_id)}
    assert client.post(reverse("people:add", args=[mine.pk]), typed).status_code == 404
    assert not Position.objects.filter(customer=mine).exists()
    elsewhere = reverse("duplicates:alike_people", args=[secret.pk])
    assert client.get(elsewhere, {"name": "王芳"}).status_code == 404


def test_who_lies_in_the_bin_is_not_told_of(client: Client, here: Customer) -> None:
    known = make_contact("王芳", here, MOBILE)
    known.contact.deleted_at = known.contact.created_at
    known.contact.save()
    assert "王芳" not in alike(client, here, name="王芳", phones=MOBILE)


def test_who_is_known_is_said_right_below_the_name_on_every_form(
    client: Client, here: Customer
) -> None:
    for page in (
        reverse("people:add", args=[here.pk]), reverse("site:customer_tab", args=[here.pk, "people"]),
        f"{reverse('customers:add')}?kind=business", f"{reverse('customers:add')}?kind=individual",
    ):  # fmt: skip
        text = client.get(page).text
        places = [text.index(part) for part in ('id="id_name"', 'id="alike"', 'id="id_phones"')]
        assert places == sorted(places), page
        between = text[places[0] : places[1]]
        assert "<input" not in between, page
        assert text.count('id="alike"') == 1, page

"""What a role masks or hides of an inquiry is told nowhere; the list asks the database few things."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from vitalfew.access.api import KEY_ACCOUNT_MANAGER, FieldRule
from vitalfew.access.tests.cast import limit, make_member
from vitalfew.customers.models import Customer
from vitalfew.identity.api import Member
from vitalfew.inquiries import qualifying
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.people.models import ContactPhone

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14


@pytest.fixture
def kim() -> Member:
    return make_member("kim", KEY_ACCOUNT_MANAGER, name="Kim", language="en")


@pytest.fixture
def client(kim: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(kim)
    return client


@pytest.fixture
def secret(kim: Member) -> Inquiry:
    return make_inquiry(
        "Acme", name="Wang Fang", phone="13812348000", mail="fang@secret.example", owner=kim, state="answered"
    )  # fmt: skip


def narrow(rule: FieldRule) -> None:
    limit(rule, "inquiries.phone", "inquiries.mail", role=KEY_ACCOUNT_MANAGER)


def everything(client: Client, inquiry: Inquiry) -> str:
    """Every page about it, the file, and what a search for the secret says."""
    paths = [
        reverse(f"inquiries:{name}", args=[inquiry.pk]) for name in ("inquiry", "edit", "close")
    ]
    paths += [reverse("audit:history", args=["inquiry", inquiry.pk])]
    listed = reverse("inquiries:list")
    paths += [listed + asked for asked in ("", "?format=csv")]
    return "".join(client.get(path).getvalue().decode() for path in paths)


@pytest.mark.parametrize("rule", [FieldRule.MASKED, FieldRule.HIDDEN])
def test_a_number_and_an_address_that_are_limited_are_told_nowhere(
    client: Client, secret: Inquiry, rule: FieldRule
) -> None:
    assert "13812348000" in everything(client, secret)
    assert "fang@secret.example" in everything(client, secret)
    narrow(rule)
    told = everything(client, secret)
    for part in ("1234", "138 1234", "fang@"):
        assert part not in told
    assert ("138****8000" in told) == (rule == FieldRule.MASKED)


def test_who_sees_a_masked_number_may_look_behind_the_mask_and_that_is_written_down(
    client: Client, secret: Inquiry
) -> None:
    shown = reverse("inquiries:inquiry", args=[secret.pk])
    asked = [
        reverse("inquiries:reveal", args=[secret.pk, f"inquiries.{name}"])
        for name in ("phone", "mail")
    ]
    assert "reveal" not in client.get(shown).text
    narrow(FieldRule.MASKED)
    page = client.get(shown).text
    assert all(address in page for address in asked)
    assert "13812348000" in client.post(asked[0]).text
    assert "fang@secret.example" in client.post(asked[1]).text
    told = client.get(reverse("audit:history", args=["inquiry", secret.pk])).text
    assert "Revealed: Phone number of an inquiry" in told
    narrow(FieldRule.HIDDEN)
    assert client.post(asked[0]).status_code == 403
    assert "reveal" not in client.get(shown).text


@pytest.mark.parametrize("words", ["8000", "13812348000", "fang@secret.example"])
def test_a_limited_number_is_not_found_by_searching(
    client: Client, secret: Inquiry, words: str
) -> None:
    listed = reverse("inquiries:list")
    assert "Acme" in client.get(listed, {"q": words}).text
    narrow(FieldRule.MASKED)
    assert "Acme" not in client.get(listed, {"q": words}).text


def test_who_may_not_read_the_number_does_not_pass_it_on(kim: Member, secret: Inquiry) -> None:
    narrow(FieldRule.HIDDEN)
    qualifying.make(actor=kim, inquiry_id=secret.pk, version=1)
    assert Customer.objects.get().name == "Acme"
    assert not ContactPhone.objects.exists()


def test_who_may_not_type_the_number_leaves_it_as_it_is(client: Client, secret: Inquiry) -> None:
    narrow(FieldRule.MASKED)
    sent = {
        "company": "Acme Two",
        "name": "Wang Fang",
        "version": 1,
        "phone": "1",
        "mail": "x@y.example",
    }
    assert client.post(reverse("inquiries:edit", args=[secret.pk]), sent).status_code == 302
    secret.refresh_from_db()
    assert (secret.company, secret.phone, secret.mail) == (
        "Acme Two",
        "13812348000",
        "fang@secret.example",
    )


def test_the_list_asks_few_things_however_many_rows(
    client: Client, kim: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        make_inquiry(f"Firm {number}", owner=kim, state="assigned")
    client.get(reverse("inquiries:list"))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert "Firm 7" in client.get(reverse("inquiries:list")).text

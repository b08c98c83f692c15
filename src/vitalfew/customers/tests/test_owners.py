"""Owners, account teams, and what a refusal says on the customer's pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import AUDITOR, SALESPERSON, Department, Verb
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.api import Customer, assign, customer_policy
from vitalfew.customers.models import TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict

pytestmark = pytest.mark.django_db


def test_a_refusal_names_the_rule_and_who_may_change_it(client: Client) -> None:
    make_member("ada", name="Ada Lovelace", is_administrator=True)
    lin = make_member("lin", SALESPERSON, language="en")
    own = make_customer("Own", owner=lin)
    client.force_login(lin)
    page = client.get(reverse("customers:assign", args=[own.pk]))
    assert page.status_code == 403
    assert "“Customers: Transfer” is not in your roles (Salesperson)." in page.text
    assert "Roles are given by Ada Lovelace." in page.text


def test_a_greyed_button_says_why(client: Client) -> None:
    lin = make_member("lin", AUDITOR, language="en")
    customer = make_customer("Seen")
    client.force_login(lin)
    page = client.get(reverse("site:customer", args=[customer.pk])).text
    assert 'aria-describedby="why-edit"' in page
    assert "“Customers: Edit” is not in your roles (Auditor)." in page
    assert reverse("customers:edit", args=[customer.pk]) not in page


def test_an_account_team_shows_its_customer_and_lets_writers_write() -> None:
    lin, zhou = make_member("lin", SALESPERSON), make_member("zhou", SALESPERSON)
    customer = make_customer("Shared", owner=lin)
    assert not customer_policy.may(zhou, Verb.VIEW, customer)
    team = TeamMember.objects.create(customer=customer, member=zhou)
    assert customer_policy.may(zhou, Verb.VIEW, customer)
    assert not customer_policy.may(zhou, Verb.EDIT, customer)
    team.may_write = True
    team.save()
    assert customer_policy.may(zhou, Verb.EDIT, customer)
    team.expires_on = team.created_at.date().replace(year=2020)
    team.save()
    assert not customer_policy.may(zhou, Verb.VIEW, customer)


def world() -> tuple[Member, Member, Department, Customer]:
    east = make_department("East")
    mona = place(make_member("mona", "sales_manager"), east)
    lin = place(make_member("lin", SALESPERSON), east)
    return mona, lin, east, make_customer("Given", department=east)


def test_a_manager_gives_a_customer_with_a_reason() -> None:
    mona, lin, east, customer = world()
    with pytest.raises(BadInput):
        assign(actor=mona, customer_id=customer.pk, owner=lin, reason=" ", version=1)
    assign(actor=mona, customer_id=customer.pk, owner=lin, reason="New region", version=1)
    customer.refresh_from_db()
    assert (customer.owner, customer.department, customer.version) == (lin, east, 2)
    with pytest.raises(Conflict):
        assign(actor=mona, customer_id=customer.pk, owner=mona, reason="Again", version=1)


def test_a_member_out_of_reach_is_refused_like_one_who_is_not_there(client: Client) -> None:
    mona, _lin, _east, customer = world()
    mona.language = "en"
    mona.save()
    foreign = place(make_member("far", SALESPERSON), make_department("West"))
    client.force_login(mona)
    url = reverse("customers:assign", args=[customer.pk])
    answers = [
        client.post(url, {"owner": pk, "reason": "x", "version": 1, "initial-owner": ""})
        for pk in (foreign.pk, 987654)
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    told = [answer.text.partition("<form method")[2].partition("</form>")[0] for answer in answers]
    clean = [text.partition("csrfmiddlewaretoken")[2].partition(">")[2] for text in told]
    assert "no such member" in clean[0]
    without_key = [re.sub(r'name="_once" value="[^"]+"', "", text) for text in clean]
    assert without_key[0] == without_key[1]
    customer.refresh_from_db()
    assert customer.owner is None


def test_customers_move_with_their_owner_to_another_department(client: Client) -> None:
    ada = make_member("ada", is_administrator=True)
    lin = make_member("lin", SALESPERSON)
    customer = make_customer("Moves", owner=lin)
    east = make_department("East")
    client.force_login(ada)
    client.post(reverse("access:person", args=[lin.pk]), {"department": east.pk})
    customer.refresh_from_db()
    assert customer.department == east


def test_who_sees_only_the_own_finds_what_they_add(client: Client) -> None:
    lin = make_member("lin", SALESPERSON)
    client.force_login(lin)
    client.post(reverse("customers:add"), {"name": "Found", "kind": "business"})
    assert Customer.objects.get().owner == lin


def test_who_sees_all_adds_customers_that_are_nobodys(client: Client, salesperson: Member) -> None:
    client.force_login(salesperson)
    client.post(reverse("customers:add"), {"name": "Found", "kind": "business"})
    assert Customer.objects.get().owner is None

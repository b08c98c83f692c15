"""Roles: copied, changed, given, withdrawn; and what refusals say."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import (
    AUDITOR,
    PROPRIETOR,
    READY,
    SALESPERSON,
    RoleRef,
    Scope,
    Verb,
    give_role,
    modules,
    rights_of,
    withdraw_role,
)
from vitalfew.access.errors import ChangedMeanwhile, NotThere, Refused
from vitalfew.access.models import Department, Grant, Holding, Role
from vitalfew.access.roles import Cell, cells_of, change_role, copy_role, remove_role
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.api import Customer, assign, customer_policy
from vitalfew.customers.models import TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member, create_member
from vitalfew.kernel.errors import BadInput, Conflict

pytestmark = pytest.mark.django_db


def test_a_copy_may_what_its_model_may() -> None:
    role = copy_role(actor=None, of=RoleRef(SALESPERSON), name="Junior")
    assert set(cells_of(RoleRef(pk=role.pk))) == set(cells_of(RoleRef(SALESPERSON)))


def test_the_second_of_two_who_change_a_role_is_told() -> None:
    role = copy_role(actor=None, of=RoleRef(SALESPERSON), name="Junior")
    change_role(actor=None, role_id=role.pk, version=1, name="A", sentence="", cells=[])
    with pytest.raises(ChangedMeanwhile):
        change_role(actor=None, role_id=role.pk, version=1, name="B", sentence="", cells=[])
    assert Role.objects.get().name == "A"


@pytest.mark.parametrize(
    "cell",
    [
        Cell("no such module", Verb.VIEW, Scope.ALL),
        Cell("orders", Verb.CONFIGURE, Scope.ALL),
        Cell("customers", Verb.VIEW, Scope.CHOSEN, (987654,)),
    ],
)
def test_a_role_takes_only_rights_and_departments_that_there_are(cell: Cell) -> None:
    role = copy_role(actor=None, of=RoleRef(AUDITOR), name="Odd")
    before = Grant.objects.count()
    with pytest.raises(NotThere):
        change_role(actor=None, role_id=role.pk, version=1, name="Odd", sentence="", cells=[cell])
    assert Grant.objects.count() == before


def test_a_role_that_somebody_holds_stays() -> None:
    role = copy_role(actor=None, of=RoleRef(AUDITOR), name="Held")
    give_role(actor=None, member=make_member("lin"), role=RoleRef(pk=role.pk))
    with pytest.raises(Conflict):
        remove_role(actor=None, role_id=role.pk)


def test_only_who_sets_up_the_organisation_gives_roles() -> None:
    lin = make_member("lin", PROPRIETOR)
    with pytest.raises(Refused):
        give_role(actor=lin, member=lin, role=RoleRef(AUDITOR))
    assert Holding.objects.get().ready == PROPRIETOR


def test_the_last_administrator_stays_one() -> None:
    ada = make_member("ada", is_administrator=True)
    with pytest.raises(Conflict):
        withdraw_role(actor=ada, member=ada, role=RoleRef("administrator"))
    make_member("bo", is_administrator=True)
    withdraw_role(actor=ada, member=ada, role=RoleRef("administrator"))
    assert not Member.objects.get(username="ada").is_administrator


def test_a_new_member_finds_a_first_role() -> None:
    first, second = (
        create_member(username="ada", is_administrator=True),
        create_member(username="lin"),
    )
    assert rights_of(first).reach("customers", Verb.VIEW).everything
    assert rights_of(second).reach("customers", Verb.VIEW).owners == {second.pk}


def test_every_module_says_what_ready_roles_may_and_names_only_its_own_verbs() -> None:
    for module in modules():
        assert set(module.ready) <= set(READY), module.key
        for rights in module.ready.values():
            assert set(rights) <= set(module.verbs), module.key


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
        client.post(url, {"owner": pk, "reason": "x", "version": 1}) for pk in (foreign.pk, 987654)
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    told = [answer.text.partition("<form method")[2].partition("</form>")[0] for answer in answers]
    clean = [text.partition("csrfmiddlewaretoken")[2].partition(">")[2] for text in told]
    assert "no such member" in clean[0]
    assert clean[0] == clean[1]
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

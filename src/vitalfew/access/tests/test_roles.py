"""Roles: copied, changed, given, withdrawn; and what refusals say."""

import pytest

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
from vitalfew.access.models import Grant, Holding, Role
from vitalfew.access.roles import Cell, cells_of, change_role, copy_role, remove_role
from vitalfew.access.tests.cast import make_member
from vitalfew.identity.api import Member, create_member
from vitalfew.kernel.errors import Conflict

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

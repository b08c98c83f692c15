"""A role may see more than it may take away: a list's file then holds less than its page."""

from dataclasses import replace

import pytest
from django.test import Client

from vitalfew.access.api import CUSTOMER_OFFICE, RoleRef, Scope, Verb, give_role
from vitalfew.access.roles import cells_of, change_role, copy_role
from vitalfew.access.tests.cast import make_member
from vitalfew.customers import api as customers
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merging import merge
from vitalfew.duplicates.tests.cast import scanned
from vitalfew.identity.api import Member

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A2")]


@pytest.fixture
def keeper() -> Member:
    """Sees, changes and deletes every customer, and takes away files of the own ones."""
    role = copy_role(actor=None, of=RoleRef(CUSTOMER_OFFICE), name="Keeper")
    cells = [
        replace(cell, scope=Scope.SELF)
        if cell.verb == Verb.EXPORT and cell.module in {"customers", "contacts"}
        else cell
        for cell in cells_of(RoleRef(pk=role.pk))
    ]
    change_role(actor=None, role_id=role.pk, version=1, name="Keeper", sentence="", cells=cells)
    member = make_member("kim")
    give_role(actor=None, member=member, role=RoleRef(pk=role.pk))
    return member


def page_and_file(member: Member, path: str) -> tuple[str, str]:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    file = client.get(f"{path}?format=csv")
    assert file.headers["Content-Type"].startswith("text/csv")
    return client.get(path).text, file.getvalue().decode()


def test_the_bin(keeper: Member) -> None:
    for name, owner in (("Own Ash", keeper), ("Foreign Birch", None)):
        gone = make_customer(name, owner=owner)
        customers.delete(actor=keeper, customer_id=gone.pk, reason="twice")
    page, file = page_and_file(keeper, "/bin/")
    assert "Own Ash" in page
    assert "Foreign Birch" in page
    assert "Own Ash" in file
    assert "Foreign Birch" not in file


def test_pairs_take_the_right_for_both(keeper: Member) -> None:
    make_customer("Own Ash Trading", "A-1", owner=keeper)
    make_customer("Own Ash Trading Ltd", "A-2", owner=keeper)
    make_customer("Half Birch Trading", "B-1", owner=keeper)
    make_customer("Half Birch Trading Ltd", "B-2")
    assert len(scanned()) == 2
    page, file = page_and_file(keeper, "/duplicates/")
    assert "Own Ash" in page
    assert "Half Birch" in page
    assert "Own Ash" in file
    assert "Half Birch" not in file


def test_what_was_merged(keeper: Member) -> None:
    for name, owner in (("Own Ash", keeper), ("Foreign Birch", None)):
        first = make_customer(name, owner=owner)
        second = make_customer(f"{name} again", owner=owner)
        versions = {first.pk: first.version, second.pk: second.version}
        merge(
            actor=keeper,
            survivor_id=first.pk,
            other_id=second.pk,
            versions=versions,
            reason="twice",
        )
    page, file = page_and_file(keeper, "/duplicates/merged/")
    assert "Own Ash" in page
    assert "Foreign Birch" in page
    assert "Own Ash" in file
    assert "Foreign Birch" not in file

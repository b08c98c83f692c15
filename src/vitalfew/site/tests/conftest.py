"""The company that the tests of whole addresses share: made once for a file, and left as it was by each of them."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from vitalfew.site.tests.world import World, make_world


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made inside a transaction that is never finished; making it takes longer than most tests of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with (
            connection.cursor() as cursor
        ):  # the key of a member is part of no other number on a page
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('identity_member', 'id'), 76543210)"
            )
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(company: World) -> Iterator[World]:
    """The company; what a test does to it is taken back. Such a test asks for no other database fixture."""
    with transaction.atomic():
        yield company
        transaction.set_rollback(True)

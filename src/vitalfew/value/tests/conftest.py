"""The cast of the value tests."""

import pytest

from vitalfew.identity.api import Member
from vitalfew.value.models import ValueRun
from vitalfew.value.tests.books import run_value, shop


@pytest.fixture
def administrator(db: None) -> Member:
    return Member.objects.create(username="administrator", is_administrator=True, language="en")


@pytest.fixture
def salesperson(db: None) -> Member:
    return Member.objects.create(username="salesperson", language="en")


@pytest.fixture
def run(db: None) -> ValueRun:
    """A valued shop."""
    shop()
    return run_value()

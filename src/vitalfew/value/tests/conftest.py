"""What the value tests start from."""

import pytest

from vitalfew.value.models import ValueRun
from vitalfew.value.tests.books import run_value, shop


@pytest.fixture
def run(db: None) -> ValueRun:
    """A valued shop."""
    shop()
    return run_value()

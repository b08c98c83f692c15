import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from vitalfew.web.tests.rows import Row

MANY = 3000
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def table(db: None) -> None:
    """An empty table; it vanishes with the transaction of the test."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)


@pytest.fixture
def many(table: None) -> list[Row]:
    """3,000 rows with many ties, one in five without an amount."""
    dice = random.Random(7)  # noqa: S311
    return Row.objects.bulk_create(
        Row(
            name=f"客户{n:04}",
            points=dice.randint(0, 40),
            amount=None if n % 5 == 0 else Decimal(dice.randint(-500, 500)),
            at=START + timedelta(minutes=dice.randint(0, 500)),
        )
        for n in range(MANY)
    )

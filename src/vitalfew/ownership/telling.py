"""A verb says by what a customer changes hands; without a word the trigger tells it from the row."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from vitalfew.audit.api import because
from vitalfew.ownership.models import How


@contextmanager
def owning(how: How, reason: str) -> Iterator[None]:
    """Changes of owner inside are of this kind and for this reason. Call it inside a transaction."""
    because(reason)
    _tell(how)
    yield
    _tell("")


def _tell(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('vitalfew.owning', %s, true)", [how])

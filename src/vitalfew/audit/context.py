"""Who is at work, and why: what the triggers write beside every change."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Doing:
    """Who acts (None: the system itself), by which way (page, job, command) and in which request or job."""

    actor_id: int | None = None
    via: str = ""
    request: str = ""


NOBODY = Doing()
_current: ContextVar[Doing] = ContextVar("doing", default=NOBODY)


def new_request_id() -> str:
    """A short name for one request, also found in its answer."""
    return uuid.uuid4().hex[:16]


def tell(doing: Doing) -> None:
    """Let every change on this connection carry ``doing`` from now on. Call it outside a transaction."""
    _current.set(doing)
    actor = "" if doing.actor_id is None else str(doing.actor_id)
    connection.ensure_connection()
    # Past Django's cursor: this is no query of the page.
    with connection.wrap_database_errors:
        connection.connection.execute(
            "SELECT set_config('vitalfew.actor', %s, false), set_config('vitalfew.via', %s, false),"
            " set_config('vitalfew.request', %s, false)",
            [actor, doing.via, doing.request],
        )


@contextmanager
def doing(what: Doing) -> Iterator[None]:
    """Changes inside carry ``what``, and afterwards what they carried before."""
    before = _current.get()
    tell(what)
    try:
        yield
    finally:
        if connection.connection is not None and connection.is_usable():
            tell(before)


def because(reason: str) -> None:
    """Write ``reason`` beside every change in the rest of this transaction."""
    _for_this_transaction("vitalfew.reason", reason)


@contextmanager
def taking_back(origin: UUID) -> Iterator[None]:
    """Inside, rows that go as the import ``origin`` brought them leave their number instead of an entry each."""
    _for_this_transaction("vitalfew.undoing", str(origin))
    yield
    _for_this_transaction("vitalfew.undoing", "")


def _for_this_transaction(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])

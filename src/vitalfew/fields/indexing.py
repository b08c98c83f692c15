"""An index for each field that lists are filtered or sorted by, that is unique, or that the search looks into.

A job makes them one by one without locking anybody out (``CONCURRENTLY``), and drops what nothing needs any more. Until
then everything works, slower. Tables belong to the database's owner, so the job signs in as that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import psycopg
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from vitalfew.fields.models import TEXTS, Definition, FieldKind
from vitalfew.fields.records import Record, record_of, records
from vitalfew.fields.sql import Reckoned, reckoned
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, Progress, start
from vitalfew.kernel.errors import ProductError

INDEX_JOB = "fields.index"
SIGN_IN = ("USER", "PASSWORD", "HOST", "PORT")
STANDING_SQL = """
SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = %s::regclass AND c.relname LIKE 'own\\_%%'
"""


@dataclass(frozen=True)
class Index:
    """One index: its name says field and expression, so another expression is another index."""

    table: str
    name: str
    body: str

    @property
    def sql(self) -> str:
        """The statement that makes it."""
        return f"CREATE INDEX CONCURRENTLY {self.name} ON {self.table} {self.body}"


def index_again(*, actor: Member | None) -> Job | None:
    """Let the worker make the indexes what they should be; None where they are."""
    definitions = list(Definition.objects.order_by("pk"))
    behind = any(
        {one.name for one in wanted(record, definitions)} != standing_indexes(record)
        for record in records()
    )
    return start(actor=actor, kind=INDEX_JOB) if behind else None


def wanted(record: Record, definitions: list[Definition]) -> Iterator[Index]:
    """The indexes that a kind of record needs."""
    mine = [one for one in definitions if one.record == record.key]
    known = reckoned(mine)
    for one in mine:
        found = known.get(one.name)
        if one.is_retired or found is None:
            continue
        if one.is_filtered or one.is_unique:
            yield _plain(record, one, found)
        if one.is_searched or (one.is_filtered and found.kind in TEXTS):
            yield _words(record, one, found)


def _plain(record: Record, one: Definition, found: Reckoned) -> Index:
    sql = found.for_column("data")
    if found.kind == FieldKind.CHOICES:
        return _named(record, one, f"USING gin (({sql}))")
    return _named(record, one, f"(({sql}), {record.owner_column}) WHERE {sql} IS NOT NULL")


def _words(record: Record, one: Definition, found: Reckoned) -> Index:
    sql = found.tripled().for_column("data")
    return _named(record, one, f"USING gin (({sql}) gin_trgm_ops)")


def _named(record: Record, one: Definition, body: str) -> Index:
    mark = sha256(body.encode()).hexdigest()[:10]
    return Index(record.table, f"own_{record.key}_{one.name}_{mark}", body)


def index_work(_job: Job, report: Progress) -> dict[str, object]:
    """Make what is missing, drop what is not needed; what is half made after a crash is made anew."""
    made = dropped = 0
    with _as_owner() as owner:
        owner.execute("SELECT pg_advisory_lock(hashtextextended('own field indexes', 0))")
        for record in records():
            needed = {
                one.name: one for one in wanted(record, list(Definition.objects.order_by("pk")))
            }
            standing = _standing(owner, record)
            for name in [
                name for name, is_valid in standing.items() if name not in needed or not is_valid
            ]:
                owner.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                dropped += 1
            missing = [one for name, one in needed.items() if not standing.get(name)]
            for at, index in enumerate(missing):
                report("indexes", at, len(missing))
                owner.execute(index.sql)
                made += 1
            if missing:
                owner.execute(f"ANALYZE {record.table}")
    return {"made": made, "dropped": dropped}


def _standing(owner: "psycopg.Connection[tuple[object, ...]]", record: Record) -> dict[str, bool]:
    rows = owner.execute(STANDING_SQL, [record.table]).fetchall()
    return {str(name): bool(is_valid) for name, is_valid in rows}


def standing_indexes(record: Record) -> set[str]:
    """The indexes that are there and in use."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING_SQL, [record.table])
        return {str(name) for name, is_valid in cursor.fetchall() if is_valid}


def waits_for_index(
    definition: Definition, definitions: list[Definition], standing: set[str]
) -> bool:
    """Whether an index of the field is still to be made."""
    record = record_of(definition.record)
    mine = [one for one in wanted(record, definitions) if f"_{definition.name}_" in one.name]
    return any(one.name not in standing for one in mine)


def _as_owner() -> "psycopg.Connection[tuple[object, ...]]":
    """A connection of the tables' owner to the database of this process."""
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):  # Django's own cursors and types; plain ones do here
        parameters.pop(ours, None)
    owner = {name: settings.DATABASE_OWNER[name] for name in SIGN_IN}
    names = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    parameters |= {names[name]: value for name, value in owner.items() if value}
    try:
        found = psycopg.connect(**parameters, autocommit=True)
    except psycopg.OperationalError as error:
        raise ProductError(
            "owner_unknown",
            _(
                "The indexes could not be made: set DATABASE_OWNER_URL for the worker, then save the field again."
            ),
        ) from error
    found.execute("SET statement_timeout = 0")  # the limit of pages is not for indexes
    found.execute("SET lock_timeout = 0")
    return found

"""Which version of the product the tables of the database belong to."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = "identity"  # an app that every version has
# Tables of extensions are nobody's: PostGIS brings one, for example.
TABLES_SQL = """
SELECT c.relname FROM pg_class c
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
 ORDER BY c.relname
"""
APPLIED_SQL = "SELECT app, name FROM django_migrations"


class State(StrEnum):
    """How the database stands to this version."""

    CURRENT = "current"
    EMPTY = "empty"
    BEHIND = "behind"
    AHEAD = "ahead"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Schema:
    """The state, and what shows it: tables of another program, or migrations that one side lacks."""

    state: State
    shown_by: tuple[str, ...] = ()


def schema() -> Schema:
    """Compare the database with this version; DatabaseError when it cannot be asked."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES_SQL)
        tables = [name for (name,) in cursor.fetchall()]
        if not tables:
            return Schema(State.EMPTY)
        if "django_migrations" not in tables:
            return Schema(State.FOREIGN, tuple(tables))
        cursor.execute(APPLIED_SQL)
        applied = {f"{app}.{name}" for app, name in cursor.fetchall()}
    return compared(applied, known_migrations(), tables)


def compared(applied: set[str], known: frozenset[str], tables: list[str]) -> Schema:
    """What the two lists of migrations say."""
    if applied and not any(name.startswith(f"{OURS}.") for name in applied):
        return Schema(State.FOREIGN, tuple(tables))
    if applied - known:
        return Schema(State.AHEAD, tuple(sorted(applied - known)))
    if known - applied:
        return Schema(State.BEHIND, tuple(sorted(known - applied)))
    return Schema(State.CURRENT)


@cache
def known_migrations() -> frozenset[str]:
    """Every migration of this version."""
    return frozenset(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)

"""Fingerprints of every table, the same for the same rows in any order and on any server."""

from psycopg import Connection, sql

from config.backups.manifest import Print

# How values are written decides what is hashed.
WRITTEN_ALIKE = (
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    "SET IntervalStyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
    "SET statement_timeout = 0",
)
# Kept tables: staging tables are UNLOGGED, because they can be made again from their files.
TABLES_SQL = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relpersistence = 'p' ORDER BY c.relname
"""
SEQUENCES_SQL = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
PRINT_SQL = (
    "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM ONLY {} t"
)


def table_names(connection: Connection) -> list[str]:
    """The tables a backup holds."""
    return [name for (name,) in connection.execute(TABLES_SQL).fetchall()]


def table_prints(connection: Connection) -> dict[str, Print]:
    """A fingerprint of each table."""
    for setting in WRITTEN_ALIKE:
        connection.execute(setting)
    prints = {}
    for name in table_names(connection):
        found = connection.execute(sql.SQL(PRINT_SQL).format(sql.Identifier(name))).fetchone()
        if found is not None:
            prints[name] = Print(*found)
    return prints


def sequence_values(connection: Connection) -> dict[str, int]:
    """The last number each sequence gave: a restored one must not give it again."""
    found = connection.execute(SEQUENCES_SQL).fetchall()
    return {name: value or 0 for name, value in found}


def migrations(connection: Connection) -> list[str]:
    """The migrations the database has."""
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [name for (name,) in rows.fetchall()]

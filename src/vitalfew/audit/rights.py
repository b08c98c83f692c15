"""What the application's own role may do in the database: everything but rewrite the history.

Tables belong to the owner, who migrates. Where the server has no such role (``DATABASE_URL`` names one role for all),
the triggers that refuse are what is left.
"""

from django.db import connections
from django.db.backends.utils import CursorWrapper

APPLICATION = "vitalfew_app"
KNOWN_SQL = "SELECT count(*) FROM pg_roles WHERE rolname = %s"
GRANT_SQL = """
GRANT USAGE, CREATE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON ALL TABLES IN SCHEMA {schema} TO {role};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
REVOKE INSERT, UPDATE, DELETE, MAINTAIN ON audit_entry, audit_seal, django_migrations FROM {role};
REVOKE UPDATE, DELETE, MAINTAIN ON audit_event FROM {role};
"""
# Partitions and staging tables are made and dropped by the application, so it owns them.
MADE_BY_THE_APPLICATION_SQL = """
SELECT c.oid::regclass::text FROM pg_class c
 WHERE c.relnamespace = current_schema()::regnamespace AND pg_get_userbyid(c.relowner) <> %s
   AND (c.relkind = 'p' OR (c.relkind = 'r' AND (c.relispartition OR c.relpersistence = 'u')))
"""
HAS_RIGHTS_SQL = """
SELECT bool_and(has_table_privilege(%s, c.oid, 'SELECT')) FROM pg_class c
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
"""


def grant(using: str) -> None:
    """Give the application's role its rights, where there is such a role. Safe to call again."""
    with connections[using].cursor() as cursor:
        if not _is_known(cursor) or not _has_history(cursor):
            return
        cursor.execute(
            "SELECT quote_ident(current_schema()), current_setting('server_version_num')::int"
        )
        schema, version = cursor.fetchone()
        words = GRANT_SQL if version >= 170000 else GRANT_SQL.replace(", MAINTAIN", "")
        cursor.execute(words.format(schema=schema, role=APPLICATION))
        cursor.execute(MADE_BY_THE_APPLICATION_SQL, [APPLICATION])
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} OWNER TO {APPLICATION}")
        _let_imports_trust_their_joins(cursor)


def has_rights(using: str) -> bool:
    """Whether the application's role can read every table; yes where there is no such role."""
    with connections[using].cursor() as cursor:
        if not _is_known(cursor):
            return True
        cursor.execute(HAS_RIGHTS_SQL, [APPLICATION])
        (may,) = cursor.fetchone()
        return bool(may)


def _let_imports_trust_their_joins(cursor: CursorWrapper) -> None:
    """Foreign keys may be left unasked while lines are added; the history's triggers fire all the same."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    (is_superuser,) = cursor.fetchone()
    if is_superuser:
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {APPLICATION}")


def _is_known(cursor: CursorWrapper) -> bool:
    cursor.execute(KNOWN_SQL, [APPLICATION])
    return bool(cursor.fetchone()[0])


def _has_history(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT to_regclass('audit_entry') IS NOT NULL")
    return bool(cursor.fetchone()[0])

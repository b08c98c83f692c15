"""The triggers that write the history: one function per table, called once per statement.

A statement-level trigger sees all its rows at once, so a million rows cost one INSERT. Columns are not named: a row is
taken as it is, and a new column is in the history the moment it is there. (OFFSET 0 keeps the planner from making the
JSON of a row again for every place that reads it.)
"""

from collections.abc import Iterator
from hashlib import sha256

from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper

from vitalfew.audit.keeping import kept_models
from vitalfew.kernel.history import Kept

NOTE_SQL = """
CREATE OR REPLACE FUNCTION audit_note_{table}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $note$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_entry (cluster, action, table_name, row_key, after, salt, content)
        SELECT {cluster}, 'insert', '{table}', e.key, e.row, e.salt, audit_content(e.salt, NULL, e.row)
          FROM (SELECT {key} AS key, {row} AS row, gen_random_uuid() AS salt FROM new_rows r
                 WHERE NOT {is_brought} OFFSET 0) e;
        {bring}
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO audit_entry (cluster, action, table_name, row_key, before, after, salt, content)
        SELECT {cluster}, e.action, '{table}', e.key, e.before, e.after, e.salt,
               audit_content(e.salt, e.before, e.after)
          FROM (SELECT key, CASE WHEN n.row IS NULL THEN 'delete' WHEN o.row IS NULL THEN 'insert'
                                 ELSE 'update' END AS action,
                       CASE WHEN n.row IS NULL THEN o.row ELSE d.before END AS before,
                       CASE WHEN o.row IS NULL THEN n.row ELSE d.after END AS after,
                       gen_random_uuid() AS salt
                  FROM (SELECT {key} AS key, {row} AS row FROM old_rows r OFFSET 0) o
                  FULL JOIN (SELECT {key} AS key, {row} AS row FROM new_rows r OFFSET 0) n USING (key)
                 CROSS JOIN LATERAL (SELECT jsonb_object_agg(c.key, c.value) AS before,
                                            jsonb_object_agg(c.key, n.row -> c.key) AS after
                                       FROM jsonb_each(o.row) c
                                      WHERE c.value IS DISTINCT FROM n.row -> c.key) d
                 WHERE o.row IS DISTINCT FROM n.row OFFSET 0) e;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit_entry (cluster, action, table_name, row_key, before, salt, content)
        SELECT {cluster}, 'delete', '{table}', e.key, e.row, e.salt, audit_content(e.salt, e.row, NULL)
          FROM (SELECT {key} AS key, {row} AS row, gen_random_uuid() AS salt FROM old_rows r
                 WHERE NOT {is_taken_back} OFFSET 0) e;
        {take_back}
    ELSE
        INSERT INTO audit_entry (cluster, action, table_name, row_key, salt, content)
        SELECT {cluster}, 'truncate', '{table}', '', e.salt, audit_content(e.salt, NULL, NULL)
          FROM (SELECT gen_random_uuid() AS salt OFFSET 0) e;
    END IF;
    RETURN NULL;
END $note$;
"""
# Rows of an import: their number, under the import's id.
MANY_SQL = """
        INSERT INTO audit_entry (cluster, action, table_name, row_key, after, salt, content)
        SELECT {cluster}, '{action}', '{table}', e.key, e.rows, e.salt, audit_content(e.salt, NULL, e.rows)
          FROM (SELECT m.origin::text AS key, jsonb_build_object('rows', m.rows) AS rows, gen_random_uuid() AS salt
                  FROM (SELECT r.{origin} AS origin, count(*) AS rows FROM {source} r WHERE {condition}
                         GROUP BY 1) m OFFSET 0) e;"""
CLUSTER = "(SELECT system_identifier FROM pg_control_system())"
EVENTS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
    "truncate": "",
}


def sync(using: str) -> list[str]:
    """Make every trigger what it should be; the tables where something changed. Safe to call again."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        stale = list(_stale(cursor))
        for table, function in stale:
            _write(cursor, table, function)
    return [table for table, _function in stale]


def is_behind(using: str) -> bool:
    """Whether any table's triggers are missing, switched off or of another release."""
    with connections[using].cursor() as cursor:
        return any(True for _ in _stale(cursor))


def without_triggers(using: str) -> list[str]:
    """Tables that should have a history and whose triggers are missing, switched off or altered."""
    with connections[using].cursor() as cursor:
        return sorted(table for table, _function in _stale(cursor))


def _stale(cursor: CursorWrapper) -> Iterator[tuple[str, str]]:
    cursor.execute("SELECT quote_ident(current_schema())")
    (schema,) = cursor.fetchone()
    there = _tables(cursor)
    if "audit_entry" not in there:
        return  # nowhere to write yet
    standing = _standing(cursor)
    for model, kept in kept_models():
        table = model._meta.db_table
        if table not in there:
            continue  # its migration is still to come
        function = _function(model, kept, schema)
        if standing.get(table) != {(f"audit_{event}", "A", _mark(function)) for event in EVENTS}:
            yield table, function


def _tables(cursor: CursorWrapper) -> set[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace"
    )
    return {name for (name,) in cursor.fetchall()}


def _standing(cursor: CursorWrapper) -> dict[str, set[tuple[str, str, str]]]:
    """Each table's triggers of ours: name, how it is enabled, and the mark of its function."""
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgenabled::text, coalesce(obj_description(p.oid, 'pg_proc'), '')"
        "  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE p.proname LIKE 'audit\\_note\\_%' AND c.relnamespace = current_schema()::regnamespace"
    )
    found: dict[str, set[tuple[str, str, str]]] = {}
    for table, *trigger in cursor.fetchall():
        found.setdefault(table, set()).add(tuple(trigger))
    return found


def _write(cursor: CursorWrapper, table: str, function: str) -> None:
    cursor.execute(function)
    cursor.execute(f"COMMENT ON FUNCTION audit_note_{table}() IS '{_mark(function)}'")
    for event, sees in EVENTS.items():
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER audit_{event} AFTER {event.upper()} ON {table} {sees}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION audit_note_{table}()"
        )
        # Also for an import, which switches ordinary triggers off while it adds lines.
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER audit_{event}")


def _mark(function: str) -> str:
    return sha256(function.encode()).hexdigest()[:16]


def _function(model: type[models.Model], kept: Kept, schema: str) -> str:
    table, origin = model._meta.db_table, kept.brought_by
    undone = f"r.{origin}::text = current_setting('vitalfew.undoing', true)"
    undone = f"coalesce({undone} AND {kept.untouched}, false)" if origin else "false"
    parts = {
        "table": table,
        "schema": schema,
        "cluster": CLUSTER,
        "key": _key(model),
        "row": _row(kept),
        "is_brought": f"(r.{origin} IS NOT NULL)" if origin else "false",
        "is_taken_back": undone,
        "bring": "",
        "take_back": "",
    }
    if origin:
        parts["bring"] = MANY_SQL.format(
            action="bring", origin=origin, source="new_rows", condition=parts["is_brought"], **_of(parts)
        )  # fmt: skip
        parts["take_back"] = MANY_SQL.format(
            action="take_back", origin=origin, source="old_rows", condition=undone, **_of(parts)
        )
    return NOTE_SQL.format(**parts)


def _of(parts: dict[str, str]) -> dict[str, str]:
    return {"table": parts["table"], "cluster": parts["cluster"]}


def _key(model: type[models.Model]) -> str:
    columns = [field.column for field in model._meta.pk_fields]
    return f"concat_ws(',', {', '.join(f'r.{column}' for column in columns)})"


def _row(kept: Kept) -> str:
    """The row as JSON, without what follows from it, and with a mark in place of each secret."""
    row = "to_jsonb(r)"
    if kept.derived:
        row = f"({row} - ARRAY[{', '.join(f"'{name}'" for name in kept.derived)}])"
    for name in kept.secret:
        mark = f"left(encode(sha256(convert_to(coalesce(r.{name}::text, ''), 'UTF8')), 'hex'), 12)"
        row = f"({row} || jsonb_build_object('{name}', {mark}))"
    return row

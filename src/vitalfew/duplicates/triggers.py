"""Triggers of two kinds. One notes customers whose keys are to be made. The other sends what is written for a merged
customer on to the one it went into, whatever writes it: a page, a job under way, an import with the old number.
"""

from collections.abc import Iterator

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from vitalfew.duplicates.describing import SOURCES
from vitalfew.duplicates.pointing import Pointer, pointers

# Merging waits until nobody who has written rows for customers is still under way; they wait while two are merged.
WAY_LOCK = "hashtextextended('customers merged', 0)"
NOTE_SQL = """
CREATE OR REPLACE FUNCTION duplicates_note() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO duplicates_unkeyed (customer_id) SELECT id FROM new_rows;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO duplicates_unkeyed (customer_id)
        SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
         WHERE (n.name, n.kind, n.deleted_at) IS DISTINCT FROM (o.name, o.kind, o.deleted_at);
    ELSE
        DELETE FROM duplicates_matchkey k USING old_rows o WHERE k.customer_id = o.id;
        DELETE FROM duplicates_customername k USING old_rows o WHERE k.customer_id = o.id;
        DELETE FROM duplicates_pair p USING old_rows o WHERE p.first_id = o.id;
        DELETE FROM duplicates_pair p USING old_rows o WHERE p.second_id = o.id;
    END IF;
    RETURN NULL;
END $note$;
"""
PART_SQL = """
CREATE OR REPLACE FUNCTION duplicates_note_{event}_{table}() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    INSERT INTO duplicates_unkeyed (customer_id) SELECT DISTINCT customer_id FROM {rows};
    RETURN NULL;
END $note$;
"""
FORWARD_SQL = """
CREATE OR REPLACE FUNCTION duplicates_forward_{table}_{column}() RETURNS trigger LANGUAGE plpgsql AS $forward$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({lock});
    IF EXISTS (SELECT FROM new_rows n JOIN duplicates_merge m ON m.other_id = n.{column} AND m.undone_at IS NULL) THEN
        LOOP  -- to the end of the way: that one may have been merged too
            UPDATE {table} t SET {column} = m.survivor_id FROM new_rows n, duplicates_merge m
             WHERE t.{key} = n.{key} AND m.other_id = t.{column} AND m.undone_at IS NULL;
            EXIT WHEN NOT FOUND;
        END LOOP;
    END IF;
    RETURN NULL;
END $forward$;
"""
# A trigger of a statement fires for no rows too: its own sending on must not call it again.
OUTERMOST = "WHEN (pg_trigger_depth() = 0)"
SEES = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}


@receiver(post_migrate, dispatch_uid="duplicates triggers")
def sync_after_migrating(sender: AppConfig, using: str, **_more: object) -> None:
    """Make the triggers anew, once all migrations are through."""
    if sender.name != "vitalfew.duplicates":
        return
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        )
        there = {name for (name,) in cursor.fetchall()}
        if "duplicates_merge" not in there:
            return
        for statement in statements(there):
            cursor.execute(statement)


def statements(there: set[str]) -> Iterator[str]:
    """The SQL of every trigger."""
    yield NOTE_SQL
    for event in SEES:
        yield from _trigger("customers_customer", "duplicates_note", event, "duplicates_note")
    for source in SOURCES:
        if source._meta.db_table in there:
            yield from _noting(source._meta.db_table)
    for pointer in pointers():
        if pointer.moves is not None and pointer.model._meta.db_table in there:
            yield from _forwarding(pointer)


def _noting(table: str) -> Iterator[str]:
    for event in SEES:
        rows = "old_rows" if event == "delete" else "new_rows"
        yield PART_SQL.format(table=table, event=event, rows=rows)
        yield from _trigger(table, "duplicates_note", event, f"duplicates_note_{event}_{table}")


def _forwarding(pointer: Pointer) -> Iterator[str]:
    table, column = pointer.model._meta.db_table, pointer.field.column
    key = pointer.model._meta.pk.column
    yield FORWARD_SQL.format(table=table, column=column, key=key, lock=WAY_LOCK)
    for event in ("insert", "update"):
        name = f"duplicates_forward_{column}"
        yield from _trigger(table, name, event, f"duplicates_forward_{table}_{column}", OUTERMOST)


def _trigger(table: str, name: str, event: str, function: str, when: str = "") -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_{event} AFTER {event.upper()} ON {table} {SEES[event]}"
        f" FOR EACH STATEMENT {when} EXECUTE FUNCTION {function}()"
    )
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}_{event}"

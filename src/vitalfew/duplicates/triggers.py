"""Triggers of two kinds. One notes customers whose keys are to be made. The other sends what is written for a merged
customer or contact on to the one it went into, whatever writes it: a page, a job under way, an import with the old
number.
"""

from collections.abc import Iterator

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from vitalfew.duplicates.describing import SOURCES
from vitalfew.duplicates.pointing import Pointer, pointers
from vitalfew.people.api import Contact

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
# Who merges two contacts has both rows locked. Waiting for that here, and not at the commit where the key itself is
# checked, lets what was written meanwhile follow: the statement after the lock sees where the contact went. What the
# survivor's rows do not let in, for it says the same, stays behind, as a merge leaves it.
FOLLOW_SQL = """
CREATE OR REPLACE FUNCTION duplicates_follow_{table}_{column}_{event}() RETURNS trigger LANGUAGE plpgsql AS $follow$
DECLARE
    gone record;
BEGIN
    IF NOT EXISTS (SELECT {written}) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM people_contact WHERE id IN (SELECT n.{column} {written}) ORDER BY id FOR KEY SHARE;
    FOR gone IN
        SELECT n.{key} AS key, c.merged_into_id AS way {written} JOIN people_contact c ON c.id = n.{column}
         WHERE c.merged_into_id IS NOT NULL
    LOOP
        LOOP  -- to the end of the way: that one may have been merged too
            PERFORM FROM people_contact WHERE id = gone.way FOR KEY SHARE;
            EXIT WHEN (SELECT merged_into_id FROM people_contact WHERE id = gone.way) IS NULL;
            SELECT merged_into_id INTO gone.way FROM people_contact WHERE id = gone.way;
        END LOOP;
        BEGIN
            UPDATE {table} SET {column} = gone.way WHERE {key} = gone.key;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END LOOP;
    RETURN NULL;
END $follow$;
"""
WRITTEN = {
    "insert": "FROM (SELECT * FROM new_rows WHERE {column} IS NOT NULL) n",
    "update": "FROM new_rows n JOIN old_rows o ON o.{key} = n.{key} AND o.{column} IS DISTINCT FROM n.{column}",
}
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
    for pointer in pointers(Contact):
        if pointer.moves is not None and pointer.model._meta.db_table in there:
            yield from _following(pointer)


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


def _following(pointer: Pointer) -> Iterator[str]:
    table, column = pointer.model._meta.db_table, pointer.field.column
    key = pointer.model._meta.pk.column
    for event, rows in WRITTEN.items():
        written = rows.format(key=key, column=column)
        yield FOLLOW_SQL.format(table=table, column=column, key=key, event=event, written=written)
        function = f"duplicates_follow_{table}_{column}_{event}"
        yield from _trigger(table, f"duplicates_follow_{column}", event, function, OUTERMOST)


def _trigger(table: str, name: str, event: str, function: str, when: str = "") -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_{event} AFTER {event.upper()} ON {table} {SEES[event]}"
        f" FOR EACH STATEMENT {when} EXECUTE FUNCTION {function}()"
    )
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}_{event}"

"""What was written about a person can be blanked: the fact stays, the text goes, the chain holds.

The refusing trigger lets exactly such a change through: what a row was and became, and the salt of its digest, become
nothing, and everything else stays. Every blanking leaves an event, which nobody can take away.
"""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
DECLARE
    blanked audit_entry;
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_entry' THEN
        blanked := OLD;
        blanked.before := NULL;
        blanked.after := NULL;
        blanked.salt := NULL;
        IF blanked IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the history cannot be changed' USING ERRCODE = 'insufficient_privilege';
END $refuse$;

-- ``rows``: [["table", "key"], …]; ``links``: [["table", "column", "key"], …] for rows that are gone by now.
CREATE FUNCTION audit_forget(rows jsonb, links jsonb, subjects text[], what text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $forget$
DECLARE
    blanked bigint;
    more bigint;
BEGIN
    UPDATE audit_event SET data = '{{}}' WHERE subject = ANY (subjects) AND data <> '{{}}';
    GET DIAGNOSTICS more = ROW_COUNT;
    -- Events are rows with a history of their own: what they said stands there too.
    WITH wanted AS (
        SELECT r ->> 0 AS table_name, r ->> 1 AS row_key FROM jsonb_array_elements(rows) r
        UNION
        SELECT e.table_name, e.row_key FROM jsonb_array_elements(links) l
          JOIN audit_entry e ON e.table_name = l ->> 0
         WHERE coalesce(e.after, e.before) ->> (l ->> 1) = l ->> 2
        UNION
        SELECT 'audit_event', v.id::text FROM audit_event v WHERE v.subject = ANY (subjects))
    UPDATE audit_entry e SET before = NULL, after = NULL, salt = NULL
      FROM wanted w
     WHERE e.table_name = w.table_name AND e.row_key = w.row_key AND e.salt IS NOT NULL
       AND e.action IN ('insert', 'update', 'delete');
    GET DIAGNOSTICS blanked = ROW_COUNT;
    INSERT INTO audit_event (at, actor_id, verb, subject, data)
    VALUES (clock_timestamp(), nullif(current_setting('vitalfew.actor', true), '')::bigint, 'history.forget', what,
            jsonb_build_object('entries', blanked, 'events', more));
    RETURN blanked + more;
END $forget$;
"""
BACK = """
DROP FUNCTION audit_forget(jsonb, jsonb, text[], text);
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    RAISE EXCEPTION 'the history cannot be changed' USING ERRCODE = 'insufficient_privilege';
END $refuse$;
"""


def make(apps, schema_editor):
    """In the schema that this connection uses."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(FUNCTIONS.replace("{schema}", schema).replace("{{}}", "{}"))


class Migration(migrations.Migration):

    dependencies = [("audit", "0002_history")]

    operations = [migrations.RunPython(make, lambda apps, editor: editor.execute(BACK))]

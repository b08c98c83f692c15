"""The history that triggers write, and the chain of seals over it.

Both are made by SQL and not managed by Django: nothing but these functions ever writes them.
"""

from django.db import migrations, models

TABLES = """
CREATE TABLE audit_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster bigint NOT NULL,
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_id bigint DEFAULT nullif(current_setting('vitalfew.actor', true), '')::bigint,
    via text NOT NULL DEFAULT coalesce(current_setting('vitalfew.via', true), ''),
    request text NOT NULL DEFAULT coalesce(current_setting('vitalfew.request', true), ''),
    reason text NOT NULL DEFAULT coalesce(current_setting('vitalfew.reason', true), ''),
    db_role text NOT NULL DEFAULT session_user,
    table_name text NOT NULL,
    row_key text NOT NULL,
    action text NOT NULL,
    before jsonb,
    after jsonb,
    salt uuid,
    content bytea NOT NULL,
    CONSTRAINT audit_action_is_known
        CHECK (action IN ('insert', 'update', 'delete', 'bring', 'take_back', 'truncate'))
);
-- The history of one record, newest first.
CREATE INDEX audit_entry_of_row ON audit_entry (table_name, row_key, id DESC);
-- Sealing goes on after the last sealed entry.
CREATE INDEX audit_entry_in_order ON audit_entry (cluster, tx, id);

CREATE TABLE audit_seal (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    cluster bigint NOT NULL,
    upto_tx xid8 NOT NULL,
    upto_id bigint NOT NULL,
    entries bigint[] NOT NULL,
    marks bytea NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);
-- Sealing looks for the last seal of this server.
CREATE INDEX audit_seal_of_cluster ON audit_seal (cluster, id DESC);
"""

# An entry's digest covers its content through the content's own salted hash: what was written about a person can be
# blanked one day without breaking the chain. Time as a number, so that no session setting changes it.
FUNCTIONS = """
CREATE FUNCTION audit_content(salt uuid, before jsonb, after jsonb) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(uuid_send(salt) || convert_to(jsonb_build_array(before, after)::text, 'UTF8'));

CREATE FUNCTION audit_digest(e audit_entry) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(jsonb_build_array(
    e.id, e.cluster, e.tx::text, extract(epoch FROM e.at), e.actor_id, e.via, e.request, e.reason, e.db_role,
    e.table_name, e.row_key, e.action, encode(e.content, 'hex'))::text, 'UTF8'));

-- Seal the next entries whose transactions are all over: their order can no longer change, and no writer waits.
CREATE FUNCTION audit_seal_next(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $seal$
DECLARE
    here bigint := (SELECT system_identifier FROM pg_control_system());
    origin bigint;
    head audit_seal;
    last audit_seal;
    found record;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('audit seal', 0)) THEN
        RETURN 0;  -- somebody else is at it
    END IF;
    SELECT * INTO last FROM audit_seal ORDER BY id DESC LIMIT 1;
    FOR origin IN  -- each server this database has lived on: a restored copy counts transactions anew
        WITH RECURSIVE origins AS (
            (SELECT cluster FROM audit_entry ORDER BY cluster LIMIT 1)
            UNION ALL
            SELECT (SELECT e.cluster FROM audit_entry e WHERE e.cluster > o.cluster ORDER BY e.cluster LIMIT 1)
              FROM origins o WHERE o.cluster IS NOT NULL)
        SELECT cluster FROM origins WHERE cluster IS NOT NULL
    LOOP
        SELECT * INTO head FROM audit_seal WHERE cluster = origin ORDER BY id DESC LIMIT 1;
        SELECT array_agg(n.id ORDER BY n.tx, n.id) AS ids,
               string_agg(substring(n.digest FOR 8), ''::bytea ORDER BY n.tx, n.id) AS marks,
               string_agg(int8send(n.id) || n.digest, ''::bytea ORDER BY n.tx, n.id) AS body,
               (array_agg(n.tx ORDER BY n.tx DESC, n.id DESC))[1] AS upto_tx,
               (array_agg(n.id ORDER BY n.tx DESC, n.id DESC))[1] AS upto_id
          INTO found
          FROM (SELECT e.tx, e.id, audit_digest(e) AS digest FROM audit_entry e
                 WHERE e.cluster = origin
                   AND (e.tx, e.id) > (coalesce(head.upto_tx, '0'::xid8), coalesce(head.upto_id, 0))
                   AND (origin <> here OR e.tx < pg_snapshot_xmin(pg_current_snapshot()))
                 ORDER BY e.tx, e.id LIMIT most) n;
        IF found.ids IS NOT NULL THEN
            INSERT INTO audit_seal (id, cluster, upto_tx, upto_id, entries, marks, previous, hash)
            VALUES (coalesce(last.id, 0) + 1, origin, found.upto_tx, found.upto_id, found.ids, found.marks,
                    coalesce(last.hash, ''::bytea), sha256(coalesce(last.hash, ''::bytea) || found.body));
            RETURN cardinality(found.ids);
        END IF;
    END LOOP;
    RETURN 0;
END $seal$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    RAISE EXCEPTION 'the history cannot be changed' USING ERRCODE = 'insufficient_privilege';
END $refuse$;

-- Always: also for sessions that switch ordinary triggers off.
CREATE TRIGGER audit_refuse_rows BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_all BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_rows BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_refuse_all BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_refuse_rows;
ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_refuse_all;
ALTER TABLE audit_seal ENABLE ALWAYS TRIGGER audit_refuse_rows;
ALTER TABLE audit_seal ENABLE ALWAYS TRIGGER audit_refuse_all;
"""
DROP = """
DROP FUNCTION audit_seal_next(integer);
DROP FUNCTION audit_digest(audit_entry);
DROP TABLE audit_seal;
DROP TABLE audit_entry;
DROP FUNCTION audit_content(uuid, jsonb, jsonb);
DROP FUNCTION audit_refuse();
"""


def make(apps, schema_editor):
    """Make tables and functions in the schema that this connection uses."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(TABLES)
        cursor.execute(FUNCTIONS.replace("{schema}", schema))


def drop(apps, schema_editor):
    """Take them away; the triggers of the tables go with their functions."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.proname LIKE 'audit\\_note\\_%'")
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")
        cursor.execute(DROP)


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(make, drop),
        migrations.CreateModel(
            name="Entry",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False))],
            options={"db_table": "audit_entry", "managed": False},
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False))],
            options={"db_table": "audit_seal", "managed": False},
        ),
    ]

"""A reason that names somebody who is erased can go, as what a row said can: the chain holds a salted digest of it.

Entries of before hold their reason in the clear in their digest, and keep it; ``audit_forget`` says how many those are.
A new column without a value rewrites nothing, however long the history is.
"""

from django.db import migrations

COLUMNS = """
-- The salt of the reason (16 bytes) before its digest (32); the digest alone once the reason is gone.
ALTER TABLE audit_entry ADD COLUMN said bytea;

CREATE FUNCTION audit_said(salt uuid, reason text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN uuid_send(salt) || sha256(uuid_send(salt) || convert_to(reason, 'UTF8'));

ALTER TABLE audit_entry ALTER COLUMN said SET DEFAULT
    CASE WHEN coalesce(current_setting('vitalfew.reason', true), '') = '' THEN NULL
         ELSE audit_said(gen_random_uuid(), current_setting('vitalfew.reason', true)) END;
"""
FUNCTIONS = """
CREATE OR REPLACE FUNCTION audit_digest(e audit_entry) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(jsonb_build_array(
    e.id, e.cluster, e.tx::text, extract(epoch FROM e.at), e.actor_id, e.via, e.request,
    CASE WHEN e.said IS NULL THEN e.reason ELSE encode(substring(e.said FROM length(e.said) - 31), 'hex') END, e.db_role,
    e.table_name, e.row_key, e.action, encode(e.content, 'hex'))::text, 'UTF8'));

-- Whether what an entry says is what its digests are over; what was blanked says nothing.
CREATE FUNCTION audit_fits(e audit_entry) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (e.salt IS NULL OR audit_content(e.salt, e.before, e.after) = e.content)
   AND CASE WHEN e.said IS NULL THEN true
            WHEN length(e.said) = 32 THEN e.reason = ''
            WHEN length(e.said) = 48 THEN substring(e.said FROM 17)
                 = sha256(substring(e.said FOR 16) || convert_to(e.reason, 'UTF8'))
            ELSE false END;

CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
DECLARE
    blanked audit_entry;
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_entry' THEN
        blanked := OLD;
        IF NEW.salt IS NULL THEN
            blanked.before := NULL;
            blanked.after := NULL;
            blanked.salt := NULL;
        END IF;
        IF length(OLD.said) = 48 AND length(NEW.said) = 32 THEN
            blanked.reason := '';
            blanked.said := substring(OLD.said FROM 17);
        END IF;
        IF blanked IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the history cannot be changed' USING ERRCODE = 'insufficient_privilege';
END $refuse$;

DROP FUNCTION audit_forget(jsonb, jsonb, text[], text);

-- ``rows``: [["table", "key"], …]; ``links``: [["table", "column", "key"], …] for rows that are gone by now;
-- ``said``: reasons that name somebody, word for word; ``places``: [["table", "column"], …] where reasons are typed.
CREATE FUNCTION audit_forget(rows jsonb, links jsonb, subjects text[], what text, said_texts text[], places jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $forget$
DECLARE
    blanked bigint;
    unsaid bigint;
    staying bigint;
    emptied bigint[];
    shortened bigint[];
    told jsonb;
BEGIN
    WITH done AS (UPDATE audit_event SET data = '{}' WHERE subject = ANY (subjects) AND data <> '{}' RETURNING id)
    SELECT coalesce(array_agg(id), '{}') INTO emptied FROM done;
    WITH done AS (UPDATE audit_event SET data = data - 'reason' WHERE data ->> 'reason' = ANY (said_texts)
                  RETURNING id)
    SELECT coalesce(array_agg(id), '{}') INTO shortened FROM done;
    -- Events are rows with a history of their own: what they said stands there too.
    WITH wanted AS (
        SELECT r ->> 0 AS table_name, r ->> 1 AS row_key FROM jsonb_array_elements(rows) r
        UNION
        SELECT e.table_name, e.row_key FROM jsonb_array_elements(links) l
          JOIN audit_entry e ON e.table_name = l ->> 0
         WHERE coalesce(e.after, e.before) ->> (l ->> 1) = l ->> 2
        UNION
        SELECT 'audit_event', v.id::text FROM audit_event v WHERE v.subject = ANY (subjects)
        UNION
        SELECT 'audit_event', v.id::text FROM unnest(shortened) v (id)),
    found AS (
        SELECT e.id FROM wanted w JOIN audit_entry e USING (table_name, row_key)
        UNION
        SELECT e.id FROM jsonb_array_elements(places) p JOIN audit_entry e ON e.table_name = p ->> 0
         WHERE e.before ->> (p ->> 1) = ANY (said_texts) OR e.after ->> (p ->> 1) = ANY (said_texts))
    UPDATE audit_entry e SET before = NULL, after = NULL, salt = NULL
      FROM found f
     WHERE e.id = f.id AND e.salt IS NOT NULL AND e.action IN ('insert', 'update', 'delete');
    GET DIAGNOSTICS blanked = ROW_COUNT;
    UPDATE audit_entry e SET reason = '', said = substring(e.said FROM 17)
     WHERE e.reason <> '' AND e.reason = ANY (said_texts) AND length(e.said) = 48;
    GET DIAGNOSTICS unsaid = ROW_COUNT;
    SELECT count(*) INTO staying FROM audit_entry e
     WHERE e.reason <> '' AND e.reason = ANY (said_texts) AND e.said IS NULL;
    told := jsonb_build_object('entries', blanked, 'events', cardinality(emptied) + cardinality(shortened),
                               'reasons', unsaid, 'staying', staying);
    INSERT INTO audit_event (at, actor_id, verb, subject, data)
    VALUES (clock_timestamp(), nullif(current_setting('vitalfew.actor', true), '')::bigint, 'history.forget', what,
            told);
    RETURN told;
END $forget$;
"""


def make(apps, schema_editor):
    """In the schema that this connection uses."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(COLUMNS)
        cursor.execute(FUNCTIONS.replace("{schema}", schema))


class Migration(migrations.Migration):

    dependencies = [("audit", "0004_newest_first")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]

"""The triggers that write whose a customer was: no verb can forget it, and no import of a million rows pays for it."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

# What is in the bin, or went into another customer, is nobody's for that time.
CHANGE_SQL = """
CREATE OR REPLACE FUNCTION ownership_change() RETURNS trigger LANGUAGE plpgsql AS $change$
DECLARE
    moment timestamptz := clock_timestamp();
    actor bigint := NULLIF(current_setting('vitalfew.actor', true), '')::bigint;
    reason text := left(COALESCE(current_setting('vitalfew.reason', true), ''), 200);
    how text := COALESCE(
        NULLIF(current_setting('vitalfew.owning', true), ''),
        CASE WHEN OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
                  THEN CASE WHEN NEW.deleted_by_id IS NULL THEN 'merged' ELSE 'binned' END
             WHEN OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL THEN 'restored'
             ELSE 'assigned' END);
BEGIN
    UPDATE ownership_period SET until = moment, ended_how = how, ended_because = reason, ended_by_id = actor
     WHERE customer_id = NEW.id AND until IS NULL;
    IF NEW.owner_id IS NOT NULL AND NEW.deleted_at IS NULL THEN
        INSERT INTO ownership_period (customer_id, owner_id, since, began_how, began_because, began_by_id,
                                      ended_how, ended_because)
        VALUES (NEW.id, NEW.owner_id, moment, how, reason, actor, '', '');
    END IF;
    RETURN NULL;
END $change$;
"""
BEGIN_SQL = """
CREATE OR REPLACE FUNCTION ownership_begin() RETURNS trigger LANGUAGE plpgsql AS $begin$
BEGIN
    INSERT INTO ownership_period (customer_id, owner_id, since, began_how, began_because, began_by_id,
                                  ended_how, ended_because)
    SELECT id, owner_id, clock_timestamp(), CASE WHEN origin IS NULL THEN 'created' ELSE 'imported' END,
           left(COALESCE(current_setting('vitalfew.reason', true), ''), 200),
           NULLIF(current_setting('vitalfew.actor', true), '')::bigint, '', ''
      FROM new_rows WHERE owner_id IS NOT NULL AND deleted_at IS NULL;
    RETURN NULL;
END $begin$;
"""
END_SQL = """
CREATE OR REPLACE FUNCTION ownership_end() RETURNS trigger LANGUAGE plpgsql AS $end$
BEGIN
    DELETE FROM ownership_period p USING old_rows o WHERE p.customer_id = o.id;
    RETURN NULL;
END $end$;
"""
TABLE = "customers_customer"


@receiver(post_migrate, dispatch_uid="ownership triggers")
def sync_after_migrating(sender: AppConfig, using: str, **_more: object) -> None:
    """Make the triggers anew, once all migrations are through."""
    if sender.name != "vitalfew.ownership":
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('ownership_period'), to_regclass('customers_customer')")
        if None in cursor.fetchone():
            return
        for statement in statements():
            cursor.execute(statement)


def statements() -> Iterator[str]:
    """The SQL of every trigger."""
    yield from (CHANGE_SQL, BEGIN_SQL, END_SQL)
    # Row by row, since only then PostgreSQL looks at the columns first: a change of a million stages costs nothing.
    yield (
        f"CREATE OR REPLACE TRIGGER ownership_change AFTER UPDATE OF owner_id, deleted_at ON {TABLE} FOR EACH ROW"
        " WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))"
        " EXECUTE FUNCTION ownership_change()"
    )
    for name, event, sees in (
        ("begin", "INSERT", "NEW TABLE AS new_rows"),
        ("end", "DELETE", "OLD TABLE AS old_rows"),
    ):
        yield (
            f"CREATE OR REPLACE TRIGGER ownership_{name} AFTER {event} ON {TABLE} REFERENCING {sees}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION ownership_{name}()"
        )
    for name in ("change", "begin", "end"):
        yield f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER ownership_{name}"

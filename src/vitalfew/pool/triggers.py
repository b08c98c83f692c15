"""A customer leaves its pool when it gets an owner, and loses its lock with its owner, by any way at all."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

LEAVE_SQL = """
CREATE OR REPLACE FUNCTION pool_leave() RETURNS trigger LANGUAGE plpgsql AS $leave$
BEGIN
    DELETE FROM pool_pooled WHERE customer_id = NEW.id;
    RETURN NULL;
END $leave$;
CREATE OR REPLACE FUNCTION pool_unlock() RETURNS trigger LANGUAGE plpgsql AS $unlock$
BEGIN
    DELETE FROM pool_lock WHERE customer_id = NEW.id;
    RETURN NULL;
END $unlock$;
CREATE OR REPLACE FUNCTION pool_forget() RETURNS trigger LANGUAGE plpgsql AS $forget$
BEGIN
    DELETE FROM pool_pooled e USING old_rows o WHERE e.customer_id = o.id;
    DELETE FROM pool_notice n USING old_rows o WHERE n.customer_id = o.id;
    DELETE FROM pool_lock l USING old_rows o WHERE l.customer_id = o.id;
    DELETE FROM pool_taking t USING old_rows o WHERE t.customer_id = o.id;
    RETURN NULL;
END $forget$;
CREATE OR REPLACE TRIGGER pool_leave AFTER UPDATE OF owner_id ON customers_customer FOR EACH ROW
    WHEN (OLD.owner_id IS NULL AND NEW.owner_id IS NOT NULL) EXECUTE FUNCTION pool_leave();
CREATE OR REPLACE TRIGGER pool_unlock AFTER UPDATE OF owner_id ON customers_customer FOR EACH ROW
    WHEN (OLD.owner_id IS NOT NULL AND OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION pool_unlock();
CREATE OR REPLACE TRIGGER pool_forget AFTER DELETE ON customers_customer REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION pool_forget();
ALTER TABLE customers_customer ENABLE ALWAYS TRIGGER pool_leave;
ALTER TABLE customers_customer ENABLE ALWAYS TRIGGER pool_unlock;
ALTER TABLE customers_customer ENABLE ALWAYS TRIGGER pool_forget;
"""


@receiver(post_migrate, dispatch_uid="pool triggers")
def sync_after_migrating(sender: AppConfig, using: str, **_more: object) -> None:
    """Make the triggers anew, once all migrations are through."""
    if sender.name != "vitalfew.pool":
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('pool_lock'), to_regclass('customers_customer')")
        if None not in cursor.fetchone():
            cursor.execute(LEAVE_SQL)

"""A customer leaves its pool when it gets an owner by any way at all, and when it is gone for good."""

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
CREATE OR REPLACE FUNCTION pool_forget() RETURNS trigger LANGUAGE plpgsql AS $forget$
BEGIN
    DELETE FROM pool_pooled e USING old_rows o WHERE e.customer_id = o.id;
    DELETE FROM pool_notice n USING old_rows o WHERE n.customer_id = o.id;
    DELETE FROM pool_taking t USING old_rows o WHERE t.customer_id = o.id;
    RETURN NULL;
END $forget$;
CREATE OR REPLACE TRIGGER pool_leave AFTER UPDATE OF owner_id ON customers_customer FOR EACH ROW
    WHEN (OLD.owner_id IS NULL AND NEW.owner_id IS NOT NULL) EXECUTE FUNCTION pool_leave();
CREATE OR REPLACE TRIGGER pool_forget AFTER DELETE ON customers_customer REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION pool_forget();
ALTER TABLE customers_customer ENABLE ALWAYS TRIGGER pool_leave;
ALTER TABLE customers_customer ENABLE ALWAYS TRIGGER pool_forget;
"""


@receiver(post_migrate, dispatch_uid="pool triggers")
def sync_after_migrating(sender: AppConfig, using: str, **_more: object) -> None:
    """Make the triggers anew, once all migrations are through."""
    if sender.name != "vitalfew.pool":
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('pool_notice'), to_regclass('customers_customer')")
        if None not in cursor.fetchone():
            cursor.execute(LEAVE_SQL)

"""What is gone for good is handed over to nobody: the rows of a deleted customer go with it."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

FORGET_SQL = """
CREATE OR REPLACE FUNCTION handover_forget() RETURNS trigger LANGUAGE plpgsql AS $forget$
BEGIN
    DELETE FROM handover_item i USING old_rows o WHERE i.customer_id = o.id;
    RETURN NULL;
END $forget$;
CREATE OR REPLACE TRIGGER handover_forget AFTER DELETE ON customers_customer REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION handover_forget();
ALTER TABLE customers_customer ENABLE ALWAYS TRIGGER handover_forget;
"""


@receiver(post_migrate, dispatch_uid="handover triggers")
def sync_after_migrating(sender: AppConfig, using: str, **_more: object) -> None:
    """Make the trigger anew, once all migrations are through."""
    if sender.name != "vitalfew.handover":
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('handover_item'), to_regclass('customers_customer')")
        if None not in cursor.fetchone():
            cursor.execute(FORGET_SQL)

"""Reasons are found without reading the whole history."""

from django.db import migrations

DROP = "DROP INDEX IF EXISTS audit_entry_with_reason"  # also what an interrupted attempt left half made
MAKE = "CREATE INDEX CONCURRENTLY audit_entry_with_reason ON audit_entry (id) WHERE reason <> ''"


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("audit", "0005_reasons_can_go")]

    operations = [migrations.RunSQL([DROP, MAKE], DROP)]

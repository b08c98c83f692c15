"""Brings the database up to date, and welcomes the first administrator. Run as a process of its own by ``serve``."""

import sys
from urllib.parse import urljoin

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import config.started  # noqa: F401 - Django first
from vitalfew.identity.api import Member, first_administrator, sign_in_link

MIGRATION_LOCK = 8_700_870_087


def migrate_if_needed() -> bool:
    """Apply what is missing, one process at a time; whether anything was."""
    if not is_behind():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return True


def is_behind() -> bool:
    """Whether the database lacks a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def greeting(base: str) -> str:
    """How the first administrator gets in; nothing once anybody has signed in."""
    if Member.objects.filter(last_login__isnull=False).exists():
        return ""
    known = Member.objects.filter(is_administrator=True, is_active=True).order_by("pk").first()
    link = urljoin(base, sign_in_link(known or first_administrator()))
    return f"Sign in for the first time with this link, which works once: {link}"


def main() -> None:
    """Prepare, and leave the greeting on standard output for the supervisor to show."""
    migrate_if_needed()
    sys.stdout.write(greeting(sys.argv[1]))


if __name__ == "__main__":
    main()

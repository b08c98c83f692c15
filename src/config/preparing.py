"""Brings the database up to date, and welcomes the first administrator."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import config.started  # noqa: F401 - Django first
from config.home import data_home
from config.launcher.supervisor import GREETING
from vitalfew.audit.api import has_rights, triggers_are_behind
from vitalfew.identity.api import first_administrator, sign_in_link

MIGRATION_LOCK = 8_700_870_087
SIGN_IN = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[None]:
    """Use the database as its owner inside, as whoever the settings name afterwards."""
    before = {name: connection.settings_dict[name] for name in SIGN_IN}
    owner = {name: settings.DATABASE_OWNER[name] for name in SIGN_IN}
    if owner == before:
        yield
        return
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def migrate_if_needed() -> bool:
    """Apply what is missing, one process at a time; whether anything was."""
    with as_owner():
        if not is_behind():
            return False
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # the limit of pages is not for migrations
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            try:
                call_command("migrate", interactive=False, verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return True


def is_behind() -> bool:
    """Whether the database lacks a migration, a trigger of the history, or the application's rights."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return True
    return triggers_are_behind(connection.alias) or not has_rights(connection.alias)


def greeting(base: str) -> str:
    """How the first administrator gets in; nothing once anybody has signed in."""
    welcomed = first_administrator()
    if welcomed is None:
        return ""
    return f"Sign in for the first time with this link, which works once: {base}{sign_in_link(welcomed)}"


def prepare(base: str) -> None:
    """Make the database fit to serve from, and leave nothing open that a forked process would share."""
    migrate_if_needed()
    note = data_home() / GREETING
    note.touch(mode=0o600)
    note.write_text(greeting(base))
    connection.close()

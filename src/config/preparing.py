"""Brings the database up to date, refuses what cannot be served from, and welcomes the first administrator."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from psycopg.errors import LockNotAvailable

import config.started  # noqa: F401 - Django first
from config.home import data_home
from config.launcher.errors import LauncherError
from config.launcher.supervisor import GREETING
from config.secret import key_file
from config.watching.schema import Schema, State, schema
from vitalfew.audit.api import has_rights, triggers_are_behind
from vitalfew.identity.api import first_administrator, secrets_fit_the_key, sign_in_link

MIGRATION_LOCK = 8_700_870_087
TRIES, SECONDS_BETWEEN_TRIES = 5, 3
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
    with as_owner(), refusing_in_words():
        refuse_wrong_database(schema())
        if not is_behind():
            return False
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # the limit of pages is not for migrations
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            try:
                # A table that a page is reading is waited for, but not so long that all pages wait behind us.
                cursor.execute("SET lock_timeout = '5s'")
                migrate_patiently()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return True


def migrate_patiently() -> None:
    """Apply the migrations; one that somebody stands in the way of is tried again."""
    for left in reversed(range(TRIES)):
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable) or not left:
                raise
            time.sleep(SECONDS_BETWEEN_TRIES)
        else:
            return


@contextmanager
def refusing_in_words() -> Iterator[None]:
    """What the database refuses while it is made ready is a sentence."""
    try:
        yield
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        raise LauncherError(
            f"The database could not be made ready ({reason}): put that right and start again; "
            "a step that did not succeed has left nothing behind."
        ) from error


def is_behind() -> bool:
    """Whether the database lacks a migration, a trigger of the history, or the application's rights."""
    if schema().state in {State.EMPTY, State.BEHIND}:
        return True
    return triggers_are_behind(connection.alias) or not has_rights(connection.alias)


def refuse_wrong_database(found: Schema) -> None:
    """Neither another program's tables nor those of a later version are touched."""
    if found.state == State.FOREIGN:
        raise LauncherError(
            f"The database {connection.settings_dict['NAME']} holds tables of another program "
            f"({', '.join(found.shown_by[:3])}): correct DATABASE_URL, or give it an empty database."
        )
    if found.state == State.AHEAD:
        raise LauncherError(
            "The database was brought up to date by a later version of Vital Few "
            f"({found.shown_by[-1]} is not known here): install that version or a later one."
        )


def refuse_unless_ready() -> None:
    """Say what is wrong before anything is served or worked on; migrates nothing."""
    with refusing_in_words():
        found = schema()
        refuse_wrong_database(found)
        if found.state != State.CURRENT:
            raise LauncherError(
                "The database is older than this version of Vital Few: run vitalfew migrate, then start again."
            )
        refuse_wrong_key()
    refuse_closed_folder(settings.FILES_FOLDER)


def refuse_wrong_key() -> None:
    """A key that was lost and made anew would lock out everybody with a second factor."""
    if not secrets_fit_the_key():
        raise LauncherError(
            f"The key of this installation ({key_file()}, or VITALFEW_SECRET_KEY) is not the one its members set up "
            "their second factors with: put the right one back from a backup. If it is lost for good, "
            "vitalfew member reset-second-factor frees each of them."
        )


def refuse_closed_folder(folder: Path) -> None:
    """Uploads must find their place."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise LauncherError(
            f"The folder for files {folder} cannot be written ({error.strerror}): "
            "give your account the right, or set VITALFEW_HOME to another folder."
        ) from error


def greeting(base: str) -> str:
    """How the first administrator gets in; nothing once anybody has signed in."""
    welcomed = first_administrator()
    if welcomed is None:
        return ""
    return f"Sign in for the first time with this link, which works once: {base}{sign_in_link(welcomed)}"


def prepare(base: str) -> None:
    """Make the database fit to serve from, and leave nothing open that a forked process would share."""
    migrate_if_needed()
    refuse_unless_ready()
    note = data_home() / GREETING
    note.touch(mode=0o600)
    note.write_text(greeting(base))
    connection.close()

"""Restoring into an empty installation: verified first, all or nothing, compared with what was taken."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from config.backups.archive import DATABASE, FILES, SECRET, unpack, verified
from config.backups.manifest import Manifest
from config.backups.prints import sequence_values, table_names, table_prints
from config.launcher.errors import LauncherError
from config.launcher.program import client_program

UNFINISHED = "restoring"  # names the archive while a restore is under way


def restore(archive: Path, home: Path, address: str, known: frozenset[str]) -> Manifest:
    """Put an archive's database, files and secrets in place.

    ``known`` are the migrations of this version: an archive of a later one is refused. An interrupted restore leaves a
    note, and is begun again by the same command.
    """
    told = verified(archive)
    _refuse_later(told, known)
    note = home / UNFINISHED
    if note.exists():
        _empty(home, address)
    _refuse_holding(home, address)
    note.write_text(archive.name)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder:
        unpacked = Path(folder)
        unpack(archive, unpacked)
        restore_database(unpacked / DATABASE, address)
        compare(told, address)
        _put_in_place(unpacked, home)
    note.unlink()
    return told


def _refuse_later(told: Manifest, known: frozenset[str]) -> None:
    unknown = sorted(set(told.migrations) - known)
    if unknown:
        raise LauncherError(
            f"This backup was taken by version {told.version}, which is later than this one "
            f"({unknown[-1]} is not known here): install that version or a later one first."
        )


def _refuse_holding(home: Path, address: str) -> None:
    """Nothing is ever overwritten."""
    with psycopg.connect(address) as connection:
        held = table_names(connection)
    files = home / FILES
    if held or (files.exists() and any(files.iterdir())):
        raise LauncherError(
            f"There are data here already ({home}), and a restore overwrites nothing: set VITALFEW_HOME "
            "to an empty folder (and DATABASE_URL to an empty database, where it is set) and restore there."
        )


def _empty(home: Path, address: str) -> None:
    """Take away what an interrupted restore left; the note says that nothing else was here."""
    with psycopg.connect(address) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    shutil.rmtree(home / FILES, ignore_errors=True)
    for left in home.glob(".restore-*"):
        shutil.rmtree(left)


def restore_database(dump: Path, address: str) -> None:
    """All of it, or nothing."""
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    said = subprocess.run(
        [client_program("pg_restore"), *options, f"--dbname={address}", str(dump)],
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode != 0:
        raise LauncherError(
            f"The database could not be restored ({said.stderr.strip()[-300:]}); nothing of it is there."
        )


def compare(told: Manifest, address: str) -> None:
    """Every table and sequence as it was taken; LauncherError naming the first that is not."""
    with psycopg.connect(address) as connection:
        found, numbers = table_prints(connection), sequence_values(connection)
    for name in sorted(told.tables.keys() | found.keys()):
        if told.tables.get(name) != found.get(name):
            raise LauncherError(
                f"The table {name} is not as it was taken: do not use what was restored."
            )
    for name, value in told.sequences.items():
        if numbers.get(name, -1) < value:
            raise LauncherError(f"The numbers of {name} would be given twice: use another backup.")


def _put_in_place(unpacked: Path, home: Path) -> None:
    if (unpacked / FILES).exists():
        shutil.rmtree(home / FILES, ignore_errors=True)  # empty, as was checked
        (unpacked / FILES).rename(home / FILES)
    if (unpacked / SECRET).exists():
        (unpacked / SECRET).chmod(0o600)
        (unpacked / SECRET).rename(home / SECRET)

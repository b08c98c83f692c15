"""Taking a backup while everything is in use: one moment of the database, and every file it may speak of."""

import importlib.metadata
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from config.backups.archive import DATABASE, FILES, SECRET, Writer
from config.backups.manifest import Manifest
from config.backups.prints import migrations, sequence_values, table_prints
from config.launcher.errors import LauncherError
from config.launcher.program import client_program


def take(home: Path, address: str, target: Path) -> Manifest:
    """Write the archive; it appears under its name only when it is whole and on the disk."""
    if target.exists():
        raise LauncherError(f"{target} is there already: choose another name.")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            partial = Path(folder) / target.name
            told = _written(home, address, partial, Path(folder) / DATABASE)
            partial.rename(target)
    except OSError as error:
        raise LauncherError(
            f"The backup could not be written to {target} ({error.strerror}): nothing is left of it."
        ) from error
    return told


def _written(home: Path, address: str, partial: Path, dump: Path) -> Manifest:
    partial.touch(mode=0o600)
    with partial.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            writer = Writer(tar)
            # Files before and after the moment of the database: one that is taken away in between is in, and so is
            # one that came.
            _add_files(writer, home)
            told = _dumped(address, dump)
            writer.add(DATABASE, dump)
            _add_files(writer, home)
            if (home / SECRET).exists():
                writer.add(SECRET, home / SECRET)
            told.members.update(writer.members)
            writer.seal(told)
        file.flush()
        os.fsync(file.fileno())
    return told


def _add_files(writer: Writer, home: Path) -> None:
    for path in _files(home / FILES):
        name = path.relative_to(home).as_posix()
        if name not in writer.members:
            try:
                writer.add(name, path)
            except FileNotFoundError:  # taken away since it was listed
                continue


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in sorted(names))


def _dumped(address: str, dump: Path) -> Manifest:
    """Dump and describe one and the same moment."""
    with psycopg.connect(address) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        # Sequences know no moment: what they say before the dump, the dump has or exceeds.
        numbers = sequence_values(connection)
        _run_dump(address, str(snapshot), dump)
        version = connection.info.parameter_status("server_version") or ""
        return Manifest(
            taken_at=datetime.now(UTC).isoformat(timespec="seconds"),
            version=importlib.metadata.version("vitalfew"),
            postgresql=version,
            migrations=migrations(connection),
            tables=table_prints(connection),
            sequences=numbers,
        )


def _run_dump(address: str, snapshot: str, dump: Path) -> None:
    options = ("--format=custom", "--no-owner", "--no-privileges", "--no-unlogged-table-data")
    said = subprocess.run(
        [client_program("pg_dump"), *options, f"--snapshot={snapshot}", f"--file={dump}", address],
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode != 0:
        raise LauncherError(f"The database could not be read ({said.stderr.strip()[-300:]}).")

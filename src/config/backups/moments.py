"""Going back to a moment: base copies of the embedded server, and the log of all that came after them."""

import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from config.backups.archive import FILES, SECRET
from config.launcher.cluster import last_line
from config.launcher.errors import LauncherError
from config.launcher.places import MAJOR, Places
from config.launcher.program import client_program
from config.launcher.server import EmbeddedServer

FORM = "base-%Y%m%dT%H%M%SZ"
CLUSTER = "database"
SECONDS_TO_REPLAY = 24 * 3600
_first_piece = re.compile(r"\(file [0-9A-F]{8}([0-9A-F]{16})\)")
_ended_early = re.compile(r"recovery ended before configured recovery target was reached")


@dataclass(frozen=True)
class Base:
    """A copy of a whole installation: its database as of ``ended_at`` at the latest, its files and its key."""

    folder: Path
    ended_at: datetime


def archive_folder(home: Path) -> Path:
    """The folder that VITALFEW_WAL_ARCHIVE names; LauncherError where it is not set."""
    wal = Places(home).archive
    if wal is None:
        raise LauncherError(
            "VITALFEW_WAL_ARCHIVE is not set: name a folder on another disk there, start again, "
            "and take a base copy. From then on you can go back to any moment."
        )
    return wal.parent


def take_base(home: Path, address: str) -> Base:
    """Copy the running database, the files and the key into the archive; it appears when it is whole."""
    if not address.startswith("postgresql://vitalfew@/"):
        raise LauncherError(
            "A base copy is of the embedded database: of your own server take one with pg_basebackup "
            "or pgBackRest (docs/guide/operate.md)."
        )
    archive = archive_folder(home)
    partial = archive / "base.part"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    _copy_cluster(address, partial / CLUSTER)
    ended_at = datetime.now(UTC)
    if (home / FILES).exists():
        shutil.copytree(home / FILES, partial / FILES)
    if (home / SECRET).exists():
        shutil.copy2(home / SECRET, partial / SECRET)
    folder = archive / ended_at.strftime(FORM)
    partial.rename(folder)
    return Base(folder, ended_at.replace(microsecond=0))


def _copy_cluster(address: str, folder: Path) -> None:
    options = ("--checkpoint=fast", "--wal-method=stream", "--no-password")
    said = subprocess.run(
        [client_program("pg_basebackup"), f"--dbname={address}", f"--pgdata={folder}", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode != 0:
        raise LauncherError(f"The database could not be copied ({said.stderr.strip()[-300:]}).")


def bases(archive: Path) -> list[Base]:
    """The base copies of an archive, the oldest first."""
    found = []
    for folder in sorted(archive.glob("base-*Z")):
        try:
            ended = datetime.strptime(folder.name, FORM).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Base(folder, ended))
    return found


def go_back(archive: Path, home: Path, moment: datetime | None) -> Base:
    """Put the installation into an empty home as it was at ``moment``; None: as late as the archive reaches.

    What was acknowledged before the moment is there, and nothing of what came after it.
    """
    places = Places(home)
    if places.data.exists() or ((home / FILES).exists() and any((home / FILES).iterdir())):
        raise LauncherError(
            f"There are data here already ({home}), and a restore overwrites nothing: "
            "set VITALFEW_HOME to an empty folder and restore there."
        )
    base = _base_before(archive, moment)
    try:
        _put_in_place(base, places)
        _bring_log(archive / "wal", places)
        _replay(home, moment)
    except BaseException:
        EmbeddedServer(home).stop()
        shutil.rmtree(places.postgres, ignore_errors=True)
        shutil.rmtree(home / FILES, ignore_errors=True)
        raise
    return base


def _base_before(archive: Path, moment: datetime | None) -> Base:
    fitting = [base for base in bases(archive) if moment is None or base.ended_at < moment]
    if not fitting:
        raise LauncherError(
            f"{archive} holds no base copy from before that moment: choose a later one, or restore a backup."
        )
    return fitting[-1]


def _put_in_place(base: Base, places: Places) -> None:
    _verify(base)
    places.postgres.mkdir(parents=True, mode=0o700)
    version = (base.folder / CLUSTER / "PG_VERSION").read_text().strip()
    if version != MAJOR:
        raise LauncherError(
            f"This base copy is of PostgreSQL {version} and this release runs {MAJOR}: "
            "restore it with the release that took it."
        )
    shutil.copytree(base.folder / CLUSTER, places.data, symlinks=True)
    (places.data / "recovery.signal").touch()
    if (base.folder / FILES).exists():
        shutil.rmtree(places.home / FILES, ignore_errors=True)
        shutil.copytree(base.folder / FILES, places.home / FILES)
    if (base.folder / SECRET).exists():
        (places.home / SECRET).unlink(missing_ok=True)
        shutil.copy2(base.folder / SECRET, places.home / SECRET)


def _verify(base: Base) -> None:
    """Every byte is as it was copied."""
    said = subprocess.run(
        [client_program("pg_verifybackup"), "--no-parse-wal", "--exit-on-error", str(base.folder / CLUSTER)],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if said.returncode != 0:
        raise LauncherError(
            f"The base copy {base.folder.name} is damaged ({last_line(said.stderr)}): move it away to begin "
            "with the one before it, or restore a backup."
        )


def _bring_log(wal: Path, places: Places) -> None:
    """Copy the pieces from the base on to where the server may read them, whoever owns the archive."""
    label = (places.data / "backup_label").read_text()
    first = _first_piece.search(label)
    places.replayed.mkdir()
    for piece in wal.iterdir():
        if piece.suffix == ".history" or (first and first[1] <= piece.name[8:24]):
            shutil.copyfile(piece, places.replayed / piece.name)


def recovery(places: Places, moment: datetime | None) -> Mapping[str, str]:
    """The server's settings that replay the log up to a moment, and then let it go on from there."""
    settings = {
        "restore_command": f"cp {shlex.quote(str(places.replayed)).replace('%', '%%')}/%f %p",
        "recovery_target_timeline": "latest",
        "archive_mode": "off",
    }
    if moment is not None:
        settings["recovery_target_time"] = moment.astimezone(UTC).isoformat(" ")
        settings["recovery_target_action"] = "promote"
    return settings


def _replay(home: Path, moment: datetime | None) -> None:
    server = EmbeddedServer(home, recovery(Places(home), moment))
    try:
        _wait_for_the_end(server.ensure())
    except (LauncherError, psycopg.OperationalError) as error:
        said = "\n".join(log.read_text(errors="replace") for log in Places(home).logs.glob("*.log"))
        if _ended_early.search(said):
            raise LauncherError(
                "The archive ends before that moment: choose an earlier one, or leave --to-time out "
                "to go as far as it reaches."
            ) from error
        raise LauncherError(f"The log could not be replayed: {last_line(said)}") from error
    finally:
        server.stop()
    shutil.rmtree(Places(home).replayed)
    EmbeddedServer(home).ensure()  # from now on as any other


def _wait_for_the_end(address: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_REPLAY
    while time.monotonic() < deadline:
        with psycopg.connect(address) as connection:
            (recovering,) = connection.execute("SELECT pg_is_in_recovery()").fetchone() or (True,)
        if not recovering:
            return
        time.sleep(0.1)

"""Full disks refuse in words and everything else goes on; disks that fail are never taken for disks that kept."""

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from config.faults import Cases
from config.launcher.server import EmbeddedServer
from config.testing import copy_home
from config.tests.conftest import environment
from config.tests.test_import_crash import Installation, installed
from torture.able import can_mount, can_trace
from torture.conftest import Product, running
from torture.test_memory import upload

pytestmark = pytest.mark.crash

needs_root = pytest.mark.skipif(not can_mount(), reason="no small disk can be mounted here")
needs_strace = pytest.mark.skipif(
    not can_trace(), reason="strace is not installed, or may not trace"
)
SECONDS = 120
INJECTED = [
    "fsync:error=EIO:when=1+", "fsync:error=ENOSPC:when=1+", "write:error=EIO:when=3", "write:error=ENOSPC:when=10+",
]  # fmt: skip


@pytest.fixture(scope="module")
def place(migrated_home: Path) -> Iterator[Installation]:
    with installed(migrated_home) as found:
        yield found


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own on a folder."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)], check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def command(
    place: Installation, *words: str, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    line = [*before, sys.executable, "-m", "config.cli", *words]
    return subprocess.run(
        line, env=place.environment, capture_output=True, text=True, check=False, timeout=SECONDS
    )


@pytest.mark.fault("D5")
@needs_root
def test_a_backup_to_a_full_disk_is_refused_in_words_and_leaves_nothing(
    place: Installation, tmp_path: Path, cases: Cases
) -> None:
    for number in cases.rounds(1, 3):
        with small_disk(tmp_path / "small", 1) as disk:
            ballast = b"x" * (1_000_000 - number * 300_000)  # full ever later
            (disk / "ballast").write_bytes(ballast)
            done = command(place, "backup", str(disk / "monday.backup"))
            assert done.returncode != 0
            assert "Traceback" not in done.stderr
            assert [file.name for file in disk.iterdir()] == ["ballast"]


TAKEN, FULL = 302, 507
LEDGER = "date,amount,customer\n" + "".join(f"2026-01-05,7,C{n}\n" for n in range(200_000))


@dataclass(frozen=True)
class Disk:
    """One part of an installation on a small disk of its own: the part, the disk's size, and what still gets stored."""

    folder: str
    megabytes: int
    stores: bool = False  # members' changes: what lies on the disk is not what holds them
    files: tuple[int, ...] = (FULL,)  # what the page of imports answers to one

    @contextmanager
    def under(self, home: Path) -> Iterator[Path]:
        """The part moved to a disk of its own, with what is in it and its owner."""
        folder = home / self.folder
        folder.mkdir(parents=True, exist_ok=True)
        before = folder.with_name(f"{folder.name}-before")
        subprocess.run(["cp", "-a", str(folder), str(before)], check=True)
        owner = folder.stat()
        with small_disk(folder, self.megabytes):
            os.chown(folder, owner.st_uid, owner.st_gid)
            folder.chmod(owner.st_mode)
            subprocess.run(["cp", "-a", f"{home / self.folder}-before/.", str(folder)], check=True)
            yield folder


DISKS = {
    # Each round keeps two ledgers of 4 MB: one before the disk is full, one after.
    "the files": Disk("files", 40, stores=True),
    # Python looks for another folder when it finds this one full before it has used it.
    "what is passing through": Disk("passing", 8, stores=True, files=(TAKEN, FULL)),
    "the logs": Disk("logs", 8, stores=True, files=(TAKEN,)),
    "the tables": Disk("postgres/18/base", 300),
    "the database's log": Disk("postgres/18/pg_wal", 200),
}
LEFT = (0, 150_000, 1_000_000)  # bytes: none, and too few


@pytest.mark.fault("D5")
@needs_root
@pytest.mark.parametrize("name", DISKS)
def test_a_full_disk_refuses_writes_in_words_and_reading_goes_on(
    migrated_home: Path, tmp_path: Path, name: str, cases: Cases
) -> None:
    disk = DISKS[name]
    home = Path(tempfile.mkdtemp(prefix="vf-"))
    copy_home(migrated_home, home)
    home.chmod(0o755)
    with disk.under(home) as folder, running(home, TMPDIR=str(home / "passing")) as product:
        ballast = folder / "ballast"
        for left in cases.among(LEFT, 1):
            add_customer(product, TAKEN)
            fill(folder, ballast, left)
            add_customer(product, TAKEN if disk.stores else FULL)
            status, said = upload(product.entrances[0], "ledger.csv", LEDGER.encode())
            assert status in disk.files, said[-500:]
            assert status == TAKEN or "no room left" in said
            for path in ("/", "/customers/", "/orders/", "/value/", "/jobs/"):
                assert product.answers(path), path
            ballast.unlink()
            add_customer(product, TAKEN)
            status, _said = upload(product.entrances[0], "ledger.csv", LEDGER.encode())
            assert status == TAKEN
    EmbeddedServer(home).stop()
    shutil.rmtree(home, ignore_errors=True)


def fill(folder: Path, ballast: Path, left: int) -> None:
    """Leave so many bytes on the disk."""
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free - left, 1))


def add_customer(product: Product, expected: int) -> None:
    """A member adds one; no refusal leaves anything."""
    name = f"full {uuid.uuid4().hex}"
    sent = {"name": name, "kind": "business", "code": "", "country": "", "_once": name}
    assert product.entrances[0].ask("POST", "/customers/new/", sent) == expected
    with psycopg.connect(product.url) as connection:
        count = "SELECT count(*) FROM customers_customer WHERE name = %s"
        assert connection.execute(count, [name]).fetchone() == (int(expected == TAKEN),)


@pytest.mark.fault("D5")
@needs_root
@pytest.mark.parametrize("part", ["postgres/18/base", "postgres/18/pg_wal"])
def test_work_that_fills_the_disk_of_the_database_fails_alone(
    migrated_home: Path, tmp_path: Path, part: str, cases: Cases
) -> None:
    home = Path(tempfile.mkdtemp(prefix="vf-"))
    copy_home(migrated_home, home)
    home.chmod(0o755)
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(LEDGER)
    with Disk(part, 200).under(home), running(home) as product:
        done = subprocess.run(
            [sys.executable, "-m", "config.cli", "import", str(ledger), "--yes"], timeout=SECONDS,
            env=environment(home, product.port), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert "no room left" in done.stderr, done.stderr[-500:]
        assert product.answers()
        with psycopg.connect(product.url) as connection:
            assert connection.execute("SELECT count(*) FROM trade_order").fetchone() == (0,)
        cases.add()
    EmbeddedServer(home).stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.fault("D6")
@needs_strace
@pytest.mark.parametrize("injected", INJECTED)
def test_a_backup_on_a_failing_disk_is_never_called_taken(
    place: Installation, tmp_path: Path, injected: str, cases: Cases
) -> None:
    for number in cases.rounds(1, 3):
        target = tmp_path / f"{number}.backup"
        calls = injected.partition(":")[0]
        before = (
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            f"trace={calls}",
            "-e",
            f"inject={injected}",
        )
        done = command(place, "backup", str(target), before=before)
        if done.returncode == 0:  # what failed was not the archive's
            assert command(place, "verify", str(target)).returncode == 0
        else:
            assert not target.exists()

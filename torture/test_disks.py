"""Full disks refuse in words and everything else goes on; disks that fail are never taken for disks that kept."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.faults import Cases
from config.tests.test_import_crash import Installation
from torture.able import can_mount, can_trace

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
    installation = Installation(migrated_home)
    yield installation
    installation.server.stop()
    subprocess.run(["rm", "-rf", str(installation.home)], check=False)


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
    for _ in cases.rounds(1, 6):
        with small_disk(tmp_path / "small", 1) as disk:
            (disk / "ballast").write_bytes(b"x" * 1_000_000)
            done = command(place, "backup", str(disk / "monday.backup"))
            assert done.returncode != 0
            assert "Traceback" not in done.stderr
            assert [file.name for file in disk.iterdir()] == ["ballast"]


@pytest.mark.fault("D5")
@needs_root
def test_a_ledger_for_a_full_disk_is_refused_in_words_and_the_next_one_is_taken(
    place: Installation, tmp_path: Path, cases: Cases
) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "date,amount,customer\n" + "".join(f"2026-01-05,7,C{n}\n" for n in range(99_999))
    )
    for _ in cases.rounds(1, 6):
        with small_disk(place.home / "files", 1):
            done = command(place, "import", str(ledger), "--yes")
            assert done.returncode != 0
            assert "room" in done.stderr or "No space" in done.stderr, done.stderr[-500:]
        assert place.ask("SELECT count(*) FROM trade_order") == (0,)


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

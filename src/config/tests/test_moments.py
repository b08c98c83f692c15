"""Back to a moment: what was acknowledged before it is there, nothing of what came after it is, ten times over."""

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from config.backups.moments import bases, go_back
from config.launcher.errors import LauncherError
from config.launcher.server import EmbeddedServer
from config.testing import copy_home
from config.tests.conftest import environment, vitalfew, wait_for

SECONDS_OF_WRITING = 5.0
PORT = 8700  # named, never opened


@dataclass(frozen=True)
class Written:
    """One committed row: when its transaction was begun, and when it was acknowledged."""

    number: int
    begun: float
    acknowledged: float


@dataclass(frozen=True)
class Story:
    """An installation that kept its log, and all that was written to it."""

    home: Path
    archive: Path
    rows: list[Written]

    def environment(self, home: Path) -> dict[str, str]:
        """Of another installation that may read the archive."""
        return environment(home, PORT)


@pytest.fixture(scope="module")
def story(migrated_home: Path) -> Iterator[Story]:
    """Write for some seconds after a base copy, then lose the disk."""
    top = Path(tempfile.mkdtemp(prefix="vf-"))
    top.chmod(0o711)  # the server may run under an account of its own
    home, archive = top / "home", top / "archive"
    copy_home(migrated_home, home)
    env = environment(home, PORT, VITALFEW_WAL_ARCHIVE=str(archive))
    assert vitalfew(env, "member", "add", "lin").returncode == 0
    (home / "files").mkdir(exist_ok=True)
    (home / "files" / "ledger.csv").write_text("date,amount\n")
    taken = vitalfew(env, "backup", "--base")
    assert taken.returncode == 0, taken.stderr
    server = EmbeddedServer(home)
    rows = write(server.places.url())
    yield Story(home, archive, rows)
    server.stop()
    shutil.rmtree(top, ignore_errors=True)


def write(address: str) -> list[Written]:
    """Commit row after row, and wait until the log of all of them is in the archive."""
    rows: list[Written] = []
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE written (number integer)")
        time.sleep(1.1)  # base copies are named by the second
        until = time.time() + SECONDS_OF_WRITING
        while time.time() < until:
            begun = time.time()
            connection.execute("INSERT INTO written VALUES (%s)", [len(rows)])
            rows.append(Written(len(rows), begun, time.time()))
            time.sleep(0.005)
        (last,) = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone() or ("",)
        archived = "SELECT last_archived_wal >= %s FROM pg_stat_archiver"
        wait_for(lambda: connection.execute(archived, [last]).fetchone() == (True,))
    return rows


@pytest.fixture
def empty_home() -> Iterator[Path]:
    """Where to go back to."""
    folder = Path(tempfile.mkdtemp(prefix="vf-"))
    yield folder
    EmbeddedServer(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


def found_in(home: Path) -> set[int]:
    with psycopg.connect(EmbeddedServer(home).ensure()) as connection:
        return {number for (number,) in connection.execute("SELECT number FROM written")}


@pytest.mark.fault("E2")
@pytest.mark.parametrize("turn", range(10))
def test_everything_before_the_moment_is_there_and_nothing_after_it(
    story: Story, empty_home: Path, turn: int
) -> None:
    dice = random.Random(turn)  # noqa: S311
    moment = dice.uniform(story.rows[5].begun, story.rows[-5].acknowledged)
    go_back(story.archive, empty_home, datetime.fromtimestamp(moment, UTC))
    found = found_in(empty_home)
    before = {row.number for row in story.rows if row.acknowledged < moment}
    after = {row.number for row in story.rows if row.begun > moment}
    assert before
    assert after
    assert before <= found
    assert not after & found


def test_the_command_goes_back_as_far_as_the_log_reaches(story: Story, empty_home: Path) -> None:
    done = vitalfew(story.environment(empty_home), "restore", str(story.archive))
    assert done.returncode == 0, done.stderr
    assert found_in(empty_home) == {row.number for row in story.rows}
    assert (empty_home / "files" / "ledger.csv").read_text() == "date,amount\n"
    assert (empty_home / "secret.key").read_text() == (story.home / "secret.key").read_text()
    assert "lin" in vitalfew(story.environment(empty_home), "member", "list").stdout


def test_the_command_understands_a_moment_of_the_company_s_clock(
    story: Story, empty_home: Path
) -> None:
    moment = datetime.fromtimestamp(story.rows[50].acknowledged + 0.001, UTC).astimezone()
    done = vitalfew(
        story.environment(empty_home),
        "restore",
        str(story.archive),
        "--to-time",
        moment.isoformat(),
    )
    assert done.returncode == 0, done.stderr
    assert 50 <= max(found_in(empty_home)) <= 51


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2020-01-01 00:00", "holds no base copy from before that moment"),
        ("2099-01-01 00:00", "The archive ends before that moment"),
        ("yesterday", "write it as 2026-11-22 09:30"),
    ],
)
def test_a_moment_that_the_archive_does_not_reach_is_refused_and_leaves_nothing(
    story: Story, empty_home: Path, moment: str, words: str
) -> None:
    done = vitalfew(
        story.environment(empty_home), "restore", str(story.archive), "--to-time", moment
    )
    assert done.returncode == 2, done.stdout
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (empty_home / "postgres").exists()


def test_going_back_overwrites_nothing(story: Story) -> None:
    with pytest.raises(LauncherError, match="overwrites nothing"):
        go_back(story.archive, story.home, None)


def test_a_base_copy_without_an_archive_is_refused(story: Story) -> None:
    done = vitalfew(environment(story.home, PORT), "backup", "--base")
    assert (done.returncode, "VITALFEW_WAL_ARCHIVE is not set" in done.stderr) == (2, True)


def test_a_base_copy_is_whole_or_not_there(story: Story) -> None:
    assert len(bases(story.archive)) == 1
    assert not (story.archive / "base.part").exists()


@pytest.fixture
def copied(story: Story) -> Iterator[Path]:
    """The archive once more, to be damaged."""
    top = Path(tempfile.mkdtemp(prefix="vf-"))
    shutil.copytree(story.archive, top / "archive")
    yield top / "archive"
    shutil.rmtree(top)


def flip(archive: Path) -> None:
    table = max(bases(archive)[0].folder.glob("database/base/*/*"), key=lambda p: p.stat().st_size)
    held = bytearray(table.read_bytes())
    held[len(held) // 2] ^= 1
    table.write_bytes(held)


def lose_a_table(archive: Path) -> None:
    max(bases(archive)[0].folder.glob("database/base/*/*"), key=lambda p: p.stat().st_size).unlink()


def lose_the_log(archive: Path) -> None:
    for piece in (archive / "wal").iterdir():
        piece.unlink()


def test_a_copy_of_the_archive_does_as_well(story: Story, copied: Path, empty_home: Path) -> None:
    go_back(copied, empty_home, None)
    assert len(found_in(empty_home)) == len(story.rows)


@pytest.mark.parametrize("damage", [flip, lose_a_table, lose_the_log])
def test_a_damaged_archive_is_refused_and_leaves_nothing(
    story: Story, copied: Path, empty_home: Path, damage: Callable[[Path], None]
) -> None:
    damage(copied)
    moment = datetime.fromtimestamp(story.rows[-20].acknowledged, UTC)
    with pytest.raises(LauncherError):
        go_back(copied, empty_home, moment)
    assert not (empty_home / "postgres").exists()
    assert not (empty_home / "files").exists()

"""Health, and what people see while the database is away, hangs or is taken: against the running product."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import psycopg
import pytest

from config.launcher.server import EmbeddedServer
from config.testing import copy_home
from config.tests.conftest import environment, wait_for
from config.watching.schema import State, compared

SESSION = {"Cookie": "sessionid=" + "x" * 32}
ROOM = "VITALFEW_LEAST_ROOM_MB"


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    text: str
    headers: Message
    seconds: float

    @property
    def told(self) -> dict[str, str]:
        """The JSON of it."""
        found: dict[str, str] = json.loads(self.text)
        return found


@dataclass(frozen=True)
class Office:
    """A running copy of the product."""

    home: Path
    url: str

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """Ask for a page."""
        request = urllib.request.Request(self.url + path, headers=headers or {})  # noqa: S310 - our own
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=30) as found:  # noqa: S310
                status, text, told = found.status, found.read().decode(), found.headers
        except urllib.error.HTTPError as error:
            status, text, told = error.code, error.read().decode(), error.headers
        except OSError:
            status, text, told = 0, "", Message()
        return Answer(status, text, told, time.monotonic() - begun)

    def psql(self) -> psycopg.Connection:
        """The database, as its owner."""
        return psycopg.connect(EmbeddedServer(self.home).places.url(), autocommit=True)


@pytest.fixture(scope="module")
def office(migrated_home: Path) -> Iterator[Office]:
    """``vitalfew serve``, once for all tests of this file."""
    home = Path(tempfile.mkdtemp(prefix="vf-"))
    copy_home(migrated_home, home)
    port = 20_000 + os.getpid() % 9000
    with (home / "said.txt").open("w") as out:
        command = [sys.executable, "-m", "config.cli", "serve"]
        process = subprocess.Popen(command, env=environment(home, port), stdout=out, stderr=out)
    running = Office(home, f"http://localhost:{port}")
    try:
        wait_for(lambda: "is ready at" in (home / "said.txt").read_text(), 120)
        yield running
    finally:
        process.terminate()
        process.wait(20)
        EmbeddedServer(home).stop()
        shutil.rmtree(home, ignore_errors=True)


def test_it_is_alive_and_becomes_ready(office: Office) -> None:
    assert office.get("/healthz").told == {"status": "ok"}
    wait_for(lambda: office.get("/readyz").status == 200, 30)
    assert office.get("/readyz").told == {
        "status": "ready", "database": "reachable", "schema": "current", "worker": "alive", "disk": "enough",
    }  # fmt: skip


def test_a_worker_that_is_silent_is_told(office: Office) -> None:
    with office.psql() as connection:
        connection.execute("UPDATE jobs_worker SET seen_at = seen_at - interval '10 minutes'")
        found = office.get("/readyz")
        assert (found.status, found.told["worker"]) in {(503, "silent"), (200, "alive")}
        connection.execute("TRUNCATE jobs_worker")
        assert office.get("/readyz").told["worker"] in {"none", "alive"}
    wait_for(lambda: office.get("/readyz").status == 200, 40)


def test_a_database_of_another_version_is_told(office: Office) -> None:
    with office.psql() as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('value', '9999_later', now())"
        )
        found = office.get("/readyz")
        connection.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    assert (found.status, found.told["schema"], found.told["status"]) == (503, "ahead", "not ready")


@contextmanager
def frozen(server: EmbeddedServer) -> Iterator[None]:
    """The database takes connections, and answers nothing."""
    first = server.pid() or 0
    os.kill(first, signal.SIGSTOP)
    wait_for(
        lambda: Path(f"/proc/{first}/stat").read_text().rpartition(") ")[2].startswith("T"), 10
    )
    # Who is stopped buries none of its children: their ids stay good until it goes on, last of all.
    children = [
        int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split()
    ]
    for pid in children:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in [*children, first]:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.crash
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes through /proc")
def test_a_database_that_hangs_is_told_within_five_seconds(office: Office) -> None:
    with frozen(EmbeddedServer(office.home)):
        for _ in range(3):
            found = office.get("/readyz")
            assert (found.status, found.told["database"]) == (503, "unreachable")
            assert found.seconds < 5
        assert office.get("/healthz").status == 200
    wait_for(lambda: office.get("/readyz").status == 200, 30)


def test_a_table_that_somebody_holds_makes_a_busy_page_within_five_seconds(office: Office) -> None:
    with office.psql() as connection, connection.transaction():
        connection.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        found = office.get("/", SESSION)
    assert found.status == 503
    assert found.seconds < 6
    assert int(found.headers["Retry-After"]) > 0
    assert "Busy at the moment" in found.text
    assert office.get("/", SESSION).status < 400


def test_no_room_for_one_more_connection_is_a_busy_page(office: Office) -> None:
    with office.psql() as connection:
        connection.execute("ALTER ROLE vitalfew_app CONNECTION LIMIT 0")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'vitalfew_app'"
        )
        found = [office.get("/", SESSION) for _ in range(4)]
        connection.execute("ALTER ROLE vitalfew_app CONNECTION LIMIT -1")
    assert {answer.status for answer in found} == {503}
    assert all("Busy at the moment" in answer.text for answer in found)
    assert office.get("/", SESSION).status < 400


def test_connections_that_were_ended_are_made_anew(office: Office) -> None:
    with office.psql() as connection:
        for _ in range(10):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'vitalfew_app'"
            )
            assert office.get("/", SESSION).status < 400


def test_full_disks_are_told(office: Office) -> None:
    env = environment(office.home, 8700) | {ROOM: "9999999"}
    said = subprocess.run(
        [sys.executable, "-c", "import config.started; from config.watching.health import disk; print(disk())"],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout == "full\n"


@pytest.mark.parametrize(
    ("applied", "known", "state"),
    [
        ({"identity.1", "jobs.1"}, {"identity.1", "jobs.1"}, State.CURRENT),
        ({"identity.1"}, {"identity.1", "jobs.1"}, State.BEHIND),
        ({"identity.1", "jobs.2"}, {"identity.1", "jobs.1"}, State.AHEAD),
        ({"blog.1"}, {"identity.1"}, State.FOREIGN),
        (set(), {"identity.1"}, State.BEHIND),
    ],
)
def test_two_lists_of_migrations_are_compared(
    applied: set[str], known: set[str], state: State
) -> None:
    assert compared(applied, frozenset(known), ["some_table"]).state == state

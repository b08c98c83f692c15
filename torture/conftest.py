"""The whole product, started as its user starts it, with members inside and writers at work."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from config.launcher.server import EmbeddedServer
from config.testing import copy_home
from config.tests.conftest import environment, migrated_home, wait_for
from torture.ledger import Entrance, Ledger, writing

__all__ = ["migrated_home"]  # a fixture for the tests here too

READY = "Vital Few is ready at"
START_SECONDS = 120
MEMBERS = 4


@dataclass
class Product:
    """A running installation of its own."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    entrances: list[Entrance]
    url: str  # of the database

    def supervised(self, module: str) -> int:
        """The process that the supervisor started for a module."""
        return wait_for(lambda: next(iter(children(self.process.pid, module)), 0), 30)

    def web_workers(self) -> list[int]:
        """The processes that answer."""
        return children(self.supervised("config.web_server"), "")

    def database(self) -> int:
        """The first process of the database."""
        return wait_for(lambda: EmbeddedServer(self.home).pid() or 0, 30)

    def answers(self, path: str = "/customers/") -> bool:
        """Whether a page can be read."""
        return self.entrances[0].ask("GET", path) == 200

    @contextmanager
    def under_load(self) -> Iterator[Ledger]:
        """Two members add customers, two change one each; at the end all that was confirmed is looked for."""
        with psycopg.connect(self.url) as connection:
            customers = [
                connection.execute(ADD_CUSTOMER, [f"changed {n}"]).fetchone() for n in range(2)
            ]
        changers = {
            int(row[0]): (way, 1)
            for row, way in zip(customers, self.entrances[2:], strict=True)
            if row is not None
        }
        with writing(self.entrances[:2], changers) as ledger:
            ledger.wait_for_more(10, within=60)
            yield ledger
        wait_for(self.answers, 60)
        ledger.compare(self.url)


ADD_CUSTOMER = """
INSERT INTO customers_customer (name, kind, country, stage, pinyin, initials, sort_key, version, created_at, updated_at)
VALUES (%s, 'business', '0', 'prospect', '', '', '', 1, now(), now()) RETURNING id
"""


def children(parent: int, module: str) -> list[int]:
    """The live processes that one started, those of a module where one is named."""
    found = subprocess.run(
        ["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False
    )
    return [pid for pid in map(int, found.stdout.split()) if module in command_of(pid)]


def command_of(pid: int) -> str:
    """Its words; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def kill(*pids: int) -> None:
    """At once, without a word; who is gone already is gone."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(home: Path, **more: str) -> Iterator[Product]:
    """``vitalfew serve`` in a data home, until the end of the block."""
    port = a_free_port()
    told = environment(home, port, **more)
    output = home / "said.txt"
    with output.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "serve"], env=told, stdout=out, stderr=out
        )
    try:
        wait_for(lambda: READY in output.read_text(), START_SECONDS)
        database = more.get("DATABASE_URL") or EmbeddedServer(home).places.url()
        entered = subprocess.run(
            [sys.executable, "-m", "torture.entering", str(MEMBERS)],
            env=told | {"PYTHONPATH": str(Path(__file__).parents[1])}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        entrances = [
            Entrance(port, int(member), session)
            for member, session in (line.split() for line in entered.stdout.splitlines())
        ]
        yield Product(home, port, process, entrances, database)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def product(migrated_home: Path) -> Iterator[Product]:
    """One for all tests that leave it in order."""
    home = Path(tempfile.mkdtemp(prefix="vf-"))
    copy_home(migrated_home, home)
    home.chmod(0o755)
    with running(home) as served:
        yield served
    EmbeddedServer(home).stop()
    shutil.rmtree(home, ignore_errors=True)

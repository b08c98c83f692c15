"""What the tests of the process tree share: short data homes, and programs run as a user would."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import testing
from config.launcher.server import EmbeddedServer


@pytest.fixture
def home() -> Iterator[Path]:
    """A data home of its own; its server is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="vf-"))
    yield folder
    EmbeddedServer(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_home() -> Path:
    """A data home at rest whose database is up to date."""
    return testing.migrated_home()


@pytest.fixture
def made(home: Path, migrated_home: Path) -> None:
    """The data home is not new: its database is up to date."""
    testing.copy_home(migrated_home, home)


@pytest.fixture
def server(home: Path) -> EmbeddedServer:
    """A running server of that home."""
    running = EmbeddedServer(home, {"fsync": "off"})
    running.ensure()
    return running


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Serving:
    """A copy of ``vitalfew serve`` and all it has said."""

    process: subprocess.Popen[str]
    output: Path
    url: str

    def said(self, words: str, *, within: float = 60) -> str:
        """Wait until it has said something."""
        return wait_for(lambda: text if words in (text := self.output.read_text()) else "", within)

    def stop(self, how: signal.Signals = signal.SIGINT) -> float:
        """Stop it; the seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(20)
        return time.monotonic() - begun


def environment(home: Path, port: int, **more: str) -> dict[str, str]:
    """A user's environment on this data home, without the server of the test run."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"VITALFEW_HOME": str(home), "VITALFEW_PORT": str(port)} | more


def vitalfew(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "config.cli", *words]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def serve(home: Path, free_port: int) -> Iterator[Callable[..., Serving]]:
    """Start ``vitalfew serve`` on the home."""
    started: list[Serving] = []

    def start(**more: str) -> Serving:
        output = home / f"said-{len(started)}.txt"
        with output.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.cli", "serve"],
                env=environment(home, free_port, **more),
                stdout=out,
                stderr=out,
                text=True,
            )
        started.append(Serving(process, output, f"http://localhost:{free_port}"))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(20)


def wait_for[T](look: Callable[[], T], within: float = 30) -> T:
    """Look again and again until there is something to see."""
    deadline = time.monotonic() + within
    while not (seen := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return seen

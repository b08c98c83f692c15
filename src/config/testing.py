"""A pytest plugin: one throw-away PostgreSQL for the whole test run.

It is loaded by ``-p config.testing``, before pytest-django reads the settings. With pytest-xdist the first process
starts the server and the others find its address in the environment; pytest-django gives each a database of its own.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from config.launcher.server import EmbeddedServer

# Losing a test database in a power cut is no loss; waiting for the disk is.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class ThrowAwayServer:
    """A server and a data home that live as long as the test run."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="vitalfew-test-"))
        self.server: EmbeddedServer | None = None

    def start(self) -> None:
        """Point the settings at a fresh home, and at a fresh server unless one is given."""
        os.environ["VITALFEW_HOME"] = str(self.home)
        if not os.environ.get("DATABASE_URL"):
            self.server = EmbeddedServer(self.home, CARELESS)
            os.environ["DATABASE_URL"] = self.server.ensure()

    def stop(self) -> None:
        """Leave nothing behind."""
        if self.server is not None:
            self.server.stop()
        shutil.rmtree(self.home, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start before pytest-django loads the settings; the processes of pytest-xdist inherit what we set."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        running = ThrowAwayServer()
        running.start()
        early_config.add_cleanup(running.stop)

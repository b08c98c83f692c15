"""A pytest plugin: one throw-away PostgreSQL for the whole test run.

It is loaded by ``-p config.testing``, before pytest-django reads the settings. With pytest-xdist the first process
starts the server and the others find its address in the environment; pytest-django gives each a database of its own, a
copy of one that is up to date: going through all migrations takes longer than most test files.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.test import TransactionTestCase

from config.launcher.server import EmbeddedServer

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "migrated-homes"
MADE_FROM = ("src/**/migrations/*.py", "src/config/launcher/*.py", "requirements/dev.txt")
# Names the database that each test process begins with a copy of.
TEMPLATE = "VITALFEW_TEST_TEMPLATE"
# Losing a test database in a power cut is no loss; waiting for the disk is.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# What migrating puts there, and tests leave alone.
GIVEN = {"django_content_type", "auth_permission"}
EMPTY_SQL = """
DO $$ DECLARE named text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH named IN ARRAY '{{{names}}}'::text[] LOOP EXECUTE format('DELETE FROM %I', named); END LOOP;
END $$
"""


def migrated_home() -> Path:
    """A data home at rest whose database is up to date; kept until a migration or a package changes."""
    kept = KEPT / _fingerprint()
    if not kept.exists():
        home = Path(tempfile.mkdtemp(prefix="vf-"))
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        command = [sys.executable, "-m", "config.cli", "migrate"]
        try:
            env["VITALFEW_HOME"] = str(home)
            subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
            EmbeddedServer(home).stop()
            shutil.rmtree(KEPT, ignore_errors=True)
            KEPT.mkdir(parents=True, exist_ok=True)
            beside = Path(tempfile.mkdtemp(dir=KEPT))
            copy_home(home, beside)
            if not kept.exists():  # another run may have been faster
                beside.rename(kept)
        finally:
            EmbeddedServer(home).stop()
            shutil.rmtree(home, ignore_errors=True)
    return kept


def _fingerprint() -> str:
    files = sorted({file for pattern in MADE_FROM for file in ROOT.glob(pattern)})
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def copy_home(source: Path, target: Path) -> None:
    """Copy a data home at rest, with its owners: the server may run under an account of its own."""
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


class ThrowAwayServer:
    """A server and a data home that live as long as the test run."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="vitalfew-test-"))
        self.server: EmbeddedServer | None = None

    def start(self) -> None:
        """Point the settings at a fresh home, and at a fresh server unless one is given."""
        os.environ["VITALFEW_HOME"] = str(self.home)
        if not os.environ.get("DATABASE_URL"):
            copy_home(migrated_home(), self.home)
            self.server = EmbeddedServer(self.home, CARELESS)
            os.environ["DATABASE_URL"] = self.server.ensure()
            os.environ[TEMPLATE] = "vitalfew"

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


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Let pytest-django copy what is there."""
    if os.environ.get(TEMPLATE):
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = os.environ[TEMPLATE]
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]


def _empty(_case: TransactionTestCase) -> None:
    """Empty every table after a test that commits.

    As Django does it, all files of all tables are made anew and everything that follows a migration is done again:
    that takes longer than most of these tests.
    """
    connection = connections["default"]
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EMPTY_SQL.format(names=",".join(sorted({*names} - GIVEN))))

"""Every release's backup is taken over by this version: nothing is lost on the way, and its pages open."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.backups.archive import verified
from config.backups.prints import table_prints
from config.launcher.server import EmbeddedServer
from config.tests.conftest import environment, vitalfew
from config.tests.releasing import RELEASES

PORT = 8700  # named, never opened
BACKUPS = sorted(RELEASES.glob("*.backup"))
# What a migration writes beside what people own.
GROWING = ("django_", "auth_permission", "audit_")


def test_there_is_one_to_begin_with() -> None:
    assert BACKUPS


@pytest.mark.parametrize("backup", BACKUPS, ids=lambda path: path.stem)
def test_a_release_is_taken_over_whole(home: Path, backup: Path) -> None:
    env = environment(home, PORT)
    restored = vitalfew(env, "restore", str(backup))
    assert restored.returncode == 0, restored.stderr
    assert vitalfew(env, "migrate").returncode == 0
    told = verified(backup)
    with psycopg.connect(EmbeddedServer(home).ensure()) as connection:
        found = table_prints(connection)
    for name, held in told.tables.items():
        if name.startswith(GROWING):
            assert found[name].rows >= held.rows, name
        else:
            assert found[name].rows == held.rows, name
    assert vitalfew(env, "audit", "verify").returncode == 0


@pytest.mark.parametrize("backup", BACKUPS, ids=lambda path: path.stem)
def test_the_pages_of_a_release_open(home: Path, backup: Path) -> None:
    env = environment(home, PORT)
    assert vitalfew(env, "restore", str(backup)).returncode == 0
    assert vitalfew(env, "member", "list").stdout.splitlines() == [
        "lin\t林小雨", "olga\tOlga\tadministrator",
    ]  # fmt: skip
    command = [sys.executable, "-m", "config.tests.reading_pages"]
    env |= {"DATABASE_URL": EmbeddedServer(home).ensure()}
    read = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
    answers = [line.split()[:2] for line in read.stdout.splitlines()]
    assert len(answers) > 25
    assert {status for status, path in answers if not path.startswith("/orders/")} == {"200"}
    # The orders of the customer in the bin lie there with it.
    seen = [status for status, path in answers if path.startswith("/orders/")]
    assert set(seen) <= {"200", "404"}
    assert seen.count("200") > 6

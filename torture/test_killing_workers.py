"""A worker that is killed at its n-th sign of progress: the job goes on, and what it leaves is exact."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.faults import Cases
from config.tests.test_import_crash import Installation

pytestmark = [pytest.mark.crash, pytest.mark.fault("D2")]

CUSTOMERS = 1000
KILLED = -9
SECONDS = 120
MADE = f"""
INSERT INTO customers_customer (name, kind, country, stage, pinyin, initials, sort_key, version, created_at, updated_at,
                                deleted_at, deleted_reason)
SELECT 'C' || n, 'business', '', 'prospect', '', '', 'c' || n, 1, now(), now(), %s, ''
  FROM generate_series(1, {CUSTOMERS}) n
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Installation]:
    installation = Installation()
    yield installation
    installation.server.stop()
    subprocess.run(["rm", "-rf", str(installation.home)], check=False)


def run(place: Installation, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    env = (
        place.environment
        | {"PYTHONPATH": str(Path(__file__).parents[1])}
        | {"PATH": os.environ["PATH"]}
    )
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=False, timeout=SECONDS
    )


def emptied(place: Installation) -> None:
    place.change("DELETE FROM jobs_planrow; DELETE FROM jobs_plan; DELETE FROM customers_customer")


def purge(place: Installation) -> str:
    """A job that deletes for good what has lain in the bin long enough."""
    place.change(MADE % "now() - interval '31 days'")
    return run(place, "torture.starting", "purge").stdout.strip()


def purged(place: Installation) -> None:
    assert place.ask("SELECT count(*) FROM customers_customer") == (0,)
    gone = (
        "SELECT count(*), count(DISTINCT row_key) FROM audit_entry"
        " WHERE action = 'delete' AND table_name = 'customers_customer'"
    )
    entries, rows = place.ask(gone)
    assert entries == rows


def bulk(place: Installation) -> str:
    """A job that puts every customer into the bin, as planned."""
    place.change(MADE % "NULL")
    return run(place, "torture.starting", "bulk").stdout.strip()


def binned(place: Installation) -> None:
    changed = (
        "SELECT count(*), min(version), max(version) FROM customers_customer"
        " WHERE deleted_at IS NOT NULL"
    )
    assert place.ask(changed) == (CUSTOMERS, 2, 2)
    assert place.ask("SELECT count(*) FROM jobs_planrow WHERE outcome = 'done'") == (CUSTOMERS,)
    each = (
        "SELECT max(n) FROM (SELECT count(*) AS n FROM audit_event WHERE verb = 'customer.delete'"
        " AND data->>'plan' = (SELECT id::text FROM jobs_plan) GROUP BY subject) s"
    )
    assert place.ask(each) == (1,)


KINDS: dict[str, tuple[Callable[[Installation], str], Callable[[Installation], None]]] = {
    "purge": (purge, purged),
    "bulk": (bulk, binned),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_worker_is_followed_by_one_that_goes_on(
    place: Installation, kind: str, cases: Cases
) -> None:
    begin, check = KINDS[kind]
    for moment in cases.rounds(1, 4):
        emptied(place)
        job = begin(place)
        assert run(place, "torture.dying", job, str(moment + 2)).returncode == KILLED
        assert place.ask("SELECT state FROM jobs_job WHERE id = %(job)s", job=job) == ("running",)
        assert run(place, "torture.dying", job).returncode == 0
        check(place)


def test_a_killed_backup_leaves_nothing_under_its_name(
    place: Installation, tmp_path: Path, cases: Cases
) -> None:
    for moment in cases.rounds(1, 10):
        target = tmp_path / f"{moment}.backup"
        process = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "backup", str(target)],
            env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(1.5 + moment * 0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            assert not target.exists()
        again = tmp_path / f"{moment}-again.backup"
        assert run(place, "config.cli", "backup", str(again)).returncode == 0
        assert run(place, "config.cli", "verify", str(again)).returncode == 0

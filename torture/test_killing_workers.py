"""A worker that is killed at its n-th sign of progress: the job goes on, and what it leaves is exact."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.faults import Cases
from config.tests.test_import_crash import Installation

pytestmark = [pytest.mark.crash, pytest.mark.fault("D2")]

CUSTOMERS, PEOPLE = 1000, 30
KILLED = -9
SECONDS = 120
MADE = """
INSERT INTO customers_customer (name, kind, country, stage, pinyin, initials, sort_key, version, created_at, updated_at,
                                deleted_at, deleted_by_id, deleted_reason)
SELECT 'C' || n, '{kind}', '', 'prospect', '', '', 'c' || n, 1, {created}, now(), {binned}, {by}, ''
  FROM generate_series(1, {many}) n
"""
SOLD = """
INSERT INTO trade_order (customer_id, source_key, number, placed_on, placed_at, currency, net_amount, costed_amount,
                         cost, line_count)
SELECT c.id, c.id || '-' || n, '', date '2026-01-05' + n * (c.id % 40)::int, now(), 'CNY', 100 + c.id % 90, 0, 0, 0
  FROM customers_customer c, generate_series(1, 3) n
"""
LONG_AGO, NULL = "now() - interval '61 days'", "NULL"


def made(kind: str = "business", binned: str = NULL, by: str = NULL, many: int = CUSTOMERS) -> str:
    """The statement that makes so many customers."""
    return MADE.format(kind=kind, created=LONG_AGO, binned=binned, by=by, many=many)


@pytest.fixture(scope="module")
def place(migrated_home: Path) -> Iterator[Installation]:
    installation = Installation(migrated_home)
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


def start(place: Installation, what: str) -> str:
    """What ``torture.starting`` prints: the key of a job."""
    done = run(place, "torture.starting", what)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def emptied(place: Installation) -> None:
    place.change(
        "DELETE FROM value_customerscore; DELETE FROM value_valuerun; DELETE FROM jobs_planrow;"
        " DELETE FROM jobs_plan; DELETE FROM privacy_erasure; DELETE FROM trade_order; DELETE FROM customers_customer"
    )


def purge(place: Installation) -> str:
    """A job that deletes for good what has lain in the bin long enough."""
    place.change(made(binned=LONG_AGO, by=start(place, "member")))
    return start(place, "purge")


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
    place.change(made())
    return start(place, "bulk")


ONCE_EACH = (
    "SELECT count(*), max(n) FROM (SELECT count(*) AS n FROM audit_event WHERE verb = %(verb)s"
    " AND data->>'plan' = (SELECT id::text FROM jobs_plan) GROUP BY subject) s"
)


def binned(place: Installation) -> None:
    changed = (
        "SELECT count(*), min(version), max(version) FROM customers_customer"
        " WHERE deleted_at IS NOT NULL"
    )
    assert place.ask(changed) == (CUSTOMERS, 2, 2)
    assert place.ask("SELECT count(*) FROM jobs_planrow WHERE outcome = 'done'") == (CUSTOMERS,)
    assert place.ask(ONCE_EACH, verb="customer.delete") == (CUSTOMERS, 1)


def undo(place: Installation) -> str:
    """A job that takes all of them out again."""
    assert run(place, "torture.dying", bulk(place)).returncode == 0
    return start(place, "undo")


def undone(place: Installation) -> None:
    back = "SELECT count(*), min(version), max(version) FROM customers_customer WHERE deleted_at IS NULL"
    assert place.ask(back) == (CUSTOMERS, 3, 3)
    assert place.ask("SELECT count(*) FROM jobs_planrow WHERE outcome = 'undone'") == (CUSTOMERS,)


def retention(place: Installation) -> str:
    """A job that erases people one by one."""
    place.change(made(kind="individual", many=PEOPLE))
    return start(place, "retention")


def erased(place: Installation) -> None:
    assert place.ask("SELECT count(*), count(DISTINCT key) FROM privacy_erasure") == (
        PEOPLE,
        PEOPLE,
    )
    assert place.ask("SELECT count(*) FROM customers_customer WHERE name ~ '^C[0-9]+$'") == (0,)
    told = (
        "SELECT count(*) FROM audit_event WHERE verb = 'privacy.erase'"
        " AND subject IN (SELECT 'erasure:' || id FROM privacy_erasure)"
    )
    assert place.ask(told) == (PEOPLE,)


def value(place: Installation) -> str:
    """A job that reckons what everybody is worth."""
    place.change(made())
    place.change(SOLD)
    return start(place, "value")


def valued(place: Installation) -> None:
    assert place.ask("SELECT count(*) FROM value_valuerun") == (1,)
    scores = "SELECT count(*), count(DISTINCT customer_id) FROM value_customerscore"
    assert place.ask(scores) == (CUSTOMERS, CUSTOMERS)


@dataclass(frozen=True)
class Work:
    """A kind of job: how it is started, what must be true at its end, and how many signs of progress it gives."""

    begin: Callable[[Installation], str]
    check: Callable[[Installation], None]
    signs: int


KINDS = {
    "purge": Work(purge, purged, 2), "bulk": Work(bulk, binned, 5), "undo": Work(undo, undone, 5),
    "retention": Work(retention, erased, PEOPLE), "value": Work(value, valued, 2),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_worker_is_followed_by_one_that_goes_on(
    place: Installation, kind: str, cases: Cases
) -> None:
    work = KINDS[kind]
    for moment in cases.rounds(1, 8):
        emptied(place)
        job = work.begin(place)
        sign = str(moment % work.signs + 1)
        assert run(place, "torture.dying", job, sign).returncode == KILLED
        assert place.ask("SELECT state FROM jobs_job WHERE id = %(job)s", job=job) == ("running",)
        assert run(place, "torture.dying", job).returncode == 0
        work.check(place)


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

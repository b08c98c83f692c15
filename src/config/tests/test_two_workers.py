"""Two workers, each with its own scheduler, on one database: each job takes effect once."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.faults import Cases
from config.tests.test_import_crash import Installation, installed

pytestmark = [pytest.mark.crash, pytest.mark.fault("C9")]

JOBS = 40
SECONDS = 240
DONE = "SELECT count(*) = %(jobs)s FROM jobs_job WHERE kind = 'test.count' AND state = 'done'"
EVENTS = "SELECT count(*), count(DISTINCT subject) FROM audit_event WHERE verb = 'test.counted'"
ATTEMPTS = "SELECT min(attempts), max(attempts) FROM jobs_job WHERE kind = 'test.count'"
PURGES = "SELECT count(*) FROM jobs_job WHERE kind = 'bin.purge'"
OVERDUE = """
INSERT INTO customers_customer (name, kind, country, stage, pinyin, initials, sort_key, version, created_at,
                                updated_at, deleted_at, deleted_by_id, deleted_reason)
SELECT 'C' || n, 'business', '', 'prospect', '', '', 'c' || n, 1, now(), now(), now() - interval '31 days', m.id, 'x'
  FROM generate_series(1, 50) n, identity_member m
"""


@pytest.fixture(scope="module")
def installation(migrated_home: Path) -> Iterator[Installation]:
    with installed(migrated_home) as found:
        yield found


@contextmanager
def workers(place: Installation, number: int) -> Iterator[None]:
    with (place.home / "worker.log").open("ab") as log:
        command = [sys.executable, "-m", "config.tests.counting_worker"]
        running = [
            subprocess.Popen(command, env=place.environment, stdout=log, stderr=log)
            for _ in range(number)
        ]
        try:
            yield
        finally:
            for process in running:
                process.kill()
                process.wait()


def test_forty_jobs_with_two_workers_and_two_schedulers_are_each_done_once(
    installation: Installation, cases: Cases
) -> None:
    assert installation.run("config.tests.counting_worker", str(JOBS)) == 0
    assert installation.ask(EVENTS) == (0, 0)
    assert installation.run("config.cli", "member", "add", "kim") == 0
    installation.change(OVERDUE)
    with workers(installation, 2):
        wait_until(installation, DONE, jobs=JOBS)
        wait_until(installation, "SELECT count(*) = 0 FROM customers_customer")
    assert installation.ask(EVENTS) == (JOBS, JOBS)
    assert installation.ask(ATTEMPTS) == (1, 1)
    assert installation.ask(PURGES) == (1,)
    cases.add(JOBS)


def wait_until(installation: Installation, sql: str, **parameters: object) -> None:
    deadline = time.monotonic() + SECONDS
    while not installation.ask(sql, **parameters)[0]:
        assert time.monotonic() < deadline, (installation.home / "worker.log").read_text()[-3000:]
        time.sleep(0.2)

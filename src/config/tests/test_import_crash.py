"""Killing the worker and the database in the middle of an import: everything or nothing, and in the end exactly all."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from config.launcher.server import EmbeddedServer
from config.testing import copy_home

pytestmark = [pytest.mark.crash, pytest.mark.fault("D2")]

LINES = 20_000
SECONDS = 180
HALVES = """
SELECT (SELECT count(*) FROM trade_orderline WHERE origin = %(origin)s),
       (SELECT count(*) FROM trade_order WHERE origin = %(origin)s),
       (SELECT count(*) FROM customers_customer WHERE origin = %(origin)s),
       (SELECT count(*) FROM catalog_product WHERE origin = %(origin)s)
"""
SUMS_THAT_DIFFER = """
SELECT count(*) FROM trade_order o
  LEFT JOIN (SELECT order_id, sum(amount) AS net, count(*) AS lines FROM trade_orderline GROUP BY order_id) l
         ON l.order_id = o.id
 WHERE o.net_amount IS DISTINCT FROM l.net OR o.line_count IS DISTINCT FROM l.lines
"""
FORGET_WHAT_FOLLOWS = (
    "DELETE FROM django_tasks_database_dbtaskresult; DELETE FROM jobs_job j WHERE kind = 'value.run'"
    " AND NOT EXISTS (SELECT FROM value_valuerun r WHERE r.job_id = j.id)"
)


class Installation:
    """A data home with its own server, as after a first start."""

    def __init__(self, migrated_home: Path) -> None:
        self.home = Path(mkdtemp(prefix="vf-"))
        copy_home(migrated_home, self.home)
        self.server = EmbeddedServer(self.home)
        self.server.ensure()
        outside = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        self.environment = outside | {"VITALFEW_HOME": str(self.home)}

    def run(self, module: str, *words: str) -> int:
        """Run a module to its end, however it ends."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.environment, capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        return done.returncode

    @contextmanager
    def worker(self) -> Iterator[None]:
        """The worker process, as the supervisor starts it."""
        with (self.home / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.worker"],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
            try:
                yield
            finally:
                process.kill()
                process.wait()

    def ask(self, sql: str, **parameters: object) -> tuple[object, ...]:
        """The first row of an answer."""
        with psycopg.connect(self.server.places.url()) as connection:
            row = connection.execute(sql, parameters).fetchone()
        assert row is not None
        return row

    def change(self, sql: str) -> None:
        """Do something behind the product's back."""
        with psycopg.connect(self.server.places.url()) as connection:
            connection.execute(sql)

    def wait_for(self, sql: str, **parameters: object) -> None:
        """Wait until the answer is yes."""
        deadline = time.monotonic() + SECONDS
        while not self.ask(sql, **parameters)[0]:
            assert time.monotonic() < deadline, (self.home / "worker.log").read_text()[-3000:]
            time.sleep(0.1)


@contextmanager
def installed(migrated_home: Path) -> Iterator[Installation]:
    """A running installation, gone at the end."""
    place = Installation(migrated_home)
    yield place
    place.server.stop()
    subprocess.run(["rm", "-rf", str(place.home)], check=False)


@pytest.fixture(scope="module")
def installation(migrated_home: Path) -> Iterator[Installation]:
    with installed(migrated_home) as place:
        yield place


def ledger(folder: Path, name: str) -> Path:
    """A file whose orders, customers and products nobody else has."""
    file = folder / f"{name}.csv"
    rows = (
        f"{name}-C{i // 5 % 50},{name}-A{i // 5},2026-03-05,{name}-P{i % 40},{i % 7 + 1},1.25\n"
        for i in range(LINES)
    )
    file.write_text("customer id,order no,date,product,quantity,price\n" + "".join(rows))
    return file


@pytest.mark.parametrize(
    ("step", "victim"),
    [
        ("read", "worker"),
        ("lines", "worker"),
        ("stages", "worker"),
        ("lines", "database"),
        ("checked", "database"),
    ],
)
def test_an_import_killed_on_its_way_is_there_in_full_or_not_at_all(
    installation: Installation, tmp_path: Path, step: str, victim: str
) -> None:
    file = ledger(tmp_path, f"{step}-{victim}")
    assert installation.run("config.tests.dying_importer", str(file), step, victim) != 0
    installation.server.ensure()  # as the next start does
    (origin,) = installation.ask(
        "SELECT id FROM importing_ledgerimport ORDER BY created_at DESC LIMIT 1"
    )
    assert installation.ask(HALVES, origin=origin) == (0, 0, 0, 0)

    is_resumed = "SELECT state = %(state)s FROM importing_ledgerimport WHERE id = %(origin)s"
    with installation.worker():
        was_checking = step in {"read", "checked"}
        installation.wait_for(
            is_resumed, origin=origin, state="checked" if was_checking else "applied"
        )
    if was_checking:
        assert installation.run("config.tests.adding", str(origin)) == 0

    assert installation.ask(HALVES, origin=origin) == (LINES, LINES // 5, 50, 40)
    assert installation.ask(SUMS_THAT_DIFFER) == (0,)
    with psycopg.connect(installation.server.places.url()) as connection:
        connection.execute(FORGET_WHAT_FOLLOWS)

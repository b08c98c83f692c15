"""Web processes and databases are killed, connections cut, while members write: what was confirmed is there, once."""

import random
import time
from pathlib import Path

import psycopg
import pytest

from config.faults import Cases
from config.launcher.children import LONGEST_PAUSE
from config.tests.conftest import wait_for
from torture.conftest import Product, children, kill

pytestmark = pytest.mark.crash

# After a kill, within so many seconds, writing must go on.
SECONDS = 30
# Who dies again and again is started again ever more slowly, and then still needs its time to start.
AFTER_MANY = LONGEST_PAUSE + SECONDS


@pytest.mark.fault("D1")
def test_a_killed_web_process_loses_nothing(product: Product, cases: Cases) -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    with product.under_load() as ledger:
        for _ in cases.rounds(3, 60):
            time.sleep(chance.uniform(0, 0.3))  # some moment of some request
            wait_for(product.web_workers)
            kill(chance.choice(product.web_workers()))
            ledger.wait_for_more(5, within=AFTER_MANY)
    assert not ledger.statuses[500]


@pytest.mark.fault("D1")
def test_all_web_processes_killed_at_once_come_back(product: Product, cases: Cases) -> None:
    with product.under_load() as ledger:
        for _ in cases.rounds(1, 5):
            kill(product.supervised("config.web_server"), *product.web_workers())
            ledger.wait_for_more(5, within=AFTER_MANY)
    assert not ledger.statuses[500]


@pytest.mark.fault("D3")
def test_a_killed_database_loses_nothing_and_is_sound(product: Product, cases: Cases) -> None:
    with product.under_load() as ledger:
        for _ in cases.rounds(2, 20):
            first = product.database()
            kill(first, *children(first, ""))
            took = ledger.wait_for_more(5, within=SECONDS)
            assert took <= SECONDS
            wait_for(lambda killed=first: product.database() != killed)  # type: ignore[misc]
    assert unsound(product.url) == []


def unsound(url: str) -> list[str]:
    """The indexes that amcheck complains about."""
    wrong = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        names = connection.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_am a ON a.oid = c.relam"
            " WHERE c.relkind = 'i' AND a.amname = 'btree' AND c.relpersistence = 'p'"
        ).fetchall()
        for (name,) in names:
            try:
                connection.execute("SELECT bt_index_check(%s::regclass, true)", [name])
            except psycopg.Error as error:
                wrong.append(f"{name}: {error}")
        connection.execute("DROP EXTENSION amcheck")
    return wrong


@pytest.mark.fault("D4")
def test_cut_connections_heal_by_themselves(product: Product, cases: Cases) -> None:
    with product.under_load() as ledger:
        for _ in cases.rounds(3, 30):
            with psycopg.connect(product.url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            ledger.wait_for_more(5, within=5)


@pytest.mark.fault("G5")
def test_the_logs_tell_of_kills_without_any_text_of_a_person(product: Product) -> None:
    with product.under_load():
        kill(*product.web_workers())
    written = "".join(
        Path(f).read_text(errors="replace") for f in (product.home / "logs").glob("*.log")
    )
    assert "ledger " not in written

"""A worker that is killed before any of its statements: the work goes on, and what it leaves is exact."""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.faults import Cases
from config.tests.test_import_crash import (
    FORGET_WHAT_FOLLOWS,
    HALVES,
    SUMS_THAT_DIFFER,
    Installation,
    installed,
)
from torture.conftest import a_free_port
from torture.starting import LINES, MESSAGES

pytestmark = [pytest.mark.crash, pytest.mark.fault("D2")]

CUSTOMERS, PEOPLE = 1000, 30
KILLED = -9
ROOT = Path(__file__).parents[1]
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


@dataclass
class Receiver:
    """A mail server that notes which message came how often."""

    got: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        """Called with a whole message."""
        assert isinstance(envelope.content, bytes)
        lines = envelope.content.decode().splitlines()
        self.got[next(line for line in lines if line.lower().startswith("message-id"))] += 1
        await asyncio.sleep(0)
        return "250 OK"


@dataclass(frozen=True)
class Done:
    """How a process ended: as subprocess has it, what it said, and how many statements it sent."""

    code: int
    said: str
    statements: int


@dataclass
class Workshop:
    """An installation, a process that forks others to work in it, and where its mail arrives."""

    place: Installation
    process: subprocess.Popen[str]
    mail: Receiver

    def do(self, what: str, *words: str, die_at: int = 0) -> Done:
        """Have something done in a process of its own."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        line = json.dumps({"do": what, "words": words, "die_at": die_at})
        print(line, file=self.process.stdin, flush=True)
        return Done(**json.loads(self.process.stdout.readline()))

    def start(self, what: str) -> str:
        """Start what ``torture.starting`` knows; its key."""
        done = self.do("start", what)
        assert done.code == 0
        return done.said


@pytest.fixture(scope="module")
def place(migrated_home: Path) -> Iterator[Installation]:
    with installed(migrated_home) as found:
        yield found


@pytest.fixture(scope="module")
def shop(place: Installation) -> Iterator[Workshop]:
    behind = Receiver()
    server = Controller(behind, hostname="127.0.0.1", port=a_free_port())
    server.start()
    told = place.environment | {"VITALFEW_MAIL_URL": f"smtp://127.0.0.1:{server.port}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "torture.workshop"], cwd=ROOT, text=True, env=told | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    yield Workshop(place, process, behind)
    process.terminate()
    process.wait(SECONDS)
    server.stop()


def run(place: Installation, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(
        command, env=place.environment, capture_output=True, text=True, check=False, timeout=SECONDS
    )


def emptied(shop: Workshop) -> None:
    shop.place.change(FORGET_WHAT_FOLLOWS)
    shop.mail.got.clear()
    shop.place.change(
        "DELETE FROM value_customerscore; DELETE FROM value_valuerun; DELETE FROM jobs_planrow;"
        " DELETE FROM jobs_plan; DELETE FROM privacy_erasure; DELETE FROM trade_orderline; DELETE FROM trade_order;"
        " DELETE FROM duplicates_merge; DELETE FROM customers_customer; DELETE FROM outbox_message"
    )


def purge(shop: Workshop) -> list[str]:
    """A job that deletes for good what has lain in the bin long enough."""
    shop.place.change(made(binned=LONG_AGO, by=shop.start("member")))
    return [shop.start("purge")]


def purged(shop: Workshop) -> None:
    assert shop.place.ask("SELECT count(*) FROM customers_customer") == (0,)
    gone = (
        "SELECT count(*), count(DISTINCT row_key) FROM audit_entry"
        " WHERE action = 'delete' AND table_name = 'customers_customer'"
    )
    entries, rows = shop.place.ask(gone)
    assert entries == rows


def bulk(shop: Workshop) -> list[str]:
    """A job that puts every customer into the bin, as planned."""
    shop.place.change(made())
    return [shop.start("bulk")]


ONCE_EACH = (
    "SELECT count(*), max(n) FROM (SELECT count(*) AS n FROM audit_event WHERE verb = %(verb)s"
    " AND data->>'plan' = (SELECT id::text FROM jobs_plan) GROUP BY subject) s"
)


def binned(shop: Workshop) -> None:
    changed = (
        "SELECT count(*), min(version), max(version) FROM customers_customer"
        " WHERE deleted_at IS NOT NULL"
    )
    assert shop.place.ask(changed) == (CUSTOMERS, 2, 2)
    assert shop.place.ask("SELECT count(*) FROM jobs_planrow WHERE outcome = 'done'") == (
        CUSTOMERS,
    )
    assert shop.place.ask(ONCE_EACH, verb="customer.delete") == (CUSTOMERS, 1)


def undo(shop: Workshop) -> list[str]:
    """A job that takes all of them out again."""
    assert shop.do("finish", *bulk(shop)).code == 0
    return [shop.start("undo")]


def undone(shop: Workshop) -> None:
    back = "SELECT count(*), min(version), max(version) FROM customers_customer WHERE deleted_at IS NULL"
    assert shop.place.ask(back) == (CUSTOMERS, 3, 3)
    assert shop.place.ask("SELECT count(*) FROM jobs_planrow WHERE outcome = 'undone'") == (
        CUSTOMERS,
    )


def retention(shop: Workshop) -> list[str]:
    """A job that erases people one by one."""
    shop.place.change(made(kind="individual", many=PEOPLE))
    return [shop.start("retention")]


def erased(shop: Workshop) -> None:
    assert shop.place.ask("SELECT count(*), count(DISTINCT key) FROM privacy_erasure") == (
        PEOPLE,
        PEOPLE,
    )
    assert shop.place.ask("SELECT count(*) FROM customers_customer WHERE name ~ '^C[0-9]+$'") == (
        0,
    )
    told = (
        "SELECT count(*) FROM audit_event WHERE verb = 'privacy.erase'"
        " AND subject IN (SELECT 'erasure:' || id FROM privacy_erasure)"
    )
    assert shop.place.ask(told) == (PEOPLE,)


def value(shop: Workshop) -> list[str]:
    """A job that reckons what everybody is worth."""
    shop.place.change(made())
    shop.place.change(SOLD)
    return [shop.start("value")]


def valued(shop: Workshop) -> None:
    assert shop.place.ask("SELECT count(*) FROM value_valuerun") == (1,)
    scores = "SELECT count(*), count(DISTINCT customer_id) FROM value_customerscore"
    assert shop.place.ask(scores) == (CUSTOMERS, CUSTOMERS)


def merge(shop: Workshop) -> list[str]:
    """A job that makes one of two customers with three orders each."""
    shop.start("member")
    shop.place.change(made(many=2) + ";" + SOLD)
    return [shop.start("merge")]


def merged(shop: Workshop) -> None:
    left = "SELECT count(*), min(o.customer_id) = max(o.customer_id) FROM trade_order o"
    assert shop.place.ask(left) == (6, True)
    kept = "SELECT count(*) FROM customers_customer WHERE deleted_at IS NULL AND version = 2"
    assert shop.place.ask(kept) == (1,)
    assert shop.place.ask("SELECT count(*) FROM duplicates_merge") == (1,)


def unmerge(shop: Workshop) -> list[str]:
    """A job that takes them apart again."""
    assert shop.do("finish", *merge(shop)).code == 0
    return [shop.start("unmerge")]


def unmerged(shop: Workshop) -> None:
    each = "SELECT count(*), min(n), max(n) FROM (SELECT count(*) AS n FROM trade_order GROUP BY customer_id) s"
    assert shop.place.ask(each) == (2, 3, 3)
    back = "SELECT count(*), min(version), max(version) FROM customers_customer WHERE deleted_at IS NULL"
    assert shop.place.ask(back) == (2, 3, 3)
    assert shop.place.ask("SELECT count(*) FROM duplicates_merge WHERE undone_at IS NOT NULL") == (
        1,
    )


def mail(shop: Workshop) -> list[str]:
    """Messages go out."""
    shop.start("mail")
    return []


def mailed(shop: Workshop) -> None:
    """Everything arrived; of the one message that was on its way two copies at most, under the same name."""
    assert len(shop.mail.got) == MESSAGES
    assert sum(shop.mail.got.values()) <= MESSAGES + 1
    assert shop.place.ask("SELECT count(*) FROM outbox_message WHERE state = 'sent'") == (MESSAGES,)


NEWEST = "SELECT id FROM importing_ledgerimport ORDER BY created_at DESC LIMIT 1"


def added(shop: Workshop) -> None:
    (origin,) = shop.place.ask(NEWEST)
    assert shop.place.ask(HALVES, origin=origin) == (LINES, LINES // 5, 50, 40)
    assert shop.place.ask(SUMS_THAT_DIFFER) == (0,)


def taken_back(shop: Workshop) -> None:
    (origin,) = shop.place.ask(NEWEST)
    assert shop.place.ask(HALVES, origin=origin)[:3] == (0, 0, 0)
    state = "SELECT state FROM importing_ledgerimport WHERE id = %(origin)s"
    assert shop.place.ask(state, origin=origin) == ("undone",)


@dataclass(frozen=True)
class Work:
    """What is done, by whom: how it is made ready (the words that are told to it), and what must be true at its end."""

    do: str
    begin: Callable[[Workshop], list[str]]
    check: Callable[[Workshop], None]


KINDS = {
    "purge": Work("finish", purge, purged), "bulk": Work("finish", bulk, binned), "undo": Work("finish", undo, undone),
    "retention": Work("finish", retention, erased), "value": Work("finish", value, valued),
    "import": Work("finish", lambda shop: [shop.start("adding")], added),
    "import taken back": Work("finish", lambda shop: [shop.start("taking back")], taken_back),
    "merge": Work("finish", merge, merged), "merge taken back": Work("finish", unmerge, unmerged),
    "mail": Work("deliver", mail, mailed),
}  # fmt: skip
MOMENTS = 10


def moments(statements: int, number: int) -> list[int]:
    """So many of the statements, spread over all of them."""
    return sorted({round((place + 0.5) * statements / number) + 1 for place in range(number)})


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_killed_is_followed_by_one_that_goes_on(
    shop: Workshop, kind: str, cases: Cases
) -> None:
    work = KINDS[kind]
    emptied(shop)
    whole = shop.do(work.do, *work.begin(shop))
    assert whole.code == 0
    work.check(shop)
    for moment in moments(whole.statements, cases.number_of(1, MOMENTS)):
        emptied(shop)
        words = work.begin(shop)
        assert shop.do(work.do, *words, die_at=moment).code == KILLED
        assert shop.do(work.do, *words).code == 0
        work.check(shop)
        cases.add()


def test_a_killed_backup_leaves_nothing_under_its_name(
    place: Installation, tmp_path: Path, cases: Cases
) -> None:
    begun = time.monotonic()
    assert run(place, "config.cli", "backup", str(tmp_path / "whole.backup")).returncode == 0
    whole = time.monotonic() - begun
    for moment in cases.rounds(1, MOMENTS):
        target = tmp_path / f"{moment}.backup"
        process = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "backup", str(target)],
            env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(whole * (moment + 0.5) / MOMENTS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            assert not target.exists()
        again = tmp_path / f"{moment}-again.backup"
        assert run(place, "config.cli", "backup", str(again)).returncode == 0
        assert run(place, "config.cli", "verify", str(again)).returncode == 0

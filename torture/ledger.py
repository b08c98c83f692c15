"""Writers who note what they were told is stored, and the comparison with what is.

Each writer notes what it is about to send; sends it again under the same one-time key until somebody says yes; and
notes that. Afterwards everything that was confirmed must be there exactly once, with its history; what was never
confirmed is wholly there or not at all.
"""

import http.client
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psycopg

TIMEOUT_SECONDS = 12
CREATED = http.client.FOUND
CONFLICT = http.client.CONFLICT


@dataclass(frozen=True)
class Entrance:
    """The way in: host, port, the number of a member and the key of a session."""

    port: int
    member: int
    session: str

    def ask(self, method: str, path: str, sent: dict[str, str] | None = None) -> int:
        """The status of an answer; 0 when there was none."""
        proof = "p" * 32
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={proof}",
            "Accept-Language": "en",
        }
        body = None
        if sent is not None:
            body = urlencode(sent | {"csrfmiddlewaretoken": proof})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("localhost", self.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        else:
            return answer.status
        finally:
            connection.close()


@dataclass
class Ledger:
    """What was sent, what was confirmed, and every answer that was neither yes nor a wish to try again."""

    intents: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    changes: dict[int, int] = field(default_factory=dict)  # customer: the last change confirmed
    statuses: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)

    def until_yes(self, way: Entrance, path: str, sent: dict[str, str]) -> bool:
        """Send the same again and again until it is confirmed; False when the writer is told to stop."""
        while not self.stopping.is_set():
            status = way.ask("POST", path, sent)
            with self.lock:
                self.statuses[status] += 1
            if status == CREATED:
                return True
            assert status != CONFLICT, "the writer's own change was done twice"
            time.sleep(0.05)
        return False

    def create_for_ever(self, way: Entrance) -> None:
        """One new customer after another."""
        while not self.stopping.is_set():
            name = f"ledger {secrets.token_hex(8)}"
            with self.lock:
                self.intents.add(name)
            sent = {"name": name, "kind": "business", "code": "", "country": "", "_once": name[7:]}
            if self.until_yes(way, "/customers/new/", sent):
                with self.lock:
                    self.confirmed.add(name)

    def change_for_ever(self, way: Entrance, customer: int, version: int) -> None:
        """One change of the same customer after another, each upon the one before."""
        number = 0
        while not self.stopping.is_set():
            number += 1
            sent = {
                "name": f"changed {customer}",
                "kind": "business",
                "code": "",
                "version": str(version),
            }
            sent |= {"country": str(number), "_once": secrets.token_hex(8)}
            if self.until_yes(way, f"/customers/{customer}/edit/", sent):
                version += 1
                with self.lock:
                    self.changes[customer] = number

    def total(self) -> int:
        """How much was confirmed."""
        with self.lock:
            return len(self.confirmed) + sum(self.changes.values())

    def wait_for_more(self, wanted: int, within: float) -> float:
        """Wait until so much more is confirmed; the seconds it took."""
        begun, before = time.monotonic(), self.total()
        while self.total() < before + wanted:
            assert time.monotonic() - begun < within, (
                f"nothing is confirmed any more: {self.statuses}"
            )
            time.sleep(0.02)
        return time.monotonic() - begun

    def compare(self, url: str) -> None:
        """AssertionError unless everything confirmed is there exactly once, and nothing by halves."""
        with psycopg.connect(url) as connection:
            stored = Counter(
                name
                for (name,) in connection.execute(
                    "SELECT name FROM customers_customer WHERE name LIKE 'ledger %'"
                )
            )
            noted = Counter(
                name for (name,) in connection.execute(
                    "SELECT after->>'name' FROM audit_entry WHERE table_name = 'customers_customer'"
                    " AND action = 'insert' AND after->>'name' LIKE 'ledger %' AND actor_id IS NOT NULL"
                )
            )  # fmt: skip
            told = Counter(
                name for (name,) in connection.execute(
                    "SELECT data->>'name' FROM audit_event WHERE verb = 'customer.create' AND data->>'name' LIKE 'ledger %'"
                )
            )  # fmt: skip
            reached = dict(
                connection.execute(
                    "SELECT id, country::int FROM customers_customer WHERE id = ANY(%s)",
                    [list(self.changes)],
                ).fetchall()
            )
        mine = {name: n for name, n in stored.items() if name in self.intents}
        assert self.confirmed <= mine.keys(), (
            f"{len(self.confirmed - mine.keys())} confirmed are lost"
        )
        assert set(mine.values()) <= {1}, "something is there twice"
        assert {n: c for n, c in noted.items() if n in mine} == mine, "the history differs"
        assert {n: c for n, c in told.items() if n in mine} == mine, "the log differs"
        for customer, number in self.changes.items():
            assert number <= reached[customer] <= number + 1, "a confirmed change is lost"


@contextmanager
def writing(
    creators: list[Entrance], changers: dict[int, tuple[Entrance, int]]
) -> Iterator[Ledger]:
    """Writers at work; ``changers`` names the customer that each changes, and its version now."""
    ledger = Ledger()
    threads = [threading.Thread(target=ledger.create_for_ever, args=[way]) for way in creators]
    threads += [
        threading.Thread(target=ledger.change_for_ever, args=[way, customer, version])
        for customer, (way, version) in changers.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        ledger.stopping.set()
        for thread in threads:
            thread.join(TIMEOUT_SECONDS + 5)

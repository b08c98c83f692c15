"""The chain of seals: closing it over new entries, and finding the first place where it is broken.

Each seal covers up to ``BATCH`` entries, and its hash covers the seal before it. Writers never wait for it: the worker
seals what is committed, every few seconds. ``heads`` is kept outside the database, so that cutting off the chain's end
is found too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.db import connection, transaction

from vitalfew.audit.triggers import without_triggers

BATCH = 1000
MARK = 8  # bytes of an entry's digest that a seal remembers, to name the entry that was changed
SEALS_SQL = "SELECT id, entries, marks, previous, hash FROM audit_seal ORDER BY id"
DIGESTS_SQL = """
SELECT id, audit_digest(e), audit_fits(e)
  FROM audit_entry e WHERE id = ANY(%s)
"""
# Entries that no seal covers though later ones are sealed: their transaction was over before, so they came afterwards.
SLIPPED_IN_SQL = """
WITH heads AS (SELECT DISTINCT ON (cluster) cluster, upto_tx, upto_id FROM audit_seal ORDER BY cluster, id DESC)
SELECT min(e.id) FROM audit_entry e JOIN heads h USING (cluster)
 WHERE (e.tx, e.id) <= (h.upto_tx, h.upto_id)
   AND NOT EXISTS (SELECT FROM (SELECT unnest(entries) AS id FROM audit_seal) s WHERE s.id = e.id)
"""
# Entries and reasons that say nothing any more, beside those that erasures say they have blanked.
BLANKED_SQL = """
SELECT (SELECT count(*) FROM audit_entry WHERE salt IS NULL) - coalesce(sum((data ->> 'entries')::bigint), 0),
       (SELECT count(*) FROM audit_entry WHERE length(said) = 32) - coalesce(sum((data ->> 'reasons')::bigint), 0)
  FROM audit_event WHERE verb = 'history.forget'
"""
GUARDS_SQL = """
SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relname IN ('audit_entry', 'audit_seal') AND c.relnamespace = current_schema()::regnamespace
   AND t.tgname IN ('audit_refuse_rows', 'audit_refuse_all') AND t.tgenabled = 'A'
"""


@dataclass(frozen=True)
class Head:
    """The end of the chain: whoever knows it can tell that nothing before it was changed or cut off."""

    seal: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seal}:{self.hash}"


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole history found: how much was proved, and the first broken place in words."""

    entries: int
    head: Head | None
    fault: str = ""


def seal(most: int = BATCH) -> int:
    """Seal everything that is committed; how many entries that were."""
    sealed = 0
    while count := _seal_next(most):
        sealed += count
    return sealed


@transaction.atomic
def _seal_next(most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal_next(%s)", [most])
        (count,) = cursor.fetchone()
    return int(count)


def head() -> Head | None:
    """The last seal; None before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, encode(hash, 'hex') FROM audit_seal ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return Head(*row) if row else None


def record_head(heads: Path) -> None:
    """Add the end of the chain to a file outside the database, when it has moved."""
    last = head()
    if last is None or str(last) in _recorded(heads)[-1:]:
        return
    with heads.open("a") as file:
        file.write(f"{last}\n")


def _recorded(heads: Path) -> list[str]:
    return heads.read_text().split() if heads.exists() else []


def verify(heads: list[str]) -> Verdict:
    """Walk the whole chain; ``heads`` are ends of it that were recorded elsewhere ("12:ab34…")."""
    hashes: dict[int, str] = {}
    proved, last = 0, b""
    for number, entries, marks, previous, digest in _seals():
        fault = _fault_of_link(len(hashes) + 1, number, last, previous)
        fault = fault or _fault_of_entries(entries, marks, previous, digest)
        if fault:
            return Verdict(proved, _head(hashes), f"{fault} (seal {number})")
        last, hashes[number] = digest, digest.hex()
        proved += len(entries)
    return Verdict(proved, _head(hashes), _fault_around(hashes, heads))


def _head(hashes: dict[int, str]) -> Head | None:
    return Head(len(hashes), hashes[len(hashes)]) if hashes else None


def _seals() -> Iterator[tuple[int, list[int], bytes, bytes, bytes]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(SEALS_SQL)
        for number, entries, *parts in cursor:
            marks, previous, digest = (bytes(part) for part in parts)
            yield number, entries, marks, previous, digest


def _fault_of_link(expected: int, number: int, last: bytes, previous: bytes) -> str:
    if number != expected:
        return f"Seal {expected} is missing"
    return "" if previous == last else f"Seal {number} does not continue seal {number - 1}"


def _fault_of_entries(entries: list[int], marks: bytes, previous: bytes, digest: bytes) -> str:
    with connection.cursor() as cursor:
        cursor.execute(DIGESTS_SQL, [entries])
        found = {number: (bytes(own), fits) for number, own, fits in cursor.fetchall()}
    body = b""
    for place, number in enumerate(entries):
        if number not in found:
            return f"Entry {number} was deleted"
        own, content_fits = found[number]
        if not content_fits or own[:MARK] != marks[place * MARK : (place + 1) * MARK]:
            return f"Entry {number} was changed"
        body += number.to_bytes(8, "big") + own
    if sha256(previous + body).digest() != digest:
        return f"The seal over entries {entries[0]} to {entries[-1]} was changed"
    return ""


def _fault_around(hashes: dict[int, str], heads: list[str]) -> str:
    for recorded in heads:
        number, _, digest = recorded.partition(":")
        if hashes.get(int(number)) != digest:
            return f"Seal {number}, recorded outside the database, is not in the chain: its end was cut off or replaced"
    with connection.cursor() as cursor:
        cursor.execute(SLIPPED_IN_SQL)
        (slipped_in,) = cursor.fetchone()
        cursor.execute(GUARDS_SQL)
        (guards,) = cursor.fetchone()
        cursor.execute(BLANKED_SQL)
        blanked, unsaid = cursor.fetchone()
    for count, what in ((blanked, "entries"), (unsaid, "reasons")):
        if count > 0:
            return f"{count} {what} were blanked, and no erasure says so"
    if slipped_in is not None:
        return f"Entry {slipped_in} was added behind a seal"
    if guards != 4:
        return "The triggers that protect the history are missing or switched off"
    blind = without_triggers(connection.alias)
    if blind:
        return f"Nothing notes what changes in {blind[0]}: its triggers are missing, altered or off"
    return ""


def verify_with_file(heads: Path, also: list[str]) -> Verdict:
    """Verify against the heads in our own file and against ``also``."""
    return verify([*_recorded(heads), *also])

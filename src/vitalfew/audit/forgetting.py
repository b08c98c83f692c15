"""Blanking what the history says about a person: that something happened, when and by whom stays; what it said goes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

FORGET_SQL = "SELECT audit_forget(%s::jsonb, %s::jsonb, %s, %s, %s, %s::jsonb)"
REASONS_SQL = "SELECT DISTINCT reason FROM audit_entry WHERE reason <> ''"
# Also those that stand no more where they were typed.
FORMER_REASONS_SQL = """
SELECT DISTINCT s.said FROM jsonb_array_elements(%s::jsonb) p JOIN audit_entry e ON e.table_name = p ->> 0
 CROSS JOIN LATERAL (VALUES (e.before ->> (p ->> 1)), (e.after ->> (p ->> 1))) s (said) WHERE s.said <> ''
 UNION SELECT DISTINCT data ->> 'reason' FROM audit_event WHERE data ->> 'reason' <> ''
"""
TEXTS_SQL = """
SELECT DISTINCT said.value FROM audit_entry e
 CROSS JOIN LATERAL (SELECT * FROM jsonb_each_text(e.before) UNION SELECT * FROM jsonb_each_text(e.after)) said
 WHERE said.key = ANY (%s) AND said.value <> '' AND {about}
"""
COUNT_SQL = "SELECT count(*) FROM audit_entry e WHERE salt IS NOT NULL AND {about}"
ABOUT_SQL = """((table_name, row_key) IN (SELECT r ->> 0, r ->> 1 FROM jsonb_array_elements(%s::jsonb) r)
    OR EXISTS (SELECT FROM jsonb_array_elements(%s::jsonb) l
                WHERE e.table_name = l ->> 0 AND coalesce(e.after, e.before) ->> (l ->> 1) = l ->> 2))
"""


@dataclass(frozen=True)
class Forgotten:
    """Whose entries: rows by table and key, rows by table, column and the person's key, and subjects of events.

    ``reasons`` name the person, word for word, whosever entries they stand beside; ``places`` are the tables and
    columns where reasons are typed.
    """

    rows: Sequence[tuple[str, str]] = ()
    links: Sequence[tuple[str, str, str]] = ()
    subjects: Sequence[str] = ()
    reasons: Sequence[str] = ()
    places: Sequence[tuple[str, str]] = ()

    @staticmethod
    def as_json(rows: Iterable[Sequence[str]]) -> str:
        """Such rows as the database's functions take them."""
        return json.dumps([list(row) for row in rows])


def entries_about(what: Forgotten) -> int:
    """How many entries still say something."""
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_SQL.format(about=ABOUT_SQL),
            [Forgotten.as_json(what.rows), Forgotten.as_json(what.links)],
        )
        (count,) = cursor.fetchone()
    return int(count)


def texts_about(what: Forgotten, columns: Sequence[str]) -> list[str]:
    """What these columns say and said in the entries: former names, numbers and addresses among them."""
    rows, links = Forgotten.as_json(what.rows), Forgotten.as_json(what.links)
    with connection.cursor() as cursor:
        cursor.execute(TEXTS_SQL.format(about=ABOUT_SQL), [list(columns), rows, links])
        return [text for (text,) in cursor.fetchall()]


def reasons_told() -> list[str]:
    """Every reason that stands beside an entry, each once."""
    with connection.cursor() as cursor:
        cursor.execute(REASONS_SQL)
        return [reason for (reason,) in cursor.fetchall()]


def former_reasons(places: Sequence[tuple[str, str]]) -> list[str]:
    """Every reason that a row said in one of these columns, or an event, each once. Reads long: for the worker."""
    with connection.cursor() as cursor:
        cursor.execute(FORMER_REASONS_SQL, [Forgotten.as_json(places)])
        return [reason for (reason,) in cursor.fetchall()]


@dataclass(frozen=True)
class Blanked:
    """How much an erasure took out: what entries said, what events said, reasons; and reasons that had to stay.

    Reasons from before they could be blanked are part of the chain themselves.
    """

    entries: int
    events: int
    reasons: int
    staying: int


def forget(what: Forgotten, *, named: str) -> Blanked:
    """Blank them, and leave an event under the name ``named``. Call inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            FORGET_SQL,
            [
                Forgotten.as_json(what.rows),
                Forgotten.as_json(what.links),
                list(what.subjects),
                named,
                list(what.reasons),
                Forgotten.as_json(what.places),
            ],
        )
        (told,) = cursor.fetchone()
    return Blanked(**json.loads(told))

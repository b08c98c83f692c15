"""Keeping the keys of customers in step: a trigger notes who changed, the worker makes their keys, many at a time."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction

from vitalfew.customers.api import search_form
from vitalfew.duplicates.describing import records_of
from vitalfew.duplicates.matching import Record, keys_of
from vitalfew.duplicates.matching.companies import company
from vitalfew.duplicates.rules import tripled

AT_ONCE = 10_000
# Taken and deleted in one step: two workers never take the same ones. Whoever waits takes what another failed to make.
TAKE_SQL = """
DELETE FROM duplicates_unkeyed WHERE id IN
   (SELECT id FROM duplicates_unkeyed ORDER BY id LIMIT %s FOR UPDATE {busy}) RETURNING customer_id
"""
SKIPPING, WAITING = TAKE_SQL.format(busy="SKIP LOCKED"), TAKE_SQL.format(busy="")


def catch_up(most: int = 10 * AT_ONCE, take: str = SKIPPING) -> int:
    """Make the keys of customers that were noted, at most so many now; how many.

    With ``WAITING`` none means that all are made, also those that another worker had taken.
    """
    done = 0
    while done < most and (taken := _take(take)):
        done += taken
    return done


def waiting() -> int:
    """How many notes wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM duplicates_unkeyed")
        return int(cursor.fetchone()[0])


@transaction.atomic
def _take(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [AT_ONCE])
        notes = [key for (key,) in cursor.fetchall()]
    if notes:
        make_keys(sorted(set(notes)))
    return len(notes)


def make_keys(ids: Sequence[int]) -> None:
    """Make these customers' keys anew; who is put away has none. Call inside a transaction."""
    records = records_of(ids)
    with connection.cursor() as cursor:
        for table in ("duplicates_matchkey", "duplicates_customername"):
            cursor.execute(f"DELETE FROM {table} WHERE customer_id = ANY(%s)", [list(ids)])
        with cursor.copy(
            "COPY duplicates_matchkey (number, customer_id, asks) FROM STDIN (FORMAT csv)"
        ) as copy:
            copy.write(_csv(row for pk, record in records.items() for row in _key_rows(pk, record)))
        names = (
            "COPY duplicates_customername (customer_id, folded, core, tripled) FROM STDIN"
            " (FORMAT csv, FORCE_NOT_NULL (folded, core, tripled))"
        )
        with cursor.copy(names) as copy:
            copy.write(_csv(_name_row(pk, record) for pk, record in records.items()))


def _key_rows(pk: int, record: Record) -> Iterator[tuple[int, int, bool]]:
    for number, asks in numbers_of(record).items():
        yield number, pk, asks


def numbers_of(record: Record) -> dict[int, bool]:
    """The keys of a record as the index holds them, and whether it asks under each."""
    return {key.number: key.asks for key in keys_of(record)}


def _name_row(pk: int, record: Record) -> tuple[int, str, str, str]:
    folded = search_form(record.name)
    core = "" if record.is_person else search_form(company(record.name).core)
    return pk, folded[:220], core[:220], tripled(folded)


def _csv(rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()

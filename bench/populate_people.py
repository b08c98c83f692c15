"""Contacts for a filled base: somebody with a mobile number at every fifth customer."""

import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import connection, transaction

from bench.populate import GIVEN, SURNAMES
from vitalfew.customers.api import spelling

EVERY = 5
MOMENT = "2026-01-05 09:00:00+00"
CONTACT = {
    "id": "", "name": "", "pinyin": "", "initials": "", "sort_key": "", "folded": "", "preferred_name": "",
    "gender": "", "language": "", "birth_calendar": "", "birth_leap": "f", "preferred_way": "", "preferred_time": "",
    "topics": "", "taboo": "", "gifts": "", "note": "", "deleted_reason": "", "version": "1",
    "created_at": MOMENT, "updated_at": MOMENT,
}  # fmt: skip
POSITION = {
    "id": "", "contact_id": "", "customer_id": "", "title": "采购经理", "department": "", "role": "", "is_primary": "t",
    "left_reason": "", "version": "1", "created_at": MOMENT,
}  # fmt: skip
PHONE = {
    "id": "", "contact_id": "", "raw": "", "e164": "", "extension": "", "kind": "mobile", "place": "0",
}  # fmt: skip
type Row = dict[str, str]


def populate_people(customers: int) -> None:
    """Store them as they would have been left by an import; their history is not what is measured."""
    tables: tuple[tuple[str, Row, Callable[[int], Row]], ...] = (
        ("people_contact", CONTACT, _contact),
        ("people_position", POSITION, _position),
        ("people_contactphone", PHONE, _phone),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, usual, row in tables:
            columns = ", ".join(usual)
            rows = (usual | row(number) for number in range(1, customers + 1, EVERY))
            how = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({columns}))"
            with cursor.copy(how) as copy:
                for block in _blocks(rows):
                    copy.write(block)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE people_contact, people_position, people_contactphone")


def _blocks(rows: Iterator[Row]) -> Iterator[str]:
    while block := list(islice(rows, 20_000)):
        text = io.StringIO()
        csv.writer(text).writerows(row.values() for row in block)
        yield text.getvalue()


def _name(number: int) -> str:
    each = number // EVERY
    return SURNAMES[each % 20] + GIVEN[each // 20 % 20] + GIVEN[each // 400 % 20]


def _contact(number: int) -> Row:
    name = _name(number)
    pinyin, initials, sort_key = spelling(name)
    sound = {"pinyin": pinyin, "initials": initials, "sort_key": sort_key}
    return sound | {"id": str(number), "name": name, "folded": name}


def _position(number: int) -> Row:
    return {"id": str(number), "contact_id": str(number), "customer_id": str(number)}


def _phone(number: int) -> Row:
    digits = f"+86138{number:08}"
    return {"id": str(number), "contact_id": str(number), "raw": digits, "e164": digits}

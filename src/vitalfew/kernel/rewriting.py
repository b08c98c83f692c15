"""Many rows of one table found, added or brought up to date by one statement, as a file of fifty thousand needs it.

Django's own verbs take up to a millisecond a row: ``bulk_update`` writes a CASE with a branch for each row and column,
``bulk_create`` makes an expression of each value, and a long ``__in`` a placeholder of each key.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Model, fields
from django.db.models.expressions import DatabaseDefault, RawSQL

AT_ONCE = 5000
KEYS_SQL = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
# Whose values the database takes as they are.
PLAIN = (fields.CharField, fields.TextField, fields.IntegerField, fields.BooleanField, ForeignKey)
type Read = Callable[[Model], object]


def among(keys: Iterable[int]) -> RawSQL:
    """Many whole numbers, to stand behind ``__in``: one parameter, however many they are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def add_rows(rows: Iterable[Model]) -> None:
    """Store new rows, all of one model, and set their keys; triggers see each batch as one. No signals are sent."""
    for some in _some(rows):
        meta = some[0]._meta
        columns = [
            one for one in meta.local_concrete_fields if not (one.generated or one.primary_key)
        ]
        reads = [_new_value(one) for one in columns]
        told = ([read(row) for read in reads] for row in some)
        keys = _copy(type(some[0]), [one.column for one in columns], told, len(some))
        for row, key in zip(some, keys, strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias


def add_values(
    model: type[Model], columns: Sequence[str], values: Iterable[Sequence[object]]
) -> None:
    """Store new rows that are told as values only: ``columns`` are the table's, all but its key."""
    for some in _some(values):
        _copy(model, columns, some, len(some))


def update_rows(rows: Iterable[Model], columns: Iterable[str]) -> None:
    """Store these columns of the rows, all of one model, as they stand in memory; triggers see each batch as one."""
    for some in _some(rows):
        _update(some, list(columns))


def _some[Row](rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows, some at a time."""
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _copy(
    model: type[Model],
    columns: Sequence[str | None],
    values: Iterable[Sequence[object]],
    count: int,
) -> list[int]:
    """Store the rows under the next keys; the keys."""
    table, key = model._meta.db_table, model._meta.pk.column
    names = ", ".join(map(_quoted, (key, *columns)))
    with connection.cursor() as cursor:
        cursor.execute(KEYS_SQL, [_quoted(table), key, count])
        keys = [one for (one,) in cursor.fetchall()]
        with cursor.copy(f"COPY {_quoted(table)} ({names}) FROM STDIN") as copy:
            for one, row in zip(keys, values, strict=True):
                copy.write_row((one, *row))
    return keys


def _new_value(field: "Field[Any, Any]") -> Read:
    """What reads the value of a new row."""
    if isinstance(field, PLAIN) and not field.has_db_default():
        return attrgetter(field.attname)

    def read(row: Model) -> object:
        value = field.pre_save(row, add=True)
        said = field.db_default if isinstance(value, DatabaseDefault) else value
        return field.get_db_prep_save(said, connection)

    return read


def _update(rows: Sequence[Model], columns: Sequence[str]) -> None:
    meta = rows[0]._meta
    wanted: list[Field[Any, Any]] = [meta.pk, *(_field(rows[0], name) for name in columns)]
    names = [_quoted(one.column) for one in wanted]
    setting = ", ".join(f"{name} = told.{name}" for name in names[1:])
    kinds = ", ".join(f"%s::{_type(one)}[]" for one in wanted)
    reads = [_value(one) for one in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_quoted(meta.db_table)} AS stored SET {setting}"
            f" FROM unnest({kinds}) AS told({', '.join(names)}) WHERE stored.{names[0]} = told.{names[0]}",
            [[read(row) for row in rows] for read in reads],
        )


def _value(field: "Field[Any, Any]") -> Read:
    if isinstance(field, PLAIN):
        return attrgetter(field.attname)
    return lambda row: field.get_db_prep_save(getattr(row, field.attname), connection)


def _type(field: "Field[Any, Any]") -> str:
    """The column's type without its length: a cast would cut what is too long, where storing it refuses."""
    return (field.rel_db_type(connection) or "").partition("(")[0]


def _field(row: Model, name: str) -> "Field[Any, Any]":
    found = row._meta.get_field(name)
    if not isinstance(found, Field):
        raise TypeError(f"{name} is no column of {row._meta.label}")
    return found


def _quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(name or ""))

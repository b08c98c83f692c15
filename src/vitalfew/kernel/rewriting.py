"""Many rows of one table found, added or brought up to date by one statement, as a file of fifty thousand needs it.

Django's own verbs take up to a millisecond a row: ``bulk_update`` writes a CASE with a branch for each row and column,
``bulk_create`` makes an expression of each value, a long ``__in`` a placeholder of each key, and ``delete`` fetches
what it deletes, a hundred rows at a time.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import CASCADE, DO_NOTHING, Field, ForeignKey, Model, QuerySet, fields
from django.db.models.expressions import DatabaseDefault, RawSQL
from psycopg.types.json import Jsonb

AT_ONCE = 5000
KEYS_SQL = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
# Whose values the database takes as they are.
PLAIN = (fields.CharField, fields.TextField, fields.IntegerField, fields.BooleanField, ForeignKey)
type Read = Callable[[Model], object]


def among(keys: Iterable[int]) -> RawSQL:
    """Many whole numbers, to stand behind ``__in``: one parameter, however many they are."""
    # As one text: the driver takes longer for a list of numbers.
    return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, keys))}}}"])


def among_texts(texts: Iterable[str]) -> RawSQL:
    """The same of texts."""
    return RawSQL("SELECT unnest(%s::text[])", [list(texts)])


def add_rows(rows: Iterable[Model]) -> None:
    """Store new rows, all of one model, and set their keys; triggers see each batch as one. No signals are sent."""
    for some in _some(rows):
        columns = _columns_of_new(type(some[0]))
        reads = [_new_value(one) for one in columns]
        told = ([read(row) for read in reads] for row in some)
        keys = _copy(type(some[0]), [one.column for one in columns], told, len(some))
        for row, key in zip(some, keys, strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, connection.alias


def add_told(model: type[Model], rows: Iterable[Mapping[str, object]]) -> list[int]:
    """Store new rows that are told as values by the names of their columns in Python; their keys.

    The others have their defaults, made once for all of them. No signals are sent.
    """
    columns = _columns_of_new(model)
    template = model()
    otherwise = {one.attname: _new_value(one)(template) for one in columns}
    names = list(otherwise)
    values = ([told.get(name, otherwise[name]) for name in names] for told in rows)
    return add_values(model, [str(one.column) for one in columns], values)


def add_values(
    model: type[Model], columns: Sequence[str], values: Iterable[Sequence[object]]
) -> list[int]:
    """Store new rows that are told as values only, and their keys: ``columns`` are the table's, all but its key.

    Values of JSON are told as texts.
    """
    return [key for some in _some(values) for key in _copy(model, columns, some, len(some))]


def remove_rows(rows: QuerySet[Any]) -> int:
    """Delete these rows with whatever goes with them, by one statement for each table; how many of their own.

    The same as ``rows.delete()``, which is asked where something that points to them has to be changed or refuses.
    No signals are sent.
    """
    model, keys = rows.model, list(rows.order_by().values_list("pk", flat=True))
    if not keys:
        return 0
    for link in model._meta.related_objects:
        if link.on_delete is DO_NOTHING:
            continue
        column = link.field.attname
        pointing = link.related_model._base_manager.filter(**{f"{column}__in": among(keys)})
        if link.on_delete is CASCADE:
            remove_rows(pointing)
        elif pointing.exists():
            rows.delete()
            return len(keys)
    model._base_manager.filter(pk__in=among(keys))._raw_delete(connection.alias)
    return len(keys)


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
        told = _csv((one, *row) for one, row in zip(keys, values, strict=True))
        with cursor.copy(f"COPY {_quoted(table)} ({names}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(told)
    return keys


def _csv(rows: Iterable[Sequence[object]]) -> str:
    """As COPY reads it: nothing is NULL where it is not quoted. The driver takes longer to write its rows."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NOTNULL).writerows(rows)
    return text.getvalue()


def _columns_of_new(model: type[Model]) -> "list[Field[Any, Any]]":
    rows = model._meta.local_concrete_fields
    return [one for one in rows if not (one.generated or one.primary_key)]


def _new_value(field: "Field[Any, Any]") -> Read:
    """What reads the value of a new row."""
    if isinstance(field, PLAIN) and not field.has_db_default():
        return attrgetter(field.attname)

    def read(row: Model) -> object:
        value = field.pre_save(row, add=True)
        said = field.db_default if isinstance(value, DatabaseDefault) else value
        return _as_text(field.get_db_prep_save(said, connection))

    return read


def _as_text(value: object) -> object:
    """A value whose ``str`` is what COPY reads."""
    if isinstance(value, Jsonb):
        return (value.dumps or json.dumps)(value.obj)
    if isinstance(value, list | tuple | dict | bytes | memoryview):
        raise TypeError(f"{type(value).__name__} cannot be written many at a time")
    return value


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

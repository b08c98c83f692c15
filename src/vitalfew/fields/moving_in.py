"""What a file or another program may bring into own fields: for whoever moves customers in.

``writable`` lists the fields that an actor may write, each with a parser for the texts of a file; ``keep`` then stores
what was read, ``Kept`` by field name, one record at a time, and ``store_many`` a whole batch in one statement.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from vitalfew.access.api import insist_writes
from vitalfew.fields import values
from vitalfew.fields.actions import labels_of
from vitalfew.fields.keeping import About, held, is_required
from vitalfew.fields.models import Definition
from vitalfew.fields.policies import guard_of
from vitalfew.fields.records import Record
from vitalfew.fields.seeing import OwnFields
from vitalfew.fields.sql import reckon
from vitalfew.fields.values import Kept
from vitalfew.identity.api import Member
from vitalfew.kernel.rewriting import among


@dataclass(frozen=True)
class Writable:
    """A field that may be written: its machine name, what files may call it, its kind, and how a text is read."""

    name: str
    label: str
    headings: tuple[str, ...]
    kind: str
    variant: str
    is_required: bool
    is_unique: bool
    choices: tuple[str, ...]
    definition: Definition

    def read(self, text: str) -> Kept:
        """What is kept for a text of a file; None for nothing. BadInput, with a sentence, where it cannot be read."""
        kept = values.read(self.definition, text)
        values.refuse_archived(self.definition, kept, None)
        return kept

    def written(self, kept: Kept) -> str:
        """A kept value as a file or a person reads it."""
        return values.told(self.definition, kept)


def writable(actor: Member | None, record: Record) -> list[Writable]:
    """The fields that ``actor`` may write, in their order; None is the command line."""
    own = OwnFields(record, actor)
    return [
        Writable(
            name=one.name,
            label=str(one),
            headings=tuple(labels_of(one)),
            kind=one.kind,
            variant=one.variant,
            is_required=bool(one.required_from),
            is_unique=one.is_unique,
            choices=tuple(choice.label for choice in one.all_choices() if not choice.is_archived),
            definition=one,
        )
        for one in own.in_force
        if own.writes(one)
    ]


def store_many(record: Record, sheets: Mapping[int, Mapping[str, Kept]]) -> int:
    """Add these values to the sheets of many records (key: field: kept) in one statement; how many were written.

    What is not named, or None, stays: a blank of a file overwrites nothing (``clear_many`` takes values away). The
    values come from ``Writable.read``; who may write which record and field is the caller's to ask
    (``insist_written``). Unique values are looked at by ``taken_values`` before.
    """
    rows = [
        (key, {name: said for name, said in data.items() if said not in values.NOTHING})
        for key, data in sorted(sheets.items())
    ]
    rows = [(key, data) for key, data in rows if data]
    if not rows:
        return 0
    owner = record.owner_column
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {record.table} ({owner}, data)"
            " SELECT * FROM unnest(%s::bigint[], %s::jsonb[])"
            f" ON CONFLICT ({owner}) DO UPDATE SET data = {record.table}.data || excluded.data",
            [[key for key, _data in rows], [json.dumps(data) for _key, data in rows]],
        )
        return int(cursor.rowcount)


def clear_many(record: Record, names: Mapping[int, Iterable[str]]) -> None:
    """Take these fields (by the key of the record) out of the sheets of many records in one statement."""
    told = [(key, name) for key, some in sorted(names.items()) for name in some]
    if not told:
        return
    owner = record.owner_column
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {record.table} s SET data = s.data - gone.names"
            "  FROM (SELECT key, array_agg(name) AS names FROM unnest(%s::bigint[], %s::text[]) t(key, name)"
            f"        GROUP BY key) gone WHERE s.{owner} = gone.key",
            [[key for key, _name in told], [name for _key, name in told]],
        )


def kept_many(record: Record, ids: Iterable[int]) -> dict[int, dict[str, Kept]]:
    """What is kept for each of many records that has anything, for the system itself."""
    rows = record.sheets._base_manager.filter(**{f"{record.owner_column}__in": among(ids)})
    return dict(rows.values_list(record.owner_column, "data"))


def insist_written(actor: Member, record: Record, names: Iterable[str]) -> None:
    """Refused, naming the field, unless ``actor`` may type each of these."""
    known = OwnFields(record, actor).known
    insist_writes(actor, [guard_of(known[name]) for name in names if name in known])


def hold_alone(fields: Iterable[Writable]) -> None:
    """Until the transaction ends nobody else gives a value of these unique fields; whoever is at it is waited for.

    Call it before any record is locked.
    """
    with connection.cursor() as cursor:
        for name in sorted(held(one.definition) for one in fields):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def why_unfit(
    record: Record, actor: Member | None, variant: str, stage: str
) -> tuple[set[str], set[str]]:
    """The fields that a new record of this kind and stage must have, and those that such a record never has."""
    own = OwnFields(record, actor)
    about = About(0, variant, stage)
    needed = {one.name for one in own.in_force if is_required(own, one, about)}
    return needed, {one.name for one in own.in_force if not one.is_for(variant)}


def taken_values(record: Record, field: Writable, kept: set[Kept]) -> set[Kept]:
    """Which of these values of a unique field some record has already."""
    definition = field.definition
    asked = [values.value_of(definition.kind, one) for one in kept]
    rows = record.sheets._base_manager.annotate(own=reckon(definition, {}).beside("data"))
    return set(rows.filter(own__in=asked).values_list(f"data__{definition.name}", flat=True))

"""A kind of record joins: from then on it can have own fields, and the history tells each value that changed."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from vitalfew.audit.api import tell_inner
from vitalfew.fields import records
from vitalfew.fields.records import Record
from vitalfew.fields.seeing import OwnFields
from vitalfew.identity.api import Member

NOTHING = "–"


def register_record(record: Record) -> Record:
    """Let a kind of record have own fields. Of its sheets nobody is told more than the rules of each field allow."""
    tell_inner(record.sheets, "data", partial(told, record))
    return records.register_record(record)


def told(
    record: Record, actor: Member, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """Each value that differs, as far as ``actor`` may read its field: retired fields too."""
    own = OwnFields(record, actor)
    for one in own.known.values():
        sides = (before.get(one.name), after.get(one.name))
        if sides[0] != sides[1] and own.reads(one):
            words = (own.text(one, side) or NOTHING for side in sides)
            yield (str(one), *words)  # type: ignore[misc]  # two sides

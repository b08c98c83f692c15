"""What the history tells of own fields: each value that changed, and of a definition all that was set."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from vitalfew.audit.api import Shown, Subject, register_subject, tell_inner
from vitalfew.fields.models import Definition
from vitalfew.fields.queries import definition_for
from vitalfew.fields.records import Record, records
from vitalfew.fields.seeing import OwnFields
from vitalfew.identity.api import Member

NOTHING = "–"


def show(actor: Member, key: int) -> Shown:
    """The field, for who sets fields."""
    found = definition_for(actor, key)
    return Shown(str(found), "")


def _choices(stored: list[dict[str, Any]]) -> str:
    return ", ".join(
        f"{one['label']} ({_('archived')})" if one.get("archived") else str(one["label"])
        for one in stored
    )


register_subject(Subject("field", Definition, show, words={"choices": _choices}))


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


for _record in records():
    tell_inner(_record.sheets, "data", partial(told, _record))

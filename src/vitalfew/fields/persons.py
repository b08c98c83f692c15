"""Own fields of people: all of them in an export, and gone with the person where they may tell something of one."""

from collections.abc import Sequence
from typing import Any

from vitalfew.fields.models import Sheet
from vitalfew.fields.records import record_with
from vitalfew.fields.seeing import OwnFields


def in_words(sheet: Sheet) -> dict[str, str]:
    """Every value of a sheet by the name of its field, retired fields too."""
    own = OwnFields(record_with(type(sheet)), None)
    return {
        str(one): own.text(one, sheet.data[name])
        for name, one in own.known.items()
        if name in sheet.data
    }


def take_personal(sheets: type[Sheet], keys: Sequence[Any]) -> None:
    """Take out every value but those whose field is known to tell nothing of a person."""
    known = OwnFields(record_with(sheets), None).known
    harmless = {one.name for one in known.values() if not one.is_personal}
    for sheet in sheets._base_manager.filter(pk__in=list(keys)):
        sheet.data = {name: value for name, value in sheet.data.items() if name in harmless}
        sheet.save(update_fields=["data"])

"""The door of fields: what a company asks of its records beside what the product knows."""

from vitalfew.fields.form_parts import OwnFieldsMixin
from vitalfew.fields.keeping import About, Typed, keep, store, stored
from vitalfew.fields.listing import own_columns, own_filters, own_sorts
from vitalfew.fields.models import Definition, FieldKind, Sheet
from vitalfew.fields.moving_in import (
    Writable,
    clear_many,
    insist_written,
    kept_many,
    store_many,
    taken_values,
    writable,
)
from vitalfew.fields.persons import in_words, take_personal
from vitalfew.fields.records import Record, register_record
from vitalfew.fields.seeing import OwnFields, Told, sections
from vitalfew.fields.values import Kept

__all__ = [
    "About",
    "Definition",
    "FieldKind",
    "Kept",
    "OwnFields",
    "OwnFieldsMixin",
    "Record",
    "Sheet",
    "Told",
    "Typed",
    "Writable",
    "clear_many",
    "in_words",
    "insist_written",
    "keep",
    "kept_many",
    "own_columns",
    "own_filters",
    "own_sorts",
    "register_record",
    "sections",
    "store",
    "store_many",
    "stored",
    "take_personal",
    "taken_values",
    "writable",
]

"""The door of fields: what a company asks of its records beside what the product knows."""

from vitalfew.fields.form_parts import OwnFieldsMixin
from vitalfew.fields.joining import register_record
from vitalfew.fields.keeping import About, Typed, keep, store, stored
from vitalfew.fields.listing import own_columns, own_filters, own_sorts
from vitalfew.fields.looking import reveal_own, with_own_text
from vitalfew.fields.models import Definition, FieldKind, Sheet
from vitalfew.fields.moving_in import (
    Writable,
    clear_many,
    hold_alone,
    insist_written,
    kept_many,
    store_many,
    taken_values,
    why_unfit,
    writable,
)
from vitalfew.fields.persons import in_words, take_personal
from vitalfew.fields.records import Record, known_record
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
    "hold_alone",
    "in_words",
    "insist_written",
    "keep",
    "kept_many",
    "known_record",
    "own_columns",
    "own_filters",
    "own_sorts",
    "register_record",
    "reveal_own",
    "sections",
    "store",
    "store_many",
    "stored",
    "take_personal",
    "taken_values",
    "why_unfit",
    "with_own_text",
    "writable",
]

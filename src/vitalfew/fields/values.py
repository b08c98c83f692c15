"""The values of own fields: read as they are typed, written as they are kept, told as people read them. No database."""

import re
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vitalfew.fields.models import CHOSEN, NUMBERS, Definition, FieldKind
from vitalfew.kernel.errors import BadInput
from vitalfew.web.api import AmountField, number

type Kept = str | int | list[int] | None
LONGEST = 500  # characters: what an index can hold in any writing
MOST_DIGITS = 15  # in front of the point
_days = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*")
_apart = re.compile(r"[,，;；、\n]+")
NOTHING: tuple[object, ...] = (None, "", [])


def read(definition: Definition, typed: object) -> Kept:
    """What is kept for what somebody typed, or a file or program sent; None for nothing.

    BadInput with a sentence that names the field where it cannot be read. Choices go by key or by name.
    """
    if isinstance(typed, str):
        typed = typed.replace("\x00", "").strip()
    if typed in NOTHING:
        return None
    kind = definition.kind
    if kind in NUMBERS:
        return _number(definition, typed)
    if kind == FieldKind.DATE:
        return _day(definition, typed)
    if kind in CHOSEN:
        return _chosen(definition, typed)
    if kind == FieldKind.FORMULA:
        raise wrong(definition, _("“%(field)s” is reckoned from other fields: it cannot be typed."))
    return _text(definition, typed)


def wrong(definition: Definition, sentence: str, **named: object) -> BadInput:
    """A value that its field cannot hold."""
    said = sentence % {"field": str(definition), **named}
    return BadInput("field_value_wrong", said, field=definition.column)


def _number(definition: Definition, typed: object) -> str:
    text = str(typed).strip()
    try:
        value = AmountField().to_python(text) if isinstance(typed, str) else Decimal(text)
    except (InvalidOperation, ValidationError) as error:
        raise wrong(definition, _("“%(field)s” takes a number, such as 1234.5.")) from error
    if value is None or not value.is_finite():
        raise wrong(definition, _("“%(field)s” takes a number, such as 1234.5."))
    value = round(value, definition.places) if abs(value.adjusted()) <= MOST_DIGITS else value
    if value and value.adjusted() >= MOST_DIGITS:
        raise wrong(definition, _("“%(field)s” takes numbers of up to 15 digits."))
    return f"{value.normalize():f}" if value else "0"


def _day(definition: Definition, typed: object) -> str:
    if isinstance(typed, date):
        return date(typed.year, typed.month, typed.day).isoformat()
    found = _days.fullmatch(str(typed))
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not MINYEAR < day.year < MAXYEAR:
        raise wrong(definition, _("“%(field)s” takes a day, such as 2026-03-05."))
    return day.isoformat()


def _text(definition: Definition, typed: object) -> str:
    text = str(typed)
    if len(text) > LONGEST:
        raise wrong(definition, _("“%(field)s” takes at most %(most)d characters."), most=LONGEST)
    if definition.kind == FieldKind.LINK and not is_link(text):
        raise wrong(
            definition, _("“%(field)s” takes an address that begins with https:// or http://.")
        )
    return text


def is_link(text: str) -> bool:
    """Whether it leads to a page, and to nothing else.

    >>> is_link("https://example.com/a?b=c"), is_link("javascript:alert(1)"), is_link("https://")
    (True, False, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)


def _chosen(definition: Definition, typed: object) -> int | list[int]:
    many = definition.kind == FieldKind.CHOICES
    given: Sequence[object] = typed if isinstance(typed, list | tuple) else [typed]
    if many and isinstance(typed, str):
        given = [part.strip() for part in _apart.split(typed) if part.strip()]
    keys = list(dict.fromkeys(_key(definition, one) for one in given))
    if many:
        places = {one.key: at for at, one in enumerate(definition.all_choices())}
        return sorted(keys, key=places.__getitem__)
    if len(keys) != 1:
        raise wrong(definition, _("“%(field)s” takes one value."))
    return keys[0]


def _key(definition: Definition, typed: object) -> int:
    """A number is a key; a text the name of a choice, or else its key."""
    text = str(typed).strip()
    by_label = {one.label.casefold(): one.key for one in definition.all_choices()}
    by_key = {str(one.key): one.key for one in definition.all_choices()}
    for known in (by_key,) if isinstance(typed, int) else (by_label, by_key):
        if text.casefold() in known:
            return known[text.casefold()]
    labels = ", ".join(one.label for one in definition.all_choices() if not one.is_archived)
    raise wrong(definition, _("“%(field)s” takes one of these: %(values)s."), values=labels[:300])


def refuse_archived(definition: Definition, kept: Kept, before: Kept) -> None:
    """BadInput when an archived choice is chosen anew; a record that has it keeps it."""
    archived = {one.key for one in definition.all_choices() if one.is_archived}
    if set(keys_of(kept)) & archived - set(keys_of(before)):
        raise wrong(definition, _("“%(field)s” no longer offers this value. Choose another one."))


def keys_of(kept: object) -> list[int]:
    """The keys of chosen values, of one or of several."""
    if isinstance(kept, int):
        return [kept]
    return [one for one in kept if isinstance(one, int)] if isinstance(kept, list) else []


def value_of(kind: str, kept: object) -> Any:  # noqa: ANN401 - as many types as kinds
    """A kept value as Python knows it: Decimal, date, text, key, list of keys; None where there is none."""
    if kept in NOTHING:
        return None
    if kind in NUMBERS:
        return Decimal(str(kept))
    if kind == FieldKind.DATE and not isinstance(kept, date):
        return date.fromisoformat(str(kept))
    if kind == FieldKind.CHOICE:
        return next(iter(keys_of(int(kept) if isinstance(kept, str) else kept)), None)
    if kind == FieldKind.CHOICES:
        return keys_of(kept)
    return kept


def told(definition: Definition, kept: object, kind: str = "") -> str:
    """A value in the reader's language; empty for none. ``kind`` is what a formula gives."""
    kind = kind or definition.kind
    value = value_of(kind, kept)
    if value in NOTHING:
        return ""
    if kind in NUMBERS:
        text = (
            number(value, definition.places).rstrip("0").rstrip(".") if value % 1 else number(value)
        )
        return f"{text} {definition.currency}".strip()
    if kind == FieldKind.DATE:
        return str(date_format(value, "SHORT_DATE_FORMAT"))
    if kind in CHOSEN:
        labels = definition.choice_labels()
        return ", ".join(labels[key] for key in keys_of(kept_keys(value)) if key in labels)
    return str(value)


def kept_keys(value: object) -> object:
    """One key or several, as they are kept."""
    return value if isinstance(value, list) else [value]


def for_program(definition: Definition, kept: object, kind: str = "") -> object:
    """A value as programs get it: numbers as decimal texts, days as ISO texts, choices by name."""
    kind = kind or definition.kind
    value = value_of(kind, kept)
    if value in NOTHING:
        return None
    if kind == FieldKind.CHOICES:
        labels = definition.choice_labels()
        return [labels[key] for key in value if key in labels]
    if kind == FieldKind.CHOICE:
        return definition.choice_labels().get(value)
    if kind in NUMBERS:
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def preset(definition: Definition) -> str:
    """What stands in the form of a new record; a day's field may say "today"."""
    if definition.kind == FieldKind.DATE and definition.default.strip().casefold() in TODAY:
        return timezone.localdate().isoformat()
    return definition.default


TODAY = {"today", "今天", "今日"}
type Values = Mapping[str, Kept]

"""Cursors: where a page of a list begins or ends, as short text that fits into an address."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID


@dataclass(frozen=True)
class Kind:
    """How values of a type are written and read back exactly."""

    type: type
    write: Callable[[Any], str]
    read: Callable[[str], object]


# In this order: True is an int too, and a datetime is a date too.
KINDS = {
    "b": Kind(bool, lambda value: "1" if value else "0", lambda text: text == "1"),
    "i": Kind(int, str, int),
    "f": Kind(float, float.hex, float.fromhex),
    "n": Kind(Decimal, str, Decimal),
    "t": Kind(datetime, datetime.isoformat, datetime.fromisoformat),
    "d": Kind(date, date.isoformat, date.fromisoformat),
    "u": Kind(UUID, str, UUID),
    "s": Kind(object, str, str),
}


@dataclass(frozen=True)
class Cursor:
    """The sort value and the key of the row at the edge of a page; ``value`` None: among the rows without one."""

    value: object
    key: object

    def write(self) -> str:
        """As text for an address."""
        packed = json.dumps(
            [_pack(self.value), _pack(self.key)], separators=(",", ":"), ensure_ascii=False
        )
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read(text: str) -> Cursor | None:
    """A cursor from an address; None when somebody cut it off."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        value, key = json.loads(packed)
        return Cursor(_unpack(value), _unpack(key))
    except (ValueError, TypeError, KeyError, InvalidOperation, binascii.Error):
        return None


def _pack(value: object) -> list[str] | None:
    """A value and the letter of its kind."""
    if value is None:
        return None
    letter, kind = next(
        (letter, kind) for letter, kind in KINDS.items() if isinstance(value, kind.type)
    )
    return [letter, kind.write(value)]


def _unpack(packed: object) -> object:
    """The value again."""
    if packed is None:
        return None
    letter, text = cast(list[str], packed)
    return KINDS[letter].read(text)

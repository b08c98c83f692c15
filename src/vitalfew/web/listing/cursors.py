"""Cursors: where a page of a list begins or ends, as short text that fits into an address.

Each is signed for its list and sort: one that was made up, cut off or belongs elsewhere is none.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.core.signing import BadSignature, Signer


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

    def write(self, place: str) -> str:
        """As text for an address; ``place`` names the list and its sort."""
        packed = json.dumps(
            [_pack(self.value), _pack(self.key)], separators=(",", ":"), ensure_ascii=False
        )
        text = base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")
        return _signer(place).sign(text)


def read(text: str, place: str) -> Cursor | None:
    """A cursor of this place from an address; None when we did not write it."""
    try:
        ours = _signer(place).unsign(text)
    except BadSignature:
        return None
    value, key = json.loads(base64.urlsafe_b64decode(ours + "=" * (-len(ours) % 4)))
    return Cursor(_unpack(value), _unpack(key))


def _signer(place: str) -> Signer:
    return Signer(salt=f"vitalfew.web.listing {place}")


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

"""Cells that say how somebody is reached or found: numbers, addresses, links, tags. Several stand in one cell."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from vitalfew.channels.api import LONGEST_PHONE, MOST_PHONES, read_mails
from vitalfew.importing.cells.parsing import Unreadable, words

BETWEEN = "; "
LONGEST_NAME, LONGEST_TAG, LONGEST_LINK, MOST = 100, 40, 200, 30
_lines = re.compile(r"[\n\r;；、，,]+")
_between_numbers = re.compile(r"[\n\r;；、，,]+|(?<=\d)\s*/\s*(?=[+\d(（])")
_link = URLValidator(schemes=["http", "https"])


def _parts(text: str, between: re.Pattern[str], longest: int, most: int) -> list[str]:
    parts = [words(part, longest) for part in between.split(text)]
    told = list(dict.fromkeys(part for part in parts if part))
    if len(told) > most:
        raise Unreadable("too_many_in_one_cell")
    return told


def phones(text: str) -> str | None:
    """Telephone numbers as they are written.

    >>> phones("138 0013 8000 / 021-62345678转805；010-1")
    '138 0013 8000; 021-62345678转805; 010-1'
    """
    told = _parts(text, _between_numbers, LONGEST_PHONE, MOST_PHONES)
    if any(not any(letter.isdigit() for letter in one) for one in told):
        raise Unreadable("not_a_phone")
    return BETWEEN.join(told) or None


def mails(text: str) -> str | None:
    """Mail addresses.

    >>> mails("a@example.com， B@example.com")
    'a@example.com; B@example.com'
    """
    found, wrong = read_mails(text)
    if wrong:
        raise Unreadable("not_a_mail")
    if len(found) > MOST:
        raise Unreadable("too_many_in_one_cell")
    return BETWEEN.join(found) or None


def names(text: str) -> str | None:
    """Names in a messenger."""
    return BETWEEN.join(_parts(text, _lines, LONGEST_NAME, MOST)) or None


def tags(text: str) -> str | None:
    """Tags."""
    return BETWEEN.join(_parts(text, _lines, LONGEST_TAG, MOST)) or None


def link(text: str) -> str | None:
    """The address of a website; what begins without http is taken for https.

    >>> link("www.example.com")
    'https://www.example.com'
    """
    bare = words(text, LONGEST_LINK - len("https://"))
    if bare is None:
        return None
    whole = bare if bare.lower().startswith(("http://", "https://")) else f"https://{bare}"
    try:
        _link(whole)
    except ValidationError:
        raise Unreadable("not_a_link") from None
    return whole

"""Cells that the database can take as they stand. Most of a ledger is written plainly; only the rest is read by rules.

Each function takes an array of texts and says of each whether reading it would change nothing: the value stored is the
same with and without these functions, only sooner.
"""

from collections.abc import Callable
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from vitalfew.importing.cells.parsing import DECIMALS, MAX_WHOLE_DIGITS, PRICE_DECIMALS

type Plain = Callable[[pa.Array], pa.BooleanArray]

# What ``str.split`` takes for space, but for single plain ones between words; the NUL no database keeps; and the
# apostrophe that stands before a formula.
_loose = (
    r"^'|^ | $|  |"
    r"[\x00\t-\r\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
)
# Years 1900 to 2199, which all ways of reading a date agree on.
_iso = r"^(?:19|20|21)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?$"


def words(texts: pa.Array, limit: int) -> pa.BooleanArray:
    """Nothing but single spaces between words, not empty, not too long."""
    length = pc.utf8_length(texts)
    fits = pc.and_(pc.greater(length, 0), pc.less_equal(length, limit))
    return pc.and_(fits, pc.invert(pc.match_substring_regex(texts, _loose)))


def number(texts: pa.Array, decimals: int = DECIMALS) -> pa.BooleanArray:
    """Digits, with a point and a minus at most."""
    return pc.match_substring_regex(
        texts, rf"^-?[0-9]{{1,{MAX_WHOLE_DIGITS}}}(?:\.[0-9]{{1,{decimals}}})?$"
    )


price = partial(number, decimals=PRICE_DECIMALS)


def moment(texts: pa.Array) -> pa.BooleanArray:
    """A day of the calendar as ISO 8601 writes it, with or without its time."""
    iso = pc.match_substring_regex(texts, _iso)
    try:
        pc.cast(pc.filter(texts, iso), pa.timestamp("s"))
    except pa.ArrowInvalid:  # a 30th of February among them: each is looked at
        return pa.array([False] * len(texts), pa.bool_())
    return iso


def nothing(texts: pa.Array) -> pa.BooleanArray:
    """Everything is to be read."""
    return pa.array([False] * len(texts), pa.bool_())

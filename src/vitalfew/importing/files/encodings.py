"""Finding out in which encoding a text file was written."""

import codecs
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.kernel.errors import BadInput

SNIFFED_BYTES = 256 * 1024

# Python's codec, and its name for people. cp950 is the Big5 that Windows writes, with 碁, 恒 and the euro sign.
NAMES: dict[str, str | Promise] = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "gb18030": gettext_lazy("Simplified Chinese (GB18030)"),
    "cp950": gettext_lazy("Traditional Chinese (Big5)"),
    "big5hkscs": gettext_lazy("Traditional Chinese (Big5-HKSCS)"),
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
CHOICES = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")


def telling_part(path: Path) -> bytes:
    """The first piece of the file that is not plain ASCII: a ledger may name its first Chinese customer late."""
    with path.open("rb") as file:
        start = piece = file.read(SNIFFED_BYTES)
        while piece and piece.isascii():
            piece = file.read(SNIFFED_BYTES)
    return piece or start


def guess_encoding(start: bytes, *, whole: bool) -> str:
    """UTF-8 and UTF-16 by their marks or their validity, then the Chinese encodings by how everyday the text reads.

    ``whole``: nothing of the file is missing at the end of ``start``.
    """
    marked = _by_mark(start) or _by_zeros(start)
    if marked:
        return marked
    readable = {
        encoding: text
        for encoding in ("utf-8", "gb18030", "cp950", "big5hkscs")
        if (text := decoded(start, encoding, whole=whole)) is not None
    }
    if "utf-8" in readable:
        return "utf-8"
    if not readable and b"\x00" in start:
        raise not_a_table()
    if not readable:
        raise BadInput(
            "encoding_unknown",
            _("The characters of this file cannot be read. Save it as CSV in UTF-8 and try again."),
        )
    return max(readable, key=lambda encoding: _commonness(readable[encoding]))


def not_a_table() -> BadInput:
    """A picture, a program, a database: bytes that no text has."""
    return BadInput(
        "file_not_a_table",
        _("This is not a table we can read. Save it as CSV, XLSX or Parquet and try again."),
    )


def _by_mark(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else ""


def _by_zeros(start: bytes) -> str:
    """UTF-16 without a mark: digits, commas and line ends have a zero byte, always on the same side."""
    first, second = start[0::2].count(0), start[1::2].count(0)
    if min(first, second) * 10 > max(first, second) or max(first, second) * 20 < len(start):
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


def decoded(data: bytes, encoding: str, *, whole: bool) -> str | None:
    """The text, or None when ``data`` cannot be this encoding; a character cut off at the end is no fault."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
    except UnicodeDecodeError:
        return None


def _commonness(text: str) -> float:
    """Share of the Chinese characters that are among the everyday ones; what no ledger has counts against it.

    GB18030 accepts nearly any bytes, and Big5 many: read in the wrong one, everyday words become rare characters.
    """
    han = [c for c in text if "\u3400" <= c <= "\u9fff"]
    odd = sum(1 for c in text if c > "\x7f" and not _is_usual(c))
    return (sum(_is_everyday(c) for c in han) - 2 * odd) / max(len(han), 1)


def _is_usual(character: str) -> bool:
    return (
        "\u3000" <= character <= "\u9fff"
        or "\uff00" <= character <= "\uffef"
        or character in "·—‘’“”…￥€"
    )


def _is_everyday(character: str) -> bool:
    """In level 1 of GB2312 or of Big5: the characters their makers found common."""
    simplified = character.encode("gb2312", "ignore")
    traditional = character.encode("big5", "ignore")
    return b"\xb0" <= simplified[:1] <= b"\xd7" or b"\xa4" <= traditional[:1] <= b"\xc6"

"""vCard files (2.1, 3.0, 4.0), as telephones and mail programs write them: each card becomes a row.

Read by line, so that a file of any size takes little memory.
"""

import quopri
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from vitalfew.importing.fields import ImportField
from vitalfew.importing.files.encodings import guess_encoding, telling_part
from vitalfew.importing.files.recognised import ROWS_SEEN, RaggedRow, Recognised

BEGIN = "BEGIN:VCARD"
COLUMNS = (
    "full name", "last name", "first name", "company", "department", "title", "mobile", "phone", "other phone",
    "email", "additional email", "wechat", "qq", "birthday", "gender", "nickname", "note",
)  # fmt: skip
AT_ONCE = 2000
BETWEEN = "; "
_property = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;[^:]*)?):(.*)", re.DOTALL)
_escaped = re.compile(r"\\(.)", re.DOTALL)
_parts = re.compile(r"(?<!\\);")
_day = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
type Card = dict[str, list[str]]


@dataclass(frozen=True)
class _Property:
    """One line of a card: its name, what is said about it, its value."""

    name: str
    told: str
    value: str

    @property
    def parts(self) -> list[str]:
        """The parts of a value that has several, such as a name."""
        return [_plain(part) for part in _parts.split(self.value)]


def recognise(path: Path, fields: Sequence[ImportField], encoding: str = "") -> Recognised:
    """Look at the first cards. A card has no headings: its properties have names of their own."""
    encoding = guess_encoding(telling_part(path), whole=False)
    rows = [list(row) for row in islice(_rows(path, encoding), ROWS_SEEN)]
    return Recognised("vcard", encoding, "", list(COLUMNS), rows, 0)


def batches(
    path: Path, file: Recognised, on_ragged: Callable[[RaggedRow], None]
) -> Iterator[pa.Table]:
    """All cards, as rows of text columns."""
    rows = _rows(path, file.encoding)
    while some := list(islice(rows, AT_ONCE)):
        columns = {
            str(i): pa.array([row[i] for row in some], pa.string()) for i in range(len(COLUMNS))
        }
        yield pa.table(columns)


def _rows(path: Path, encoding: str) -> Iterator[tuple[str, ...]]:
    card: Card = defaultdict(list)
    for line in _lines(path, encoding):
        if line.upper().strip() == "END:VCARD":
            yield tuple(BETWEEN.join(dict.fromkeys(card[name])) for name in COLUMNS)
            card = defaultdict(list)
        elif found := _property.fullmatch(line):
            _note(
                card,
                _Property(
                    found[1].upper(), found[2].upper(), _decoded(found[2], found[3], encoding)
                ),
            )


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file, those that go on put together again."""
    whole = ""
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        for raw in file:
            line = raw.rstrip("\r\n")
            if line[:1] in {" ", "\t"}:
                whole += line[1:]
            elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.upper():
                whole = whole[:-1] + line
            else:
                yield whole
                whole = line
    yield whole


def _decoded(told: str, value: str, encoding: str) -> str:
    if "QUOTED-PRINTABLE" not in told.upper():
        return value
    charset = re.search(r"CHARSET=([\w-]+)", told, re.IGNORECASE)
    raw = quopri.decodestring(value.encode(encoding, errors="replace"))
    try:
        return raw.decode(charset[1] if charset else encoding, errors="replace")
    except LookupError:  # an encoding that nobody knows
        return raw.decode(encoding, errors="replace")


def _plain(value: str) -> str:
    """Without its escapes; a line end is a space."""
    return _escaped.sub(lambda mark: " " if mark[1] in "nN" else mark[1], value).strip()


def _note(card: Card, one: _Property) -> None:
    """Put what a property says where it belongs; what we have no place for is left out."""
    match one.name:
        case "FN":
            card["full name"] = [_plain(one.value)]
        case "N":
            family, given, *_more = [*one.parts, ""]
            card["last name"], card["first name"] = [family], [given]
        case "ORG":
            company, unit, *_more = [*one.parts, ""]
            card["company"], card["department"] = [company], [unit]
        case "TEL":
            _note_phone(card, one)
        case "EMAIL":
            card["additional email" if card["email"] else "email"].append(_plain(one.value))
        case "BDAY":
            card["birthday"] = ["-".join(day.groups()) for day in _day.finditer(one.value)][:1]
        case "X-WECHAT" | "X-QQ":
            card[one.name.removeprefix("X-").lower()].append(_plain(one.value))
        case "TITLE" | "NICKNAME" | "NOTE" | "GENDER":
            card[one.name.lower()] = [_plain(one.value)]


def _note_phone(card: Card, one: _Property) -> None:
    number = _plain(one.value).removeprefix("tel:").replace(";ext=", " ext. ")
    if "FAX" in one.told or "PAGER" in one.told:
        return
    kind = "mobile" if "CELL" in one.told else "phone"
    card["other phone" if card[kind] else kind].append(number)

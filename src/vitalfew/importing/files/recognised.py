"""What a ledger file turned out to be, and the rows of it that do not fit."""

from dataclasses import dataclass

ROWS_SEEN = 200
MAX_COLUMNS = 300
CELL_SHOWN = 300


@dataclass(frozen=True)
class Recognised:
    """A file's format, its headings, and its first rows. ``heading_row`` counts from 1, as people do."""

    format: str
    encoding: str
    delimiter: str
    headers: list[str]
    rows: list[list[str]]
    heading_row: int = 1


@dataclass(frozen=True)
class RaggedRow:
    """A row with more or fewer cells than there are headings; without text it is just an empty line."""

    row: int
    text: str

"""Which row of a sheet has the headings: exports often begin with a title, a date and an empty line."""

from collections.abc import Sequence

from vitalfew.importing.fields import ImportField, guess_mapping

ROWS_ABOVE = 20


def heading_index(rows: Sequence[Sequence[str]], fields: Sequence[ImportField]) -> int:
    """The first row that names at least two of the fields; else the first with two filled cells; else 0."""
    start = rows[:ROWS_ABOVE]
    telling = (i for i, row in enumerate(start) if len(guess_mapping(row, fields)) > 1)
    filled = (i for i, row in enumerate(start) if sum(bool(cell.strip()) for cell in row) > 1)
    return next(telling, next(filled, 0))

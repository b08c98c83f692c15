"""Which row of a sheet has the headings: exports often begin with a title, a date and an empty line."""

from collections.abc import Sequence

from vitalfew.importing.ledger.fields import guess_mapping

ROWS_ABOVE = 20


def heading_index(rows: Sequence[Sequence[str]]) -> int:
    """The first row that names at least two things a ledger has; else the first with two filled cells; else 0."""
    start = rows[:ROWS_ABOVE]
    telling = (i for i, row in enumerate(start) if len(guess_mapping(row)) > 1)
    filled = (i for i, row in enumerate(start) if sum(bool(cell.strip()) for cell in row) > 1)
    return next(telling, next(filled, 0))

"""What a model says about its own history. Every model of the product has one unless it says why not.

``vitalfew.audit`` writes it, by triggers in the database.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """Every row that is added, changed or deleted leaves an entry.

    ``brought_by`` names the column that holds the import a row came from: rows an import adds, and rows its undo takes
    back as they came (``untouched`` is the condition), leave one entry with their number instead of one each, for the
    import's own file proves them. ``derived`` columns follow from others and are left out. ``secret`` columns leave
    only the fact that they changed.
    """

    brought_by: str = ""
    untouched: str = "true"
    derived: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotKept:
    """No entry is written, for this reason."""

    reason: str

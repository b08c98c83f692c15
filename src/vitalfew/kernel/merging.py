"""What a model says about its rows when two of those it points to become one.

``merging`` is its word on customers: without it, its rows move along. ``merging_people`` is its word on contacts, and
every model that points to one must have it. ``vitalfew.duplicates`` finds every such model by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Moves:
    """Its rows move to the one that stays.

    Where a constraint refuses one (the other has such a row already), it is tried again with ``on_clash`` (field:
    value); refused again, the row stays behind, hidden with its owner, and is back when the merge is undone. So does a
    row whose ``unless_same`` (an attribute) says what a row over there says already. With ``after`` (a field that
    counts from 0), the rows that move come after those that were there.
    """

    on_clash: Mapping[str, object] = field(default_factory=dict)
    unless_same: str = ""
    after: str = ""


@dataclass(frozen=True)
class Stays:
    """Its rows are left where they are, for this reason."""

    reason: str

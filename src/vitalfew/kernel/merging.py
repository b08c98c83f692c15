"""What a model that points to a customer says about its rows when two customers become one.

Without a word, its rows move along. ``vitalfew.duplicates`` finds every such model by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Moves:
    """Its rows move to the customer that stays.

    Where a constraint refuses one (the other customer has such a row already), it is tried again with ``on_clash``
    (field: value); refused again, the row stays behind, hidden with its customer, and is back when the merge is undone.
    """

    on_clash: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Stays:
    """Its rows are left where they are, for this reason."""

    reason: str

"""Who may report to whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from vitalfew.kernel.errors import BadInput
from vitalfew.people.models import Position


def refuse_circle(position: Position, superior: Position | None) -> None:
    """BadInput when ``superior`` works elsewhere, left, or reports to this very person in the end."""
    step = superior
    if superior is not None and (superior.customer_id, superior.left_on) != (
        position.customer_id,
        None,
    ):
        raise _refused(_("Choose somebody who works at the same customer now."))
    seen: set[int] = set()
    while step is not None and step.pk not in seen:
        if step.pk == position.pk:
            raise _refused(_("That would be a circle: this person stands above the one chosen."))
        seen.add(step.pk)
        step = step.reports_to


def _refused(sentence: str) -> BadInput:
    return BadInput("no_such_superior", sentence, field="reports_to")


@dataclass
class Branch:
    """A person of the people map, and who reports to them."""

    position: Position
    below: list["Branch"] = field(default_factory=list)


def tree_of(positions: Sequence[Position]) -> list[Branch]:
    """The reporting lines among these people; whoever reports to nobody of them stands at the top."""
    branches = {one.pk: Branch(one) for one in positions}
    tops: list[Branch] = []
    for one in positions:
        above = branches.get(one.reports_to_id or 0)
        (above.below if above else tops).append(branches[one.pk])
    return tops


def count_below(branches: Iterable[Branch]) -> int:
    """How many lines a map has: none where nobody reports to anybody."""
    return sum(len(branch.below) + count_below(branch.below) for branch in branches)

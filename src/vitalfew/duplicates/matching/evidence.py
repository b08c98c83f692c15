"""What a comparison says: a verdict, a score, and every part that agreed or spoke against it."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What two records are to each other."""

    SAME = "same"
    LIKELY = "likely"
    RELATED = "related"  # a branch, or a company of the same group: linked, never merged
    DIFFERENT = "different"


class Finding(StrEnum):
    """How the two records stand to each other in one part."""

    EQUAL = "equal"
    CLOSE = "close"  # a slip of the pen, another order, the same sound
    CONTAINED = "contained"  # one says more than the other
    ONE_SIDE = "one_side"  # one says nothing
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of two records: how they stand, and how much it weighs (bits; below zero it speaks against)."""

    name: str
    finding: Finding
    weight: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict about a pair, and the parts it rests on."""

    verdict: Verdict
    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """The weights of the parts added up, in bits: 10 is a thousand to one for the same customer."""
        return round(sum(part.weight for part in self.parts), 2)

    @property
    def is_duplicate(self) -> bool:
        """Whether the two are to be looked at as one customer."""
        return self.verdict in {Verdict.SAME, Verdict.LIKELY}

    def reason(self) -> list[list[str | float]]:
        """The parts as data: name, finding, weight."""
        return [[part.name, part.finding.value, round(part.weight, 2)] for part in self.parts]

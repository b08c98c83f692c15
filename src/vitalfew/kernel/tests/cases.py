"""What tests ask the fixture ``cases``: it comes from whoever runs them."""

from collections.abc import Iterator, Sequence
from typing import Protocol


class Cases(Protocol):
    """How many cases of a fault a test runs: few every day, many under ``make torture`` (the fixture ``cases``)."""

    def number_of(self, few: int, many: int) -> int:
        """How many to run."""

    def rounds(self, few: int, many: int) -> Iterator[int]:
        """That many rounds, each counted once it is over."""

    def among[Thing](
        self, things: Sequence[Thing], few: int, many: int | None = None
    ) -> Iterator[Thing]:
        """Some of the things, or all of them under torture; each counted once it is over."""

    def add(self, number: int = 1) -> None:
        """So many more held."""

"""Hysteresis: a class held is given up only when its edge is passed clearly, and often enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuation.classes.definitions import Steadiness
from valuation.classes.schemes import TierArray

NO_CLASS: Final = -1


@dataclass(frozen=True, slots=True)
class Memory:
    """What a run leaves for the next one; one entry per customer."""

    tier: TierArray  # the class held, -1 for customers never classed
    pending: TierArray  # the class they are on the way to, -1 for none
    periods: npt.NDArray[np.int16]  # for how many runs in a row

    @staticmethod
    def nothing(customers: int) -> "Memory":
        """Return the memory of customers never classed."""
        none = np.full(customers, NO_CLASS, np.int8)
        return Memory(none, none.copy(), np.zeros(customers, np.int16))

    @staticmethod
    def of(tier: int, pending: int = NO_CLASS, periods: int = 0) -> "Memory":
        """Return the memory of one customer."""
        return Memory(
            np.array([tier], np.int8), np.array([pending], np.int8), np.array([periods], np.int16)
        )

    @staticmethod
    def named(
        classes: Sequence[str],
        held: npt.ArrayLike,
        pending: npt.ArrayLike,
        periods: npt.ArrayLike,
    ) -> "Memory":
        """Return the memory kept by class codes; a code the scheme no longer has is forgotten.

        `classes` are the scheme's; customers never classed, or on no way, have any other code.
        """
        tier, way = _places(classes, held), _places(classes, pending)
        counted = np.asarray(periods, np.int16)
        known = (tier != NO_CLASS) & (way != NO_CLASS)
        return Memory(
            tier,
            np.where(known, way, NO_CLASS).astype(np.int8),
            np.where(known, counted, 0).astype(np.int16),
        )

    def at(self, position: int) -> "Memory":
        """Return one customer's memory."""
        here = slice(position, position + 1)
        return Memory(self.tier[here], self.pending[here], self.periods[here])


def _places(classes: Sequence[str], codes: npt.ArrayLike) -> TierArray:
    """Return the place of each code among the classes, -1 for a stranger."""
    distinct, which = np.unique(np.asarray(codes, np.str_), return_inverse=True)
    place = {code: number for number, code in enumerate(classes)}
    return np.array([place.get(str(code), NO_CLASS) for code in distinct], np.int8)[which]


@dataclass(frozen=True, slots=True)
class Settled:
    """The class that holds after a run, and what to remember."""

    tier: TierArray
    memory: Memory


def settle(clearly: TierArray, before: Memory, steady: Steadiness) -> Settled:
    """Return the classes that hold, given those now earned clearly.

    A customer changes when it was better (worse) than its class for `periods_up` (`periods_down`)
    runs in a row, and then goes as far as all these runs agree: of D and then C, to C.
    """
    held = before.tier
    new = held == NO_CLASS
    up, down = clearly < held, (clearly > held) & ~new
    waiting = before.pending != NO_CLASS
    goes_on = waiting & np.where(up, before.pending < held, down & (before.pending > held))
    nearest = np.where(up, np.maximum(clearly, before.pending), np.minimum(clearly, before.pending))
    pending = np.where(goes_on, nearest, clearly)
    periods = np.where(goes_on, before.periods + 1, 1)
    needed = np.where(up, steady.periods_up, steady.periods_down)
    changes = new | ((up | down) & (periods >= needed))
    tier = np.where(changes, np.where(new, clearly, pending), held).astype(np.int8)
    moving = (up | down) & ~changes
    return Settled(
        tier,
        Memory(
            tier,
            np.where(moving, pending, NO_CLASS).astype(np.int8),
            np.where(moving, periods, 0).astype(np.int16),
        ),
    )

"""How log odds become probabilities that come true: two ways, chosen by name.

Platt (1999) shifts and stretches the log odds: two numbers, so few deals do no harm, but every bend of
the truth stays. Isotonic regression (Zadrozny and Elkan 2002; pool adjacent violators) follows any rising
curve, and needs a thousand deals or more not to follow chance as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final, Literal, Protocol

import numpy as np
from scipy.special import expit, logit

from valuation.arrays import BoolArray, FloatArray
from valuation.winning.features import Encoded
from valuation.winning.logistic import fit_logistic

type CalibrationName = Literal["platt", "isotonic"]


class Calibration(Protocol):
    """Turns log odds into probabilities."""

    @property
    def name(self) -> CalibrationName:
        """The name it is chosen by."""

    def chance(self, odds: FloatArray) -> FloatArray:
        """Return the probability at each log odds; never falling as the odds rise."""


@dataclass(frozen=True, slots=True)
class Platt:
    """Log odds shifted and stretched."""

    shift: float
    slope: float  # 0 or more
    name: ClassVar[CalibrationName] = "platt"

    def chance(self, odds: FloatArray) -> FloatArray:
        """Return the probability at each log odds."""
        chances: FloatArray = expit(self.shift + self.slope * odds)
        return chances


@dataclass(frozen=True, slots=True)
class Isotonic:
    """Shares won at rising log odds; in between a straight line, outside the nearest."""

    odds: FloatArray
    shares: FloatArray
    name: ClassVar[CalibrationName] = "isotonic"

    def chance(self, odds: FloatArray) -> FloatArray:
        """Return the probability at each log odds."""
        return np.interp(odds, self.odds, self.shares)


def platt(odds: FloatArray, won: BoolArray) -> Platt:
    """Learn shift and slope; where higher odds go with fewer wins, everybody gets the share won."""
    intercept = np.zeros((odds.size, 1), np.int64)
    shift, slope = fit_logistic(Encoded(intercept, odds[:, None], 1), won, 1e-6)
    if slope > 0:
        return Platt(float(shift), float(slope))
    return Platt(float(logit(won.mean())), 0.0)


def isotonic(odds: FloatArray, won: BoolArray) -> Isotonic:
    """Learn the rising curve nearest to the outcomes; half a deal is kept from 0 and from 1."""
    order = np.argsort(odds, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(odds[order]) > 0))
    deals = np.diff(starts, append=odds.size).astype(np.float64)
    pools: list[tuple[float, float, float]] = []  # deals, wins, sum of log odds
    for pool in zip(
        deals.tolist(),
        np.add.reduceat(won[order].astype(np.float64), starts).tolist(),
        (odds[order][starts] * deals).tolist(),
        strict=True,
    ):
        merged = pool
        while pools and pools[-1][1] * merged[0] >= merged[1] * pools[-1][0]:
            last = pools.pop()
            merged = (last[0] + merged[0], last[1] + merged[1], last[2] + merged[2])
        pools.append(merged)
    size, wins, total = np.array(pools).T
    edge = 0.5 / odds.size
    return Isotonic(total / size, np.clip(wins / size, edge, 1 - edge))


type Calibrator = Callable[[FloatArray, BoolArray], Calibration]

CALIBRATIONS: Final[Mapping[CalibrationName, Calibrator]] = MappingProxyType(
    {"platt": platt, "isotonic": isotonic}
)

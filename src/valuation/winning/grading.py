"""How good probabilities are, on deals they were not learned from."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri, xlogy

from valuation.arrays import BoolArray, FloatArray

BINS: Final = 10
Z: Final = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Deals of about the same probability, and how many of them were won."""

    deals: int
    probability: float  # mean
    won: float  # share


@dataclass(frozen=True, slots=True)
class WinGrade:
    """How probabilities came out on later deals."""

    deals: int
    auc: Interval  # of ranking a won deal above a lost one; .5 is chance
    brier: float  # mean squared error of the probabilities
    base_brier: float  # the same with one base rate for all
    improvement: Interval  # of the Brier score over the base rate; above 0 is better
    log_loss: float
    calibration_error: float  # mean gap between probability and share won, over the bins
    expected_wins: float
    wins: int
    bins: tuple[ReliabilityBin, ...]

    @property
    def signal(self) -> bool:
        """Whether both intervals say better than the base rate."""
        return self.auc.low > 0.5 and self.improvement.low > 0

    @property
    def surprise(self) -> float:
        """Wins less expected wins, in standard deviations."""
        spread = sum(each.deals * each.probability * (1 - each.probability) for each in self.bins)
        return (self.wins - self.expected_wins) / max(float(np.sqrt(spread)), 1e-12)


def auc_interval(chance: FloatArray, won: BoolArray) -> Interval:
    """Return the area under the ROC curve with the interval of DeLong et al. (1988).

    Ties count half. Without both a won and a lost deal it is .5, from 0 to 1.
    """
    wins, losses = chance[won], chance[~won]
    if min(wins.size, losses.size) < 2:
        return Interval(0.5, 0.0, 1.0)
    below = _share_below(losses, wins)
    above = 1 - _share_below(wins, losses)
    value = float(below.mean())
    error = Z * float(np.sqrt(below.var(ddof=1) / wins.size + above.var(ddof=1) / losses.size))
    return Interval(value, max(value - error, 0.0), min(value + error, 1.0))


def grade_probabilities(
    chance: FloatArray, won: BoolArray, base_rate: float, *, rank: FloatArray | None = None
) -> WinGrade:
    """Grade probabilities against outcomes and against one base rate, known beforehand, for all.

    `rank` is what the deals are ranked by for the AUC, where it is not the probability itself.
    """
    outcome = won.astype(np.float64)
    squared, base = np.square(chance - outcome), np.square(base_rate - outcome)
    bins = _bins(chance, outcome)
    loss = -(xlogy(outcome, chance) + xlogy(1 - outcome, 1 - chance))
    gaps = sum(each.deals * abs(each.probability - each.won) for each in bins)
    return WinGrade(
        deals=won.size,
        auc=auc_interval(chance if rank is None else rank, won),
        brier=float(squared.mean()),
        base_brier=float(base.mean()),
        improvement=_mean_interval(base - squared),
        log_loss=float(loss.mean()),
        calibration_error=gaps / won.size,
        expected_wins=float(chance.sum()),
        wins=int(np.count_nonzero(won)),
        bins=bins,
    )


def _share_below(among: FloatArray, of: FloatArray) -> FloatArray:
    """Return for each value the share of others below it, ties counting half."""
    ordered = np.sort(among)
    left = np.searchsorted(ordered, of, side="left")
    right = np.searchsorted(ordered, of, side="right")
    return (left + right) / (2.0 * among.size)


def _mean_interval(values: FloatArray) -> Interval:
    value = float(values.mean())
    error = Z * float(values.std(ddof=1)) / float(np.sqrt(values.size))
    return Interval(value, value - error, value + error)


def _bins(chance: FloatArray, outcome: FloatArray) -> tuple[ReliabilityBin, ...]:
    """Return up to ten groups of about equally many deals, equal probabilities together."""
    edges = np.unique(np.quantile(chance, np.arange(1, BINS) / BINS))
    group = np.searchsorted(edges, chance, side="left")
    deals = np.bincount(group)
    held = np.flatnonzero(deals)
    mean, won = (np.bincount(group, weights=column)[held] for column in (chance, outcome))
    return tuple(
        ReliabilityBin(int(size), float(total / size), float(wins / size))
        for size, total, wins in zip(deals[held], mean, won, strict=True)
    )

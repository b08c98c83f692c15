"""Win probabilities: a ridge regression on what is known when a deal opens, calibrated and graded.

Learned from deals opened earlier, graded on deals opened later. Where the grade does not beat the
plain base rate with certainty, the base rate is the answer: a ranking without signal misleads.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import expit, xlogy

from valuation.arrays import BoolArray, FloatArray, Int64Array
from valuation.codes import CALIBRATION_OFF, NO_SIGNAL, TOO_FEW_DEALS
from valuation.contracts import CODE, DAY, YES_NO, Contract, Facts, Field, RowRule
from valuation.errors import ValuationError
from valuation.winning.calibrating import (
    CALIBRATIONS,
    Calibration,
    CalibrationName,
    Calibrator,
    Platt,
)
from valuation.winning.features import Encoded, Encoder, Features, learn_encoder
from valuation.winning.grading import WinGrade, grade_probabilities
from valuation.winning.logistic import fit_logistic

FEWEST_DEALS: Final = 200
FEWEST_OF_EACH: Final = 20  # won, and lost, among those learned from and among those graded on
GRADED: Final = 0.3  # share of the deals, the latest, held back
SETTLED: Final = 0.9  # quantile of the time to a decision after which a deal counts as settled
RIDGES: Final = (1000.0, 100.0, 30.0, 10.0, 1.0)  # how strongly a category is drawn to the mean
FOLDS: Final = 5
SURPRISING: Final = 3.0  # standard deviations between wins and expected wins

DEALS: Final = Contract(
    "decided deals",
    (
        Field("customer", CODE, "who was to buy"),
        Field("opened", DAY, "when the opportunity began"),
        Field("closed", DAY, "when it was won or lost"),
        Field("won", YES_NO, "the outcome"),
    ),
    (
        RowRule(
            "closed_before_opened",
            "closed",
            "not before the deal was opened",
            lambda rows: rows.day("closed") < rows.day("opened"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class WinModel:
    """Win probabilities with the grade they earned."""

    base_rate: float  # share won among the settled deals
    deals: int  # settled deals
    grade: WinGrade | None  # None with too few deals
    notes: tuple[str, ...]
    encoder: Encoder
    coefficients: FloatArray
    calibration: Calibration
    ridge: float

    @property
    def signal(self) -> bool:
        """Whether the probabilities differ between deals for a reason."""
        return self.grade is not None and self.grade.signal

    def probability(self, features: Features) -> FloatArray:
        """Return the probability that each deal is won; without signal the base rate for all."""
        rows = self.encoder.encode(features)
        if not self.signal:
            return np.full(len(rows.cells), self.base_rate)
        return self.calibration.chance(rows.times(self.coefficients))


@dataclass(frozen=True, slots=True)
class _Learned:
    """A regression with its ridge chosen and its calibration learned out of fold."""

    coefficients: FloatArray
    calibration: Calibration
    ridge: float


def fit_win_probability(
    deals: Facts, features: Features, *, as_of: int, calibration: CalibrationName = "platt"
) -> WinModel:
    """Learn win probabilities from decided deals and grade them on the latest 30 %.

    `deals` are facts of DEALS, `features` what was known when each was opened. Deals opened so
    lately that one in ten of their kind would still be open are left out: of those only the quick
    decisions are known, and quick ones are not like the rest. `calibration` is "platt" or "isotonic"
    (see `calibrating`); the second wants a thousand deals or more.
    """
    deals.require(DEALS)
    calibrate = _calibrator(calibration)
    settled = _settled(deals, as_of)
    won = deals.flag("won")[settled]
    encoder = learn_encoder(_chosen(features, settled, deals.rows))
    rows = encoder.encode(_chosen(features, settled, deals.rows))
    held = int(won.size * GRADED)
    early, late = slice(0, won.size - held), slice(won.size - held, won.size)
    if not _enough(won[early], won[late]):
        rate = (int(np.count_nonzero(won)) + 1) / (won.size + 2)
        empty = np.zeros(rows.columns)
        return WinModel(
            rate, won.size, None, (TOO_FEW_DEALS,), encoder, empty, Platt(0.0, 0.0), 0.0
        )
    order = np.arange(won.size)
    past = _learn(rows.take(order[early]), won[early], calibrate)
    odds = rows.take(order[late]).times(past.coefficients)
    grade = grade_probabilities(
        past.calibration.chance(odds), won[late], float(won[early].mean()), rank=odds
    )
    final = _learn(rows, won, calibrate)
    return WinModel(
        float(won.mean()),
        won.size,
        grade,
        _notes(grade),
        encoder,
        final.coefficients,
        final.calibration,
        final.ridge,
    )


def _notes(grade: WinGrade) -> tuple[str, ...]:
    if not grade.signal:
        return (NO_SIGNAL,)
    return (CALIBRATION_OFF,) if abs(grade.surprise) > SURPRISING else ()


def _settled(deals: Facts, as_of: int) -> Int64Array:
    """Return the deals old enough to be judged, by the day they were opened."""
    opened, closed = deals.day("opened"), deals.day("closed")
    known = np.flatnonzero(closed <= as_of)
    if known.size == 0:
        return known
    wait = np.quantile(closed[known] - opened[known], SETTLED)
    old = known[opened[known] <= as_of - wait]
    by_day: Int64Array = old[np.argsort(opened[old], kind="stable")]
    return by_day


def _enough(early: BoolArray, late: BoolArray) -> bool:
    counts = [
        int(np.count_nonzero(part == side)) for part in (early, late) for side in (True, False)
    ]
    return early.size + late.size >= FEWEST_DEALS and min(counts) >= FEWEST_OF_EACH


def _learn(rows: Encoded, won: BoolArray, calibrate: Calibrator) -> _Learned:
    """Choose the ridge by cross-validation, calibrate out of fold, and fit to all."""
    fold = np.arange(won.size) % FOLDS
    odds = {ridge: np.zeros(won.size) for ridge in RIDGES}
    for number in range(FOLDS):
        inside = fold != number
        start: FloatArray | None = None
        for ridge in RIDGES:
            start = fit_logistic(rows.take(inside), won[inside], ridge, start)
            odds[ridge][~inside] = rows.take(~inside).times(start)
    best = min(RIDGES, key=lambda ridge: _log_loss(odds[ridge], won))
    return _Learned(fit_logistic(rows, won, best), calibrate(odds[best], won), best)


def _calibrator(name: CalibrationName) -> Calibrator:
    if name not in CALIBRATIONS:
        rule = f"one of {', '.join(CALIBRATIONS)}"
        raise ValuationError("calibration_unknown", column="calibration", rows=1, rule=rule)
    return CALIBRATIONS[name]


def _log_loss(odds: FloatArray, won: BoolArray) -> float:
    chance = expit(odds)
    return -float(np.mean(xlogy(won, chance) + xlogy(~won, 1 - chance)))


def _chosen(features: Features, rows: Int64Array, expected: int) -> Features:
    """Return the features of the chosen deals; every column must have one value per deal."""

    def take(name: str, values: npt.ArrayLike) -> npt.NDArray[np.generic]:
        column = np.asarray(values)
        if column.shape != (expected,):
            rule = f"one value for each of the {expected:,} deals"
            raise ValuationError("length_differs", column=name, rows=column.size, rule=rule)
        return column[rows]

    return Features(
        {name: take(name, values) for name, values in features.categories.items()},
        {name: take(name, values) for name, values in features.numbers.items()},
    )

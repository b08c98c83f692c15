"""Chooses the models for a company's own log, and says how far to trust them.

The richest model the data identify is fitted to the earlier part of the log and graded on the rest;
then it is fitted to the whole. With too little to learn from, plain rates take over, visibly.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from valuation.arrays import FloatArray
from valuation.choosing.grading import (
    NO_FACTOR,
    Factor,
    ForecastScore,
    Grade,
    baselines,
    calibration_factor,
    grade,
    score_forecast,
)
from valuation.codes import TOO_FEW_CUSTOMERS, TOO_LITTLE_HISTORY
from valuation.orders.history import History
from valuation.orders.state import CustomerState, OrderLog, Split, split, summarise
from valuation.purchases.bg_nbd import BgNbd, fit_bg_nbd
from valuation.purchases.fitting import FEWEST_REPEATERS, Fitted
from valuation.purchases.forecasting import PurchaseModel, StatusQuo
from valuation.purchases.nbd import Nbd, fit_nbd
from valuation.spend.gamma_gamma import (
    GammaGamma,
    MeanSpend,
    SpendModel,
    fit_gamma_gamma,
)

SHORTEST_HISTORY: Final = 84  # days; twelve weeks: less cannot be learned from and tested on
SHORTEST_HOLDOUT: Final = 28
LONGEST_HOLDOUT: Final = 365


@dataclass(frozen=True, slots=True)
class FittedPurchases:
    """A purchase model with the fits behind it, the last of which is in use."""

    model: PurchaseModel
    fits: tuple[Fitted[BgNbd] | Fitted[Nbd], ...]  # empty for plain rates
    notes: tuple[str, ...]  # why a richer model was passed over


@dataclass(frozen=True, slots=True)
class Choice:
    """The purchase model for a log, and how its like did on the purchases held back."""

    purchases: FittedPurchases
    state: CustomerState  # of the whole log
    grade: Grade
    reasons: tuple[str, ...]
    scores: tuple[ForecastScore, ...]  # the model first, then the baselines; empty if not graded
    factor: Factor
    holdout_days: int  # 0 if not graded

    @property
    def model(self) -> PurchaseModel:
        """The model to forecast with."""
        return self.purchases.model


@dataclass(frozen=True, slots=True)
class SpendChoice:
    """The spend model for a log."""

    model: SpendModel
    fit: Fitted[GammaGamma] | None
    notes: tuple[str, ...]


def fit_purchases(rows: History, *, unit: float = 7.0) -> FittedPurchases:
    """Fit BG/NBD; without identified dropout NBD; with too few repeat customers plain rates."""
    if rows.repeaters < FEWEST_REPEATERS:
        return FittedPurchases(StatusQuo(), (), (TOO_FEW_CUSTOMERS,))
    with_dropout = fit_bg_nbd(rows, unit=unit)
    if with_dropout.identified:
        return FittedPurchases(with_dropout.model, (with_dropout,), ())
    without = fit_nbd(rows, unit=unit)
    notes = with_dropout.notes + without.notes
    model: PurchaseModel = without.model if without.identified else StatusQuo()
    return FittedPurchases(model, (with_dropout, without), notes)


def choose(
    log: OrderLog,
    as_of: int,
    *,
    holdout_days: int | None = None,
    unit: float = 7.0,
    count_free: bool = False,
) -> Choice:
    """Choose, grade and fit the purchase model for a log as of a day.

    Without `holdout_days` the last third of the log is held out, between 28 and 365 days. Grade
    "none" comes with its reason: too_little_history, too_few_customers, or no_signal when the
    forecast does not beat forecasting nothing (plain rates are then returned).
    """
    state = summarise(log, as_of, count_free=count_free)
    days = holdout_days or _third(state)
    held = split(log, as_of - days, days, count_free=count_free) if days else None
    fitted = fit_purchases(_buyers(state), unit=unit)
    if held is None or _buyers(held.calibration).repeaters < FEWEST_REPEATERS:
        reasons = (TOO_LITTLE_HISTORY, *fitted.notes)
        return Choice(fitted, state, "none", reasons, (), NO_FACTOR, 0)
    marks, reasons, scores, factor = _examine(log, held, unit=unit, count_free=count_free)
    if marks == "none":
        fitted, factor = FittedPurchases(StatusQuo(), fitted.fits, fitted.notes), NO_FACTOR
    return Choice(fitted, state, marks, reasons + fitted.notes, scores, factor, days)


def choose_spend(state: CustomerState) -> SpendChoice:
    """Fit Gamma-Gamma to the repeat purchases; where the data do not identify it, plain means."""
    mean = state.mean_spend()
    if int(np.count_nonzero((state.repeats > 0) & (mean > 0))) < FEWEST_REPEATERS:
        return SpendChoice(_plain_mean(state), None, (TOO_FEW_CUSTOMERS,))
    fit = fit_gamma_gamma(state.repeats, mean)
    model: SpendModel = fit.model if fit.identified else _plain_mean(state)
    return SpendChoice(model, fit, fit.notes)


def _examine(
    log: OrderLog, held: Split, *, unit: float, count_free: bool
) -> tuple[Grade, tuple[str, ...], tuple[ForecastScore, ...], Factor]:
    """Fit to the calibration part and score the forecast of the held-out part."""
    known = held.calibration.buyers
    model = fit_purchases(_buyers(held.calibration), unit=unit).model
    forecast = model.expected(_buyers(held.calibration), held.days)
    actual: FloatArray = held.purchases[known]
    own = score_forecast(model.name, forecast, actual)
    plain = baselines(log, held, count_free=count_free)
    others = tuple(score_forecast(name, each[known], actual) for name, each in plain.items())
    marks, reasons = grade(own, others)
    return marks, reasons, (own, *others), calibration_factor(forecast, actual)


def _third(state: CustomerState) -> int:
    """Return a third of the log's length within bounds, or 0 if the log is too short to cut."""
    buyers = state.buyers
    if not np.any(buyers):
        return 0
    length = state.as_of - int(state.first_day[buyers].min())
    if length < SHORTEST_HISTORY:
        return 0
    return min(max(length // 3, SHORTEST_HOLDOUT), LONGEST_HOLDOUT)


def _buyers(state: CustomerState) -> History:
    rows = state.history()
    return rows if state.buyers.all() else rows.where(state.buyers)


def _plain_mean(state: CustomerState) -> MeanSpend:
    """Return the mean of all purchases, first ones included."""
    total = float(state.first_spend.sum() + state.repeat_spend.sum())
    return MeanSpend(total / max(state.purchase_days, 1))

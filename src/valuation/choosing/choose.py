"""Chooses the models for a company's own log, and says how far to trust them.

The candidates compete on rolling holdouts; the winner is graded there against plain baselines, and
then fitted to the whole log. With too little to learn from, plain rates take over, visibly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from valuation.choosing.candidates import (
    FittedPurchases,
    Past,
    Roster,
    fit_in_turn,
    roster_for,
)
from valuation.choosing.contest import Trial, pooled_score, ranking, run_trials
from valuation.choosing.coverage import Coverage, coverage
from valuation.choosing.grading import (
    LAST_PERIOD,
    NO_FACTOR,
    STATUS_QUO,
    ZERO,
    Factor,
    ForecastScore,
    Grade,
    common_factor,
    grade,
    held_out_factors,
    score_forecast,
)
from valuation.choosing.holdouts import every_so_many, rolling
from valuation.choosing.season import Season, season
from valuation.codes import RANGES_TOO_NARROW, SEASONAL, TOO_FEW_CUSTOMERS, TOO_LITTLE_HISTORY
from valuation.orders.state import CustomerState, OrderLog, summarise
from valuation.purchases.fitting import FEWEST_REPEATERS, Fitted
from valuation.purchases.forecasting import PurchaseModel, StatusQuo
from valuation.spend.gamma_gamma import (
    GammaGamma,
    MeanSpend,
    SpendModel,
    fit_gamma_gamma,
)


@dataclass(frozen=True, slots=True)
class Holdout:
    """How the chosen model and the baselines did on one part of the log."""

    origin: int  # last day learned from
    days: int
    customers: int  # who had bought before
    purchases: float  # what they bought in the holdout
    scores: tuple[ForecastScore, ...]  # the model first, without any factor, then the baselines
    factor: Factor  # of this holdout alone


@dataclass(frozen=True, slots=True)
class Choice:
    """The purchase model for a log, and how its like did on the purchases held back."""

    purchases: FittedPurchases
    state: CustomerState  # of the whole log
    grade: Grade
    reasons: tuple[str, ...]
    scores: tuple[ForecastScore, ...]  # all holdouts: the model as used, then the baselines
    factor: Factor  # of all holdouts; `factor.used` is what forecasts are to be multiplied by
    roster: str  # which list of candidates competed
    candidates: tuple[ForecastScore, ...]  # each on all holdouts, without any factor
    holdouts: tuple[Holdout, ...]  # oldest first; empty if not graded
    season: Season
    coverage: Coverage | None  # of the ranges as used; None where there are none, or no grade

    @property
    def model(self) -> PurchaseModel:
        """The model to forecast with."""
        return self.purchases.model

    @property
    def holdout_days(self) -> int:
        """The length of each holdout; 0 if not graded."""
        return self.holdouts[-1].days if self.holdouts else 0


@dataclass(frozen=True, slots=True)
class SpendChoice:
    """The spend model for a log."""

    model: SpendModel
    fit: Fitted[GammaGamma] | None
    notes: tuple[str, ...]


def choose(
    log: OrderLog,
    as_of: int,
    *,
    holdout_days: int | None = None,
    unit: float = 7.0,
    count_free: bool = False,
    roster: Roster | None = None,
) -> Choice:
    """Choose, grade and fit the purchase model for a log as of a day.

    Without `holdout_days` the last three quarters of the log are held out one by one (see
    `holdouts`), without `roster` the base's size says which models compete; a base of more than
    200,000 customers is graded on every k-th. Grade "none" comes with its reason:
    too_little_history, too_few_customers, or no_signal when the forecast does not beat forecasting
    nothing (plain rates are then returned).
    """
    state = summarise(log, as_of, count_free=count_free)
    field = roster or roster_for(log.customers)
    graded_on = every_so_many(log)
    held = rolling(graded_on, as_of, days=holdout_days, count_free=count_free)
    trials = run_trials(graded_on, held, field.candidates, unit=unit, count_free=count_free)
    ranked = ranking(trials, field.candidates)
    fitted = fit_in_turn(ranked, Past.of(log, state, count_free=count_free), unit=unit)
    if not trials:
        notes = (TOO_LITTLE_HISTORY, *fitted.notes)
        calendar = season(graded_on, as_of)
        ungraded = ((), NO_FACTOR, field.name, (), (), calendar, None)
        return Choice(fitted, state, "none", notes, *ungraded)
    return _graded(fitted, state, trials, field, season_of(graded_on, as_of, trials, fitted))


def season_of(
    log: OrderLog, as_of: int, trials: Sequence[Trial], fitted: FittedPurchases
) -> Season:
    """Return what the log, and how the chosen model's totals came out, say about the time of year."""
    return season(log, as_of, [trial.factor(fitted.model.name) for trial in trials])


def choose_spend(state: CustomerState) -> SpendChoice:
    """Fit Gamma-Gamma to the repeat purchases; where the data do not identify it, plain means."""
    mean = state.mean_spend()
    if int(np.count_nonzero((state.repeats > 0) & (mean > 0))) < FEWEST_REPEATERS:
        return SpendChoice(_plain_mean(state), None, (TOO_FEW_CUSTOMERS,))
    fit = fit_gamma_gamma(state.repeats, mean)
    model: SpendModel = fit.model if fit.identified else _plain_mean(state)
    return SpendChoice(model, fit, fit.notes)


def _graded(
    fitted: FittedPurchases,
    state: CustomerState,
    trials: Sequence[Trial],
    field: Roster,
    calendar: Season,
) -> Choice:
    name = fitted.model.name
    each = [trial.factor(name) for trial in trials]
    factor = common_factor(each)
    held = held_out_factors(each, factor)
    by = [one.used for one in held]
    own = pooled_score(trials, name, by)
    others = tuple(pooled_score(trials, method) for method in (STATUS_QUO, LAST_PERIOD, ZERO))
    biases = [
        pooled_score([trial], name, [one]).bias for trial, one in zip(trials, by, strict=True)
    ]
    marks, reasons = grade(own, others, biases)
    if marks == "none":
        fitted, factor = FittedPurchases(StatusQuo(), fitted.fits, fitted.notes), NO_FACTOR
    ranges = coverage(trials, fitted.model.name, factors=held)
    seasons = (SEASONAL,) if calendar.seasonal else ()
    narrow = (RANGES_TOO_NARROW,) if ranges and ranges.too_narrow else ()
    return Choice(
        purchases=fitted,
        state=state,
        grade=marks,
        reasons=reasons + seasons + narrow + fitted.notes,
        scores=(own, *others),
        factor=factor,
        roster=field.name,
        candidates=tuple(pooled_score(trials, one.name) for one in field.candidates),
        holdouts=tuple(_holdout(trial, name) for trial in trials),
        season=calendar,
        coverage=ranges,
    )


def _holdout(trial: Trial, name: str) -> Holdout:
    methods = (name, STATUS_QUO, LAST_PERIOD, ZERO)
    return Holdout(
        origin=trial.held.calibration.as_of,
        days=trial.held.days,
        customers=trial.rows.customers,
        purchases=float(trial.actual.sum()),
        scores=tuple(score_forecast(one, trial.forecasts[one], trial.actual) for one in methods),
        factor=trial.factor(name),
    )


def _plain_mean(state: CustomerState) -> MeanSpend:
    """Return the mean of all purchases, first ones included."""
    total = float(state.first_spend.sum() + state.repeat_spend.sum())
    return MeanSpend(total / max(state.purchase_days, 1))

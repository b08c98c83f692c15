"""The candidates compete on the rolling holdouts, and the winner is named.

Each holdout is forecast by every candidate fitted to what came before, and by the baselines. The
preferred candidate gives way to a later one only if that one is clearly and materially closer: its
squared errors, summed per customer over all holdouts, are smaller by more than chance explains (5 %
level, one-sided), its RMSE is lower by half a percent at least, and it ranks the customers as well
(correlation). So the choice changes neither with every night's orders nor for the sake of a third
digit, and a closer total is not bought with a worse ranking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from valuation.arrays import FloatArray, Int64Array
from valuation.choosing.candidates import NBD, Candidate, Past
from valuation.choosing.grading import (
    Factor,
    ForecastScore,
    baselines,
    calibration_factor,
    score_forecast,
)
from valuation.choosing.holdouts import known
from valuation.orders.history import History
from valuation.orders.state import OrderLog, Split
from valuation.purchases.fitting import FEWEST_REPEATERS, Fitted
from valuation.purchases.forecasting import PurchaseModel, StatusQuo
from valuation.purchases.ranges import Forecaster

CLEARLY: Final = 1.645  # standard errors: 5 %, one-sided
MATERIALLY: Final = 0.995  # of the RMSE


@dataclass(frozen=True, slots=True)
class Trial:
    """One holdout, and what every candidate and baseline forecast for it."""

    held: Split
    rows: History  # of who had bought before
    customer: Int64Array  # their codes
    actual: FloatArray  # what they bought in the holdout
    fits: Mapping[str, Fitted[Forecaster]]
    forecasts: Mapping[str, FloatArray]  # by method

    def scores(self) -> tuple[ForecastScore, ...]:
        """Score every method on this holdout."""
        return tuple(
            score_forecast(name, each, self.actual) for name, each in self.forecasts.items()
        )

    def factor(self, method: str) -> Factor:
        """Return what this method's total had to be multiplied by."""
        return calibration_factor(self.forecasts[method], self.actual)


def run_trials(
    log: OrderLog,
    holdouts: Sequence[Split],
    candidates: Sequence[Candidate],
    *,
    unit: float,
    count_free: bool,
) -> tuple[Trial, ...]:
    """Forecast each holdout; those with fewer than 30 repeat customers before them are passed over."""
    enough = [held for held in holdouts if known(held)[0].repeaters >= FEWEST_REPEATERS]
    return tuple(_trial(log, held, candidates, unit=unit, count_free=count_free) for held in enough)


def ranking(trials: Sequence[Trial], candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates: the winner, what stands in for it if need be, the others by their error."""
    if not trials:
        return tuple(candidates)
    best = candidates[0]
    for challenger in candidates[1:]:
        if _closer(trials, challenger.name, best.name):
            best = challenger
    by_error = sorted(candidates, key=lambda each: pooled_score(trials, each.name).rmse)
    rest = sorted(by_error, key=lambda each: each is not NBD)
    return (best, *(each for each in rest if each is not best))


def pooled_score(
    trials: Sequence[Trial], method: str, factors: Sequence[float] | None = None
) -> ForecastScore:
    """Score a method on all holdouts together; each forecast first times its factor, if given."""
    each = factors or (1.0,) * len(trials)
    forecasts = [trial.forecasts[method] * by for trial, by in zip(trials, each, strict=True)]
    actual = np.concatenate([trial.actual for trial in trials])
    return score_forecast(method, np.concatenate(forecasts), actual)


def _trial(
    log: OrderLog, held: Split, candidates: Sequence[Candidate], *, unit: float, count_free: bool
) -> Trial:
    rows, actual = known(held)
    customer = np.flatnonzero(held.calibration.buyers)
    past = Past.of(log, held.calibration, count_free=count_free)
    fits = {each.name: each.fit(past, unit) for each in candidates}
    fallback = fits.get(NBD.name)
    plain: PurchaseModel = fallback.model if fallback and fallback.identified else StatusQuo()
    forecasts = {
        name: (fit.model if fit.identified else plain).expected(rows, held.days)
        for name, fit in fits.items()
    }
    for name, each in baselines(log, held, count_free=count_free).items():
        forecasts[name] = each[customer]
    return Trial(held, rows, customer, actual, fits, forecasts)


def _closer(trials: Sequence[Trial], challenger: str, best: str) -> bool:
    """Tell whether the challenger is clearly and materially closer, and ranks as well."""
    own, theirs = pooled_score(trials, challenger), pooled_score(trials, best)
    if own.rmse >= MATERIALLY * theirs.rmse or own.correlation < theirs.correlation:
        return False
    return _gain_in_errors(trials, challenger, best) > CLEARLY


def _gain_in_errors(trials: Sequence[Trial], challenger: str, best: str) -> float:
    """Return by how many standard errors the sum is smaller; customers are independent."""
    gain = np.zeros(trials[0].held.calibration.customers)
    for trial in trials:
        ours, theirs = trial.forecasts[challenger], trial.forecasts[best]
        gain[trial.customer] += (theirs - trial.actual) ** 2 - (ours - trial.actual) ** 2
    looked_at = gain[trials[-1].customer]  # whoever was in an earlier holdout is in the last too
    spread = float(np.std(looked_at)) * np.sqrt(looked_at.size)
    return float(looked_at.sum()) / spread if spread > 0 else 0.0

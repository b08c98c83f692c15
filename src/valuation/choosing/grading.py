"""Grades a forecast on purchases held back from the model, against baselines anybody could use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from valuation.arrays import FloatArray
from valuation.codes import (
    NO_SIGNAL,
    RANKS_CUSTOMERS_WORSE,
    TOTAL_TOO_HIGH,
    TOTAL_TOO_LOW,
    WORSE_THAN_LAST_PERIOD,
    WORSE_THAN_STATUS_QUO,
    WORSE_THAN_ZERO,
)
from valuation.orders.state import OrderLog, Split, summarise
from valuation.purchases.forecasting import StatusQuo

type Grade = Literal["A", "B", "C", "none"]

STATUS_QUO: Final = "status_quo"  # everybody goes on at x / T
LAST_PERIOD: Final = "last_period"  # everybody repeats the last period of the holdout's length
ZERO: Final = "zero"  # nobody buys again
WORSE_THAN: Final = {
    STATUS_QUO: WORSE_THAN_STATUS_QUO,
    LAST_PERIOD: WORSE_THAN_LAST_PERIOD,
    ZERO: WORSE_THAN_ZERO,
}

BIAS_OF_A: Final = 0.20  # largest error of the total in a grade A forecast
BIAS_OF_B: Final = 0.35


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """How a forecast of purchases per customer came out."""

    method: str
    rmse: float  # purchases per customer
    mae: float
    correlation: float  # 0 where the forecast or the outcome does not vary
    bias: float  # forecast total / actual total - 1; NaN if nothing was bought


@dataclass(frozen=True, slots=True)
class Factor:
    """What the totals of a forecast must be multiplied by, with its 95 % interval."""

    value: float
    low: float
    high: float


NO_FACTOR: Final = Factor(1.0, 1.0, 1.0)


def score_forecast(method: str, forecast: FloatArray, actual: FloatArray) -> ForecastScore:
    """Score a forecast against what happened; arrays have one entry per customer."""
    error = forecast - actual
    total = float(actual.sum())
    varied = actual.size > 1 and np.ptp(forecast) > 0 and np.ptp(actual) > 0
    return ForecastScore(
        method=method,
        rmse=float(np.sqrt(np.mean(error**2))) if error.size else 0.0,
        mae=float(np.mean(np.abs(error))) if error.size else 0.0,
        correlation=float(np.corrcoef(forecast, actual)[0, 1]) if varied else 0.0,
        bias=float(forecast.sum()) / total - 1 if total else float("nan"),
    )


def baselines(log: OrderLog, held: Split, *, count_free: bool = False) -> Mapping[str, FloatArray]:
    """Return what the three baselines forecast for each customer over the holdout."""
    past = held.calibration
    rows = past.history()
    earlier = summarise(log, past.as_of - held.days, count_free=count_free).repeats
    return {
        STATUS_QUO: StatusQuo().expected(rows, held.days),
        LAST_PERIOD: (past.repeats - earlier).astype(np.float64),
        ZERO: np.zeros(past.customers),
    }


def grade(model: ForecastScore, others: tuple[ForecastScore, ...]) -> tuple[Grade, tuple[str, ...]]:
    """Return the grade and the codes of what keeps it from being better.

    A: lowest RMSE, highest correlation, total within 20 %. B: lowest RMSE, total within 35 %.
    C: RMSE below that of forecasting zero. none: not even that.
    """
    worse = tuple(WORSE_THAN[other.method] for other in others if other.rmse <= model.rmse)
    if WORSE_THAN_ZERO in worse or not np.isfinite(model.bias):
        return "none", (*worse, NO_SIGNAL)
    ranks_best = all(model.correlation >= other.correlation for other in others)
    rank_reason = () if ranks_best else (RANKS_CUSTOMERS_WORSE,)
    reasons = (*worse, *rank_reason, *_on_total(model.bias))
    if not reasons:
        return "A", ()
    return ("C" if worse or abs(model.bias) > BIAS_OF_B else "B"), reasons


def calibration_factor(forecast: FloatArray, actual: FloatArray) -> Factor:
    """Return actual total / forecast total, as a ratio estimate over independent customers."""
    total = float(forecast.sum())
    if total <= 0:
        return NO_FACTOR
    value = float(actual.sum()) / total
    error = 1.96 * float(np.linalg.norm(actual - value * forecast)) / total
    return Factor(value, max(value - error, 0.0), value + error)


def _on_total(bias: float) -> tuple[str, ...]:
    if abs(bias) <= BIAS_OF_A:
        return ()
    return (TOTAL_TOO_HIGH if bias > 0 else TOTAL_TOO_LOW,)

"""Grades a forecast on purchases held back from the model, against baselines anybody could use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import stdtrit

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
NORMAL: Final = 1.96  # standard errors on either side: 95 %


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
    """What the totals of a forecast had to be multiplied by, with its 95 % interval."""

    value: float
    low: float
    high: float
    applied: bool = False  # whether forecasts are multiplied by it

    @property
    def used(self) -> float:
        """What forecasts are multiplied by: the value if it is applied, else 1."""
        return self.value if self.applied else 1.0

    @property
    def error(self) -> float:
        """The relative standard error of what is used: the interval in logs; 0 if nothing is applied."""
        if not self.applied or self.low <= 0:
            return 0.0
        return float(np.log(self.high / self.low)) / (2 * NORMAL)


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


def grade(
    model: ForecastScore, others: Sequence[ForecastScore], biases: Sequence[float] = ()
) -> tuple[Grade, tuple[str, ...]]:
    """Return the grade and the codes of what keeps it from being better.

    A: lowest RMSE, highest correlation, total of every holdout within 20 %. B: lowest RMSE, every
    total within 35 %. C: RMSE below that of forecasting zero. none: not even that. `biases` are
    those of the single holdouts; without them the model's own counts.
    """
    worse = tuple(WORSE_THAN[other.method] for other in others if other.rmse <= model.rmse)
    if WORSE_THAN_ZERO in worse or not np.isfinite(model.bias):
        return "none", (*worse, NO_SIGNAL)
    ranks_best = all(model.correlation >= other.correlation for other in others)
    rank_reason = () if ranks_best else (RANKS_CUSTOMERS_WORSE,)
    totals = biases or (model.bias,)
    reasons = (*worse, *rank_reason, *_on_totals(totals))
    if not reasons:
        return "A", ()
    far_off = any(not abs(each) <= BIAS_OF_B for each in totals)
    return ("C" if worse or far_off else "B"), reasons


def calibration_factor(forecast: FloatArray, actual: FloatArray) -> Factor:
    """Return actual total / forecast total, as a ratio estimate over independent customers."""
    total = float(forecast.sum())
    if total <= 0:
        return NO_FACTOR
    value = float(actual.sum()) / total
    error = NORMAL * float(np.linalg.norm(actual - value * forecast)) / total
    return Factor(value, max(value - error, 0.0), value + error)


def common_factor(factors: Sequence[Factor]) -> Factor:
    """Return the factor of several holdouts together: their geometric mean.

    Its 95 % interval takes the larger of two spreads: that of the holdouts about their mean
    (Student's t), or that within them. It is applied if the holdouts agree, that is, if two or more
    leave 1 outside the interval. One holdout cannot tell a lasting bias from a season: never applied.
    """
    if len(factors) < 2 or any(each.value <= 0 for each in factors):
        return factors[0] if len(factors) == 1 else NO_FACTOR
    logs = np.log([each.value for each in factors])
    within = np.mean(
        [((each.high - each.low) / (2 * NORMAL * each.value)) ** 2 for each in factors]
    )
    error = float(np.sqrt(max(float(np.var(logs, ddof=1)), float(within)) / logs.size))
    error *= float(stdtrit(logs.size - 1, 0.975))
    middle = float(np.mean(logs))
    return Factor(
        value=float(np.exp(middle)),
        low=float(np.exp(middle - error)),
        high=float(np.exp(middle + error)),
        applied=abs(middle) > error,
    )


def factors_of_the_others(factors: Sequence[Factor]) -> tuple[float, ...]:
    """Return for each holdout the mean factor of the others: what could be known without it."""
    logs = np.log([each.value for each in factors])
    return tuple(np.exp((logs.sum() - logs) / (logs.size - 1)).tolist())


def held_out_factors(factors: Sequence[Factor], common: Factor) -> tuple[Factor, ...]:
    """Return for each holdout what would have been applied to it: the others' factor, as unsure as all's."""
    if not common.applied:
        return (NO_FACTOR,) * len(factors)
    below, above = common.low / common.value, common.high / common.value
    return tuple(
        Factor(value, value * below, value * above, applied=True)
        for value in factors_of_the_others(factors)
    )


def _on_totals(biases: Sequence[float]) -> tuple[str, ...]:
    high = (TOTAL_TOO_HIGH,) if any(not each <= BIAS_OF_A for each in biases) else ()
    low = (TOTAL_TOO_LOW,) if any(each < -BIAS_OF_A for each in biases) else ()
    return high + low

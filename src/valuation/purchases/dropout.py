"""Fits any model with dropout, and says whether the data show dropout at all."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from valuation.arrays import FloatArray
from valuation.codes import DROPOUT_NOT_IDENTIFIED
from valuation.orders.history import History, UniqueRows, compress
from valuation.purchases.fitting import Fitted, common_notes, report, require_repeaters
from valuation.purchases.nbd import RateEvidence, maximise_rates
from valuation.purchases.optimise import Likelihood, Optimum, maximise

# From unique rows, and the number of rows the kernels should be picked for, to the likelihood.
type Arrange = Callable[[UniqueRows, int], Likelihood]

CLEAR_GAIN = (
    2.996  # log likelihood gained by dropout at the 5 % level (chi-square, 2 degrees, halved)
)
COARSE_FIRST = 50_000  # unique rows from which a coarse fit first saves time


def fit_with_dropout[Model](
    rows: History,
    arrange: Arrange,
    build: Callable[[float, float, float, float, float], Model],
    *,
    unit: float,
    start: tuple[float, ...] | None,
    opening: tuple[float, float] = (1.0, 1.0),
) -> Fitted[Model]:
    """Fit the four parameters (r, alpha and two of dropout) and build the model from them and `unit`.

    Without a `start` r and alpha are those of the NBD, and dropout begins at `opening`.
    """
    require_repeaters(rows.repeaters, rows.customers)
    unique = compress(rows)
    without = maximise_rates(RateEvidence.from_rows(unique, unit))
    first = np.append(without.parameters, opening) if start is None else np.array(start)
    optimum = maximise_warm(unique, arrange, first, unit)
    notes = common_notes(repeaters=rows.repeaters, converged=optimum.converged)
    gain = optimum.log_likelihood - without.log_likelihood
    if optimum.at_limit or gain < CLEAR_GAIN:
        notes = (DROPOUT_NOT_IDENTIFIED, *notes)
    r, alpha, one, other = optimum.parameters.tolist()
    return report(build(r, alpha, one, other, unit), optimum, rows, notes)


def maximise_warm(unique: UniqueRows, arrange: Arrange, start: FloatArray, unit: float) -> Optimum:
    """Fit exactly; a large base starts from the fit of its times in whole units."""
    exact = arrange(unique, unique.size)
    if unique.size < COARSE_FIRST:
        return maximise(exact, start, unique.customers, exact_curvature=True)
    coarse = arrange(unique.coarse(max(int(unit), 1)), unique.size)
    near = maximise(coarse, start, unique.customers)
    best = maximise(exact, near.parameters, unique.customers, curvature=near.curvature)
    return replace(best, evaluations=best.evaluations + near.evaluations)

"""What every fit reports, whatever the model."""

from dataclasses import dataclass, field
from typing import Final

from valuation.arrays import FloatArray
from valuation.codes import NOT_CONVERGED, TOO_FEW_CUSTOMERS
from valuation.errors import ValuationError
from valuation.orders.history import History
from valuation.purchases.optimise import Optimum

FEWEST_REPEATERS: Final = (
    30  # fewer repeat customers than this tell a model nothing it can be held to
)


@dataclass(frozen=True, slots=True)
class Fitted[Model]:
    """A model fitted by maximum likelihood, and how far it can be trusted."""

    model: Model
    log_likelihood: float
    customers: int
    repeaters: int
    converged: bool
    identified: bool  # False: do not forecast with it, see notes
    notes: tuple[str, ...]
    standard_errors: tuple[float, ...]  # in the order of the model's parameters; NaN if unknown
    evaluations: int
    covariance: FloatArray = field(compare=False)  # of the LOGS of the parameters; NaN if unknown


def report[Model](
    model: Model, optimum: Optimum, rows: History, notes: tuple[str, ...]
) -> Fitted[Model]:
    """Return what a fit to histories has to say; any note makes its model unfit to forecast with."""
    return Fitted(
        model=model,
        log_likelihood=optimum.log_likelihood,
        customers=rows.customers,
        repeaters=rows.repeaters,
        converged=optimum.converged,
        identified=not notes,
        notes=notes,
        standard_errors=optimum.standard_errors(rows.customers),
        evaluations=optimum.evaluations,
        covariance=optimum.covariance(rows.customers),
    )


def require_repeaters(repeaters: int, rows: int) -> None:
    """Refuse a base in which nobody ever bought again: no model can be fitted to it."""
    if repeaters == 0:
        rule = "at least one customer with a repeat purchase"
        raise ValuationError("too_few_customers", column="repeats", rows=rows, rule=rule)


def common_notes(*, repeaters: int, converged: bool) -> tuple[str, ...]:
    """Return the notes that any fit may carry."""
    notes = []
    if repeaters < FEWEST_REPEATERS:
        notes.append(TOO_FEW_CUSTOMERS)
    if not converged:
        notes.append(NOT_CONVERGED)
    return tuple(notes)

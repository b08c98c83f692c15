"""What every fit reports, whatever the model."""

from dataclasses import dataclass
from typing import Final

from valuation.codes import NOT_CONVERGED, TOO_FEW_CUSTOMERS
from valuation.errors import ValuationError

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

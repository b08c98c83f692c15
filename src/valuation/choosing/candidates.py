"""The purchase models that compete for a log, by name and in order of preference.

The first is the one to beat: it is well known, quick, and says who may have left. Which models run
is a named choice, because the richer ones take seconds on bases where the others take a fraction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import nan
from typing import Final

from valuation.choosing.holdouts import buyers_of
from valuation.codes import TOO_FEW_CUSTOMERS
from valuation.orders.history import History
from valuation.orders.state import CustomerState, OrderLog, sum_of_log_gaps
from valuation.purchases.bg_nbd import fit_bg_nbd
from valuation.purchases.cnbd_k import fit_cnbd_k
from valuation.purchases.fitting import FEWEST_REPEATERS, Fitted
from valuation.purchases.forecasting import PurchaseModel, StatusQuo
from valuation.purchases.mbg_nbd import fit_mbg_nbd
from valuation.purchases.nbd import fit_nbd
from valuation.purchases.pareto_nbd import fit_pareto_nbd
from valuation.purchases.ranges import Forecaster


@dataclass(frozen=True, slots=True)
class Past:
    """What candidates learn from."""

    rows: History
    log_gaps: Callable[
        [], float
    ]  # sum of the logs of the gaps between purchases, counted on demand

    @classmethod
    def of(cls, log: OrderLog, state: CustomerState, *, count_free: bool) -> "Past":
        """Return the past of a log's buyers up to the day of the state."""
        gaps = partial(sum_of_log_gaps, log, state.as_of, count_free=count_free)
        return cls(buyers_of(state), gaps)


type Fit = Callable[[Past, float], Fitted[Forecaster]]  # the second is the unit of time, in days


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model by the name its fits carry, and how it is fitted."""

    name: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class Roster:
    """A named list of candidates, the preferred one first."""

    name: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class FittedPurchases:
    """A purchase model with the fits behind it, the last of which is in use."""

    model: PurchaseModel
    fits: tuple[Fitted[Forecaster], ...]  # empty for plain rates
    notes: tuple[str, ...]  # why a preferred model was passed over


BG_NBD: Final = Candidate("bg_nbd", lambda past, unit: fit_bg_nbd(past.rows, unit=unit))
MBG_NBD: Final = Candidate("mbg_nbd", lambda past, unit: fit_mbg_nbd(past.rows, unit=unit))
PARETO_NBD: Final = Candidate("pareto_nbd", lambda past, unit: fit_pareto_nbd(past.rows, unit=unit))
MBG_CNBD_K: Final = Candidate(
    "mbg_cnbd_k", lambda past, unit: fit_cnbd_k(past.rows, past.log_gaps(), unit=unit)
)
NBD: Final = Candidate("nbd", lambda past, unit: fit_nbd(past.rows, unit=unit))
EVERY_MODEL: Final = Roster("every_model", (BG_NBD, MBG_NBD, PARETO_NBD, MBG_CNBD_K, NBD))
QUICK_MODELS: Final = Roster("quick_models", (BG_NBD, NBD))
EVERY_MODEL_UP_TO: Final = 20_000  # customers


def roster_for(customers: int) -> Roster:
    """Return every model for a base of up to 20,000 customers, the quick ones for a larger."""
    return EVERY_MODEL if customers <= EVERY_MODEL_UP_TO else QUICK_MODELS


def fit_purchases(rows: History, *, unit: float = 7.0) -> FittedPurchases:
    """Fit BG/NBD; without identified dropout NBD; with too few repeat customers plain rates."""
    return fit_in_turn((BG_NBD, NBD), Past(rows, lambda: nan), unit=unit)


def fit_in_turn(candidates: Sequence[Candidate], past: Past, *, unit: float) -> FittedPurchases:
    """Fit the candidates in turn and keep the first that the data identify; else plain rates."""
    if past.rows.repeaters < FEWEST_REPEATERS:
        return FittedPurchases(StatusQuo(), (), (TOO_FEW_CUSTOMERS,))
    fits: list[Fitted[Forecaster]] = []
    for candidate in candidates:
        fits.append(candidate.fit(past, unit))
        if fits[-1].identified:
            return FittedPurchases(fits[-1].model, tuple(fits), _notes(fits))
    return FittedPurchases(StatusQuo(), tuple(fits), _notes(fits))


def _notes(fits: Sequence[Fitted[Forecaster]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for fit in fits for note in fit.notes))

"""The purchase models that compete for a log, by name and in order of preference.

The first is the one to beat: it is well known, quick, and says who may have left. Which models run
is a named choice, because the richer ones take seconds on bases where the others take a fraction.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from valuation.codes import TOO_FEW_CUSTOMERS
from valuation.orders.history import History
from valuation.purchases.bg_nbd import fit_bg_nbd
from valuation.purchases.fitting import FEWEST_REPEATERS, Fitted
from valuation.purchases.forecasting import PurchaseModel, StatusQuo
from valuation.purchases.mbg_nbd import fit_mbg_nbd
from valuation.purchases.nbd import fit_nbd
from valuation.purchases.pareto_nbd import fit_pareto_nbd
from valuation.purchases.ranges import Forecaster


class FitPurchases(Protocol):
    """Fits a purchase model by maximum likelihood."""

    def __call__(self, rows: History, *, unit: float = 7.0) -> Fitted[Forecaster]:
        """Return the fit; times of its parameters are in units of `unit` days."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model by the name its fits carry."""

    name: str
    fit: FitPurchases


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


BG_NBD: Final = Candidate("bg_nbd", fit_bg_nbd)
MBG_NBD: Final = Candidate("mbg_nbd", fit_mbg_nbd)
PARETO_NBD: Final = Candidate("pareto_nbd", fit_pareto_nbd)
NBD: Final = Candidate("nbd", fit_nbd)
EVERY_MODEL: Final = Roster("every_model", (BG_NBD, MBG_NBD, PARETO_NBD, NBD))
QUICK_MODELS: Final = Roster("quick_models", (BG_NBD, NBD))
EVERY_MODEL_UP_TO: Final = 20_000  # customers


def roster_for(customers: int) -> Roster:
    """Return every model for a base of up to 20,000 customers, the quick ones for a larger."""
    return EVERY_MODEL if customers <= EVERY_MODEL_UP_TO else QUICK_MODELS


def fit_purchases(
    rows: History, *, unit: float = 7.0, candidates: tuple[Candidate, ...] = QUICK_MODELS.candidates
) -> FittedPurchases:
    """Fit the candidates in turn and keep the first that the data identify; else plain rates."""
    if rows.repeaters < FEWEST_REPEATERS:
        return FittedPurchases(StatusQuo(), (), (TOO_FEW_CUSTOMERS,))
    fits: list[Fitted[Forecaster]] = []
    for candidate in candidates:
        fits.append(candidate.fit(rows, unit=unit))
        if fits[-1].identified:
            return FittedPurchases(fits[-1].model, tuple(fits), _notes(fits))
    return FittedPurchases(StatusQuo(), tuple(fits), _notes(fits))


def _notes(fits: list[Fitted[Forecaster]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for fit in fits for note in fit.notes))

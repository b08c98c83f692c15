"""MBG/NBD: the BG/NBD in which a customer may leave after the very first purchase too.

Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for customer
base analysis, International Journal of Research in Marketing 24(3); Hoppe and Wagner (2007) call it
the central variant. In the BG/NBD who never came back is alive for certain; here silence counts
against such a customer as against any other. The formulas are those of the BG/NBD with b + 1 for b
wherever the past enters.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from valuation.arrays import FloatArray
from valuation.orders.history import History, by_repeats_and_age, compress
from valuation.purchases.dropout import fit_with_dropout
from valuation.purchases.fitting import Fitted
from valuation.purchases.leaving import DropoutEvidence, Leavers, arrange, likelihood


@dataclass(frozen=True, slots=True)
class MbgNbd:
    """Rates as gamma(r, alpha), dropout as beta(a, b); alpha in units of `unit` days."""

    r: float
    alpha: float
    a: float
    b: float
    unit: float = 7.0
    name: ClassVar[str] = "mbg_nbd"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(r, alpha, a, b)."""
        return self.r, self.alpha, self.a, self.b

    def with_parameters(self, parameters: FloatArray) -> "MbgNbd":
        """Return the model at other (r, alpha, a, b)."""
        r, alpha, a, b = parameters.tolist()
        return MbgNbd(r, alpha, a, b, self.unit)

    def alive(self, rows: History) -> FloatArray:
        """Return the probability that each customer has not left, 0..1; b / (a + b) when new."""
        return self._leavers.alive(rows, first_chance=1)

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of purchases in the next `days`."""
        return by_repeats_and_age(rows, partial(self._leavers.if_alive, days=days)) * self.alive(
            rows
        )

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each purchase discounted to today from the day it is expected."""
        return self._leavers.discounted(rows, days, yearly_rate) * self.alive(rows)

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the chance of at least so many purchases in the next `days`, if alive."""
        return by_repeats_and_age(
            rows, partial(self._leavers.reach, days=days, purchases=purchases)
        )

    def log_likelihood(self, rows: History) -> float:
        """Return the log likelihood of the histories."""
        evidence = DropoutEvidence.from_rows(compress(rows), self.unit, first_chance=1)
        return likelihood(evidence, np.array(self.parameters))[0]

    @property
    def _leavers(self) -> Leavers:
        return Leavers(self.r, self.alpha, self.a, self.b + 1, self.unit)


def fit_mbg_nbd(rows: History, *, unit: float = 7.0, start: MbgNbd | None = None) -> Fitted[MbgNbd]:
    """Fit by maximum likelihood; alpha in units of `unit` days.

    Raises ValuationError when nobody bought again. Notes as for `fit_bg_nbd`.
    """
    form = partial(arrange, unit=unit, first_chance=1)
    return fit_with_dropout(
        rows, form, MbgNbd, unit=unit, start=start.parameters if start else None
    )

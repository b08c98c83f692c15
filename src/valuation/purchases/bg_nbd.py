"""BG/NBD: customers buy at steady but different rates, and after any purchase may leave for good.

Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2). Rates
are gamma(r, alpha), the chance to leave after a repeat purchase is beta(a, b), both independent.
Nobody tells us when a customer left; long silence after frequent purchases is the only sign.
P(alive) is 1 / (1 + exp d), d being the log odds in `leaving`, and 1 for those who never came back.
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
class BgNbd:
    """Rates as gamma(r, alpha), dropout as beta(a, b); alpha in units of `unit` days."""

    r: float
    alpha: float
    a: float
    b: float
    unit: float = 7.0
    name: ClassVar[str] = "bg_nbd"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(r, alpha, a, b)."""
        return self.r, self.alpha, self.a, self.b

    def with_parameters(self, parameters: FloatArray) -> "BgNbd":
        """Return the model at other (r, alpha, a, b)."""
        r, alpha, a, b = parameters.tolist()
        return BgNbd(r, alpha, a, b, self.unit)

    def alive(self, rows: History) -> FloatArray:
        """Return the probability that each customer has not left, 0..1."""
        return self._leavers.alive(rows, first_chance=0)

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of purchases in the next `days` (paper, equation 10)."""
        purchases = self.if_alive(rows, days)
        purchases *= self.alive(rows)
        return purchases

    def if_alive(self, rows: History, days: float) -> FloatArray:
        """Return the same of customers known to be alive: times `alive` it is what is expected."""
        return by_repeats_and_age(rows, partial(self._leavers.if_alive, days=days))

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
        evidence = DropoutEvidence.from_rows(compress(rows), self.unit)
        return likelihood(evidence, np.array(self.parameters))[0]

    @property
    def _leavers(self) -> Leavers:
        return Leavers(self.r, self.alpha, self.a, self.b, self.unit)


def fit_bg_nbd(rows: History, *, unit: float = 7.0, start: BgNbd | None = None) -> Fitted[BgNbd]:
    """Fit by maximum likelihood; alpha in units of `unit` days.

    Raises ValuationError when nobody bought again. Notes: dropout_not_identified (dropout does not
    raise the likelihood clearly above the NBD's: use that), too_few_customers, not_converged.
    A large base is first fitted coarsely; its standard errors come from that fit.
    """
    form = partial(arrange, unit=unit, first_chance=0)
    return fit_with_dropout(rows, form, BgNbd, unit=unit, start=start.parameters if start else None)

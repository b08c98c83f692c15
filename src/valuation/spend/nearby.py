"""Sums over everybody's spend that stay exact while v moves a little: one look at the rows does for many v.

The Gamma-Gamma asks for sums of log(t + v) and of 1 / (t + v), t being what a customer has spent. With
u = w / (t + w), between 0 and 1, for a w nearby and v = w (1 + e),
    log(t + v) = log(t + w) + e u - (e u)**2 / 2 + (e u)**3 / 3 - ...
so that sums of the powers of u say everything. As far as a sixteenth from w, twelve powers leave out
less than the rounding of a double.
"""

from dataclasses import dataclass

import numpy as np

from valuation.arrays import FloatArray, Int32Array, dot
from valuation.orders.kernels import POWERS, SpendPowers, SpendSums, kernels_for
from valuation.slices import in_slices

NEAR = 1 / 16  # of v: (1 / 16)**12 is 2**-48, and 2**-52 / 13 is left out of a logarithm
ORDERS = np.arange(1, POWERS + 1)


@dataclass(frozen=True, slots=True)
class NearbySums:
    """The sums at w, and the powers that carry them to any v nearby."""

    w: float
    log: float
    repeats_log: float
    powers: SpendPowers

    @classmethod
    def around(cls, repeats: Int32Array, total: FloatArray, w: float) -> "NearbySums":
        """Look at every customer's repeats and total spend."""

        def part_of(part: slice) -> tuple[float, float]:
            logs = np.log(total[part] + w)
            return float(logs.sum()), dot(repeats[part].astype(np.float64), logs)

        log, repeats_log = map(sum, zip(*in_slices(total.size, part_of), strict=True))
        return cls(w, log, repeats_log, kernels_for(total.size).spend_powers(repeats, total, w))

    def reaches(self, v: float) -> bool:
        """Whether v is near enough for the sums to be exact."""
        return abs(v - self.w) <= NEAR * self.w

    def at(self, v: float) -> SpendSums:
        """Return the sums at a v within reach."""
        away = (v - self.w) / self.w
        by_slope = (-away) ** (ORDERS - 1)
        by_height = away * by_slope / ORDERS
        return SpendSums(
            repeats_log=self.repeats_log + float(by_height @ self.powers.repeats),
            log=self.log + float(by_height @ self.powers.plain),
            repeats_inverse=float(by_slope @ self.powers.repeats) / self.w,
            inverse=float(by_slope @ self.powers.plain) / self.w,
        )

"""Where to look at an integrand that is smooth but for one place before its start, and for a steady ramp.

A power (near + y)**-n asks for steps that grow with the distance from its pole, a ramp exp(b y) for
steps of about 1 / b. The edges of both together leave panels on which twelve Gauss-Legendre points
give twelve digits.
"""

from typing import Final

import numpy as np

from valuation.arrays import FloatArray

_PLACE, _WEIGHT = np.polynomial.legendre.leggauss(12)
POINTS: Final = _PLACE.size
FEWEST: Final = (
    4  # panels: an integrand looked at until it has fallen by exp(36) falls by exp(9) in each
)
WIDEST: Final = 0.7  # of log(1 + y / near)
LONGEST: Final = 2.0  # of b y
MOST: Final = 400  # panels of one kind: beyond, the ramp has ended everything long before
FAR: Final = 1e6  # times the span: a pole so far away is none


def panel_points(span: FloatArray, near: FloatArray, ramp: float) -> tuple[FloatArray, FloatArray]:
    """Return points within 0..span and their weights, one row for each span above 0.

    `near` is how far before 0 the nearest pole lies, `ramp` the rate of the exponential.
    """
    near = np.minimum(near, FAR * span)
    reach = np.log1p(span / near)
    by_pole = _share(max(float(reach.max(initial=0.0)) / WIDEST, FEWEST))
    by_ramp = _share(float(span.max(initial=0.0)) * ramp / LONGEST)[1:-1]
    edges = np.concatenate(
        [near[:, None] * np.expm1(reach[:, None] * by_pole), span[:, None] * by_ramp], axis=1
    )
    edges.sort(axis=1)
    start, half = edges[:, :-1, None], np.diff(edges, axis=1)[:, :, None] / 2
    place, weight = start + half * (1 + _PLACE), half * _WEIGHT
    return place.reshape(span.size, -1), weight.reshape(span.size, -1)


def _share(panels: float) -> FloatArray:
    """Return the edges of equal panels of 0..1."""
    return np.linspace(0.0, 1.0, int(np.ceil(min(max(panels, 1.0), MOST))) + 1)

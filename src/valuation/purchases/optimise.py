"""Maximum likelihood for a handful of positive parameters.

Newton's method on the logarithms of the parameters. The gradient is exact; the curvature comes from
differences of the gradient and is kept as long as it serves, so a good guess of it saves most of
the work. Everything is scaled per customer: tolerances mean the same for a hundred and for ten
million.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from valuation.arrays import BoolArray, FloatArray

type Likelihood = Callable[[FloatArray], tuple[float, FloatArray]]

LOG_LIMIT = 14.0  # parameters stay within 1e-6 .. 1e6: beyond, the data do not tell them apart
AT_LIMIT = (
    0.1  # so near the limit a parameter has run away too: the search stops where the slope is flat
)
SETTLED = 1e-9  # largest gradient per customer at a maximum
ACCEPTED = 1e-5  # the same when rounding stops the search earlier
MAX_STEPS = 100
MAX_HALVINGS = 30
LONGEST_STEP = 2.0  # in log parameters
ROUNDING = 1e-11  # of the value per customer: what sums over ten million of them leave
DIFFERENCE = 1e-5
CENTRAL_DIFFERENCE = 1e-4


@dataclass(frozen=True, slots=True)
class Optimum:
    """Where the search ended."""

    parameters: FloatArray
    log_likelihood: float
    converged: bool
    at_limit: bool  # a parameter ran away: the data do not identify it
    curvature: FloatArray  # second derivatives per customer, in log parameters
    evaluations: int

    def standard_errors(self, customers: float) -> tuple[float, ...]:
        """Return the asymptotic standard errors; NaN where the curvature does not give one."""
        variances = np.diag(self.covariance(customers))
        return tuple((self.parameters * np.sqrt(variances)).tolist())

    def covariance(self, customers: float) -> FloatArray:
        """Return the asymptotic covariance of the log parameters, from the observed information."""
        if self.at_limit or np.any(np.linalg.eigvalsh(self.curvature) >= 0):
            return np.full(self.curvature.shape, np.nan)
        inverse: FloatArray = np.linalg.inv(-self.curvature * customers)
        return inverse


@dataclass(frozen=True, slots=True)
class _Point:
    place: FloatArray  # log parameters
    value: float
    gradient: FloatArray

    @property
    def free(self) -> BoolArray:
        """The parameters that may still move: not those that press against a limit."""
        pressing = (np.abs(self.place) >= LOG_LIMIT) & (self.gradient * self.place > 0)
        return ~pressing

    @property
    def slope(self) -> float:
        """The steepest free direction."""
        return float(np.max(np.abs(self.gradient[self.free]), initial=0.0))


class _Surface:
    """The likelihood per customer over log parameters, counting its evaluations."""

    def __init__(self, likelihood: Likelihood, customers: float) -> None:
        self._likelihood = likelihood
        self._customers = customers
        self.evaluations = 0

    def at(self, place: FloatArray) -> _Point:
        self.evaluations += 1
        place = np.clip(place, -LOG_LIMIT, LOG_LIMIT)
        parameters = np.exp(place)
        value, gradient = self._likelihood(parameters)
        return _Point(place, value / self._customers, gradient * parameters / self._customers)

    def exact_curvature(self, point: _Point) -> FloatArray:
        """Return the same by central differences: twice the work, several digits more."""
        rows = []
        for step in np.eye(point.place.size) * CENTRAL_DIFFERENCE:
            ahead, behind = self.at(point.place + step), self.at(point.place - step)
            rows.append((ahead.gradient - behind.gradient) / (2 * CENTRAL_DIFFERENCE))
        square = np.array(rows)
        symmetric: FloatArray = (square + square.T) / 2
        return symmetric

    def curvature(self, point: _Point) -> FloatArray:
        """Return the second derivatives at a point, by forward differences of the gradient."""
        rows = []
        for axis in range(point.place.size):
            step = np.zeros(point.place.size)
            step[axis] = -DIFFERENCE if point.place[axis] > 0 else DIFFERENCE
            moved = self.at(point.place + step)
            rows.append((moved.gradient - point.gradient) / step[axis])
        square = np.array(rows)
        symmetric: FloatArray = (square + square.T) / 2
        return symmetric


def maximise(
    likelihood: Likelihood,
    start: FloatArray,
    customers: float,
    *,
    curvature: FloatArray | None = None,
    exact_curvature: bool = False,
) -> Optimum:
    """Return the maximum of a log likelihood near `start`.

    `likelihood` takes positive parameters and returns the total and its exact gradient. A
    `curvature` from a similar data set is used first and renewed only if it fails. Standard errors
    rest on the curvature last used, or, if wished, on the exact one at the maximum.
    """
    surface = _Surface(likelihood, customers)
    point = surface.at(np.log(start))
    point, curvature = _search(surface, point, curvature)
    at_limit = bool(np.any(np.abs(point.place) >= LOG_LIMIT - AT_LIMIT))
    if exact_curvature and not at_limit:
        curvature = surface.exact_curvature(point)
    return Optimum(
        parameters=np.exp(point.place),
        log_likelihood=point.value * customers,
        converged=point.slope < ACCEPTED,
        at_limit=at_limit,
        curvature=curvature,
        evaluations=surface.evaluations,
    )


def _search(
    surface: _Surface, point: _Point, curvature: FloatArray | None
) -> tuple[_Point, FloatArray]:
    fresh = curvature is None
    known = surface.curvature(point) if curvature is None else curvature
    for _ in range(MAX_STEPS):
        if point.slope < SETTLED:
            break
        following = _step(surface, point, known)
        if following is None and fresh:
            break
        slow = following is None or following.slope > point.slope / 10
        point = following or point
        fresh = slow
        if slow:
            known = surface.curvature(point)
    return point, known


def _step(surface: _Surface, point: _Point, curvature: FloatArray) -> _Point | None:
    """Walk along the Newton direction, halving until the likelihood does not fall."""
    direction = _direction(point, curvature)
    allowed = ROUNDING * max(1.0, abs(point.value))
    for _ in range(MAX_HALVINGS):
        tried = surface.at(point.place + direction)
        higher = tried.value > point.value + allowed
        if higher or (tried.value >= point.value - allowed and tried.slope < point.slope):
            return tried
        direction = direction / 2
    return None


def _direction(point: _Point, curvature: FloatArray) -> FloatArray:
    """Return the Newton step of the free parameters, uphill even on a surface that bends up."""
    free = point.free
    values, vectors = np.linalg.eigh(curvature[np.ix_(free, free)])
    steepness = np.maximum(np.abs(values), 1e-8)
    direction = np.zeros(point.place.size)
    direction[free] = vectors @ ((vectors.T @ point.gradient[free]) / steepness)
    return direction * min(1.0, LONGEST_STEP / max(float(np.linalg.norm(direction)), 1e-300))

"""Logistic regression with a ridge, by Newton's method; the intercept is not shrunk."""

from typing import Final

import numpy as np
from scipy.special import expit

from valuation.arrays import BoolArray, FloatArray, dot
from valuation.winning.features import Encoded

MOST_STEPS: Final = 50
PRECISE: Final = 1e-20  # what is left of the squared residual
SETTLED: Final = 1e-7  # largest change of a coefficient


def fit_logistic(
    rows: Encoded, won: BoolArray, ridge: float, start: FloatArray | None = None
) -> FloatArray:
    """Return the coefficients that minimise -log likelihood + ridge / 2 * their squares."""
    weights = np.zeros(rows.columns) if start is None else start.copy()
    penalty = np.full(rows.columns, ridge)
    penalty[0] = 1e-6  # keeps the step finite when all deals ended alike
    for _ in range(MOST_STEPS):
        chance = expit(rows.times(weights))
        slope = rows.sums(won - chance) - penalty * weights
        curvature = rows.products(chance * (1 - chance)) + np.diag(penalty)
        step = _solve(curvature, slope)
        weights = weights + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-300))
        if float(np.abs(step).max()) < SETTLED:
            break
    return weights


def _solve(square: FloatArray, right: FloatArray) -> FloatArray:
    """Solve a positive definite system by conjugate gradients, scaled by its diagonal.

    In this thread: LAPACK's threads get in each other's way when the machine is busy.
    """
    diagonal = np.diag(square)
    solution, residual = np.zeros(right.size), right.copy()
    scaled = residual / diagonal
    direction, size = scaled, dot(residual, scaled)
    enough = size * PRECISE
    for _ in range(4 * right.size):
        if size <= enough:
            break
        ahead = np.einsum("ij,j->i", square, direction)
        length = size / dot(direction, ahead)
        solution = solution + length * direction
        residual = residual - length * ahead
        scaled = residual / diagonal
        size, before = dot(residual, scaled), size
        direction = scaled + size / before * direction
    return solution

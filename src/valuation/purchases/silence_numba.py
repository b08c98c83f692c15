"""The integral of `silence`, compiled: the same points and the same answer."""

from math import exp, expm1, log, log1p

import numpy as np

from valuation.arrays import FloatArray
from valuation.orders.kernels_numba import compiled
from valuation.purchases.silence import FADED, FEW, FLAT, MANY, SHORT, SMALLEST, STEEPEST, Silence


def listen(
    parameters: FloatArray, repeats: FloatArray, recency: FloatArray, age: FloatArray
) -> Silence:
    """Return the log odds and their derivatives at (r, alpha, s, beta)."""
    answer = np.empty((5, repeats.size))
    _fill(answer, tuple(parameters.tolist()), repeats, recency, age)
    return Silence(*answer)


def _fill_loop(
    answer: FloatArray,
    parameters: tuple[float, float, float, float],
    repeats: FloatArray,
    recency: FloatArray,
    age: FloatArray,
) -> None:
    for row in range(repeats.size):
        answer[:, row] = _row(parameters, repeats[row], recency[row], age[row])


def _row_loop(
    parameters: tuple[float, float, float, float], repeats: float, recency: float, age: float
) -> tuple[float, float, float, float, float]:
    r, alpha, s, beta = parameters
    bought, left = r + repeats, s + 1.0
    alpha_less = alpha <= beta
    near, far = (bought, left) if alpha_less else (left, bought)
    start, apart = min(alpha, beta) + recency, abs(alpha - beta)
    end = _end(parameters, repeats, recency, age)
    fall = (near - 1) * end + far * log((start * exp(end) + apart) / (start + apart))
    place, weight = FEW if end <= SHORT and abs(fall) <= FLAT else MANY
    area = sum_near = sum_far = inverse_near = inverse_far = 0.0
    for point in range(place.size):
        step = end * place[point]
        less = start * exp(step)
        greater = less + apart
        other = log(greater / (start + apart))
        height = weight[point] * exp((1 - near) * step - far * other)
        area += height
        sum_near += height * step
        sum_far += height * other
        inverse_near += height / less
        inverse_far += height / greater
    sum_alpha, sum_beta = (sum_near, sum_far) if alpha_less else (sum_far, sum_near)
    by_alpha, by_beta = (inverse_near, inverse_far) if alpha_less else (inverse_far, inverse_near)
    since_alpha = log((alpha + age) / (alpha + recency))
    since_beta = log((beta + age) / (beta + recency))
    level = log(s * start / (beta + recency)) + log(end * area)
    return (
        level + bought * since_alpha + s * since_beta,
        since_alpha - sum_alpha / area,
        bought * (1 / (alpha + age) - by_alpha / area),
        1 / s + since_beta - sum_beta / area,
        s / (beta + age) - left * by_beta / area,
    )


def _end_loop(
    parameters: tuple[float, float, float, float], repeats: float, recency: float, age: float
) -> float:
    """Return the u beyond which the integrand has faded, or that of today."""
    r, alpha, s, beta = parameters
    bought = (alpha + recency) * expm1(min(FADED / (r + repeats), STEEPEST))
    left = (beta + recency) * expm1(min(FADED / (s + 1), STEEPEST))
    span = min(age - recency, 1 / (1 / bought + 1 / left))
    return max(log1p(span / (min(alpha, beta) + recency)), SMALLEST)


_end = compiled(_end_loop)
_row = compiled(_row_loop)
_fill = compiled(_fill_loop)

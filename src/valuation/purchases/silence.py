"""What silence says about who may leave at any moment: the integral of the Pareto/NBD.

The odds that a customer has left since the last purchase are, with y the moment of leaving,
    G = integral over y from t_x to T of  s / (beta + y) * ((alpha + T) / (alpha + y))**(r + x)
                                                         * ((beta + T) / (beta + y))**s.
The closed forms by 2F1 cancel or overflow for frequent buyers. Here y + min(alpha, beta) is
(t_x + min(alpha, beta)) * exp(u), which leaves a smooth integrand for Gauss-Legendre: ten points where
it is short and flat, twenty elsewhere, give twelve digits; where it fades before T only the part above
exp(-36) is looked at. The logarithm of G is what is computed, so that nothing overflows.
"""

from typing import Final, NamedTuple

import numpy as np

from valuation.arrays import FloatArray

FADED: Final = 36.0  # exp(-36) is the rounding error of 1
STEEPEST: Final = 700.0  # exp(700) is a number, exp(710) is none
BLOCK: Final = 8_192  # rows at a time: their points fit into the processor's cache
SMALLEST: Final = 1e-300
SHORT: Final = 2.0  # of u, up to which ten points do
FLAT: Final = 8.0  # the same for what the integrand falls, as a logarithm


def _rule(points: int) -> tuple[FloatArray, FloatArray]:
    place, weight = np.polynomial.legendre.leggauss(points)
    return (place + 1) / 2, weight / 2


FEW: Final = _rule(10)
MANY: Final = _rule(20)


class Silence(NamedTuple):
    """Per row the log odds of having left, and their derivatives."""

    log_odds: FloatArray
    by_r: FloatArray
    by_alpha: FloatArray
    by_s: FloatArray
    by_beta: FloatArray


def listen(
    parameters: FloatArray, repeats: FloatArray, recency: FloatArray, age: FloatArray
) -> Silence:
    """Return the log odds and their derivatives at (r, alpha, s, beta); times are in units.

    NumPy computes exponentials and logarithms several at a time: a compiled loop is no faster.
    """
    answer = np.empty((5, repeats.size))
    for start in range(0, repeats.size, BLOCK):
        part = slice(start, start + BLOCK)
        answer[:, part] = _block(parameters, repeats[part], recency[part], age[part])
    return Silence(*answer)


def _block(
    parameters: FloatArray, repeats: FloatArray, recency: FloatArray, age: FloatArray
) -> FloatArray:
    """Evaluate one block, its easy rows with few points."""
    r, alpha, s, beta = parameters
    near, far = (r + repeats, s + 1) if alpha <= beta else (s + 1, r + repeats)
    start = min(alpha, beta) + recency
    apart = abs(alpha - beta)
    end = np.maximum(np.log1p(_visible(parameters, repeats, recency, age) / start), SMALLEST)
    fall = (near - 1) * end + far * np.log((start * np.exp(end) + apart) / (start + apart))
    easy = (end <= SHORT) & (np.abs(fall) <= FLAT)
    answer = np.empty((5, repeats.size))
    for chosen, rule in ((easy, FEW), (~easy, MANY)):
        columns = (repeats[chosen], recency[chosen], age[chosen], end[chosen])
        answer[:, chosen] = _integrate(parameters, *columns, rule)
    return answer


def _integrate(
    parameters: FloatArray,
    repeats: FloatArray,
    recency: FloatArray,
    age: FloatArray,
    end: FloatArray,
    rule: tuple[FloatArray, FloatArray],
) -> tuple[FloatArray, ...]:
    """Return log odds and derivatives, looking from u = 0 to `end`."""
    r, alpha, s, beta = parameters
    bought, left = r + repeats, np.full(repeats.size, s + 1)
    near, far = (bought, left) if alpha <= beta else (left, bought)  # powers of less and of greater
    start = min(alpha, beta) + recency
    apart = abs(alpha - beta)
    step = end[:, None] * rule[0]  # u, from the last purchase
    less = start[:, None] * np.exp(step)  # y + min(alpha, beta)
    greater = less + apart
    other = np.log(greater / (start + apart)[:, None])
    height = rule[1] * np.exp((1 - near)[:, None] * step - far[:, None] * other)
    area = height.sum(axis=1)
    sums = [
        np.einsum("ij,ij->i", height, each) / area for each in (step, other, 1 / less, 1 / greater)
    ]
    if alpha > beta:
        sums = [sums[1], sums[0], sums[3], sums[2]]
    since_alpha = np.log((alpha + age) / (alpha + recency))
    since_beta = np.log((beta + age) / (beta + recency))
    level = np.log(s * start / (beta + recency)) + np.log(end * area)
    return (
        level + bought * since_alpha + s * since_beta,
        since_alpha - sums[0],
        bought * (1 / (alpha + age) - sums[2]),
        1 / s + since_beta - sums[1],
        s / (beta + age) - left * sums[3],
    )


def _visible(
    parameters: FloatArray, repeats: FloatArray, recency: FloatArray, age: FloatArray
) -> FloatArray:
    """Return how long after the last purchase the integrand stays above exp(-FADED) of its start.

    Each factor alone fades after its own span; both together not after the harmonic sum of the two.
    """
    r, alpha, s, beta = parameters
    bought = (alpha + recency) * np.expm1(np.minimum(FADED / (r + repeats), STEEPEST))
    left = (beta + recency) * np.expm1(min(FADED / (s + 1), STEEPEST))
    span: FloatArray = np.minimum(age - recency, 1 / (1 / bought + 1 / left))
    return span

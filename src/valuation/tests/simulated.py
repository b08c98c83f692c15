"""Small bases simulated from a known truth."""

import numpy as np

from valuation import BgNbd, CnbdK, GammaGamma, History, MbgNbd, ParetoNbd
from valuation.arrays import FloatArray, Int32Array, Int64Array


def simulate_history(truth: BgNbd | MbgNbd, customers: int, oldest: int, seed: int = 0) -> History:
    """Draw histories in whole days; first purchases fall within the first half of `oldest` days."""
    rng = np.random.default_rng(seed)
    rate = np.maximum(rng.gamma(truth.r, 1 / truth.alpha, customers) / truth.unit, 1e-12)
    leave = rng.beta(truth.a, truth.b, customers)
    age = rng.integers(oldest // 2, oldest, customers)
    repeats, last, time = np.zeros(customers, np.int32), np.zeros(customers), np.zeros(customers)
    first_chance = isinstance(truth, MbgNbd)
    active = np.flatnonzero(rng.random(customers) >= leave * first_chance)
    while active.size:
        time[active] += rng.exponential(1 / rate[active])
        active = active[time[active] < age[active]]
        repeats[active] += 1
        last[active] = time[active]
        active = active[rng.random(active.size) >= leave[active]]
    recency = np.where(repeats > 0, np.clip(np.round(last), 1, age), 0)
    return History(repeats, recency.astype(np.int32), age.astype(np.int32))


def simulate_pareto(truth: ParetoNbd, customers: int, oldest: int, seed: int = 0) -> History:
    """Draw histories in whole days from a Pareto/NBD; ages as in `simulate_history`."""
    return simulate_pareto_and_future(truth, customers, oldest, 0, seed)[0]


def simulate_pareto_and_future(
    truth: ParetoNbd, customers: int, oldest: int, days: int, seed: int = 0
) -> tuple[History, Int64Array]:
    """Draw histories, and what each customer buys in the `days` after."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(truth.r, 1 / truth.alpha, customers) / truth.unit
    risk = np.maximum(rng.gamma(truth.s, 1 / truth.beta, customers) / truth.unit, 1e-12)
    age = rng.integers(oldest // 2, oldest, customers)
    leaves = rng.exponential(1 / risk)
    active = np.minimum(leaves, age)
    repeats = rng.poisson(rate * active).astype(np.int32)
    # The last of x uniform moments is the x-th root of a uniform number.
    last = active * rng.random(customers) ** (1 / np.maximum(repeats, 1))
    recency = np.where(repeats > 0, np.clip(np.round(last), 1, age), 0)
    later = rng.poisson(rate * np.clip(leaves - age, 0, days))
    return History(repeats, recency.astype(np.int32), age.astype(np.int32)), later


def simulate_regular(
    truth: CnbdK, customers: int, oldest: int, days: int = 0, seed: int = 0
) -> tuple[History, float, Int64Array]:
    """Draw histories in whole days, the sum of the logs of their gaps, and what the `days` after bring."""
    rng = np.random.default_rng(seed)
    rate = np.maximum(rng.gamma(truth.r, 1 / truth.alpha, customers) / truth.unit, 1e-12)
    leave = rng.beta(truth.a, truth.b, customers)
    age = rng.integers(oldest // 2, oldest, customers)
    repeats, later = np.zeros((2, customers), np.int64)
    last, time = np.zeros((2, customers))
    log_gaps = 0.0
    active = np.flatnonzero(rng.random(customers) >= leave * truth.first_chance)
    while active.size:
        time[active] += rng.gamma(truth.k, 1 / rate[active])
        active = active[time[active] < age[active] + days]
        seen = active[time[active] <= age[active]]
        repeats[seen] += 1
        later[active] += time[active] > age[active]
        log_gaps += float(np.log(np.maximum(time[seen] - last[seen], 0.5)).sum())
        last[seen] = time[seen]
        active = active[rng.random(active.size) >= leave[active]]
    recency = np.where(repeats > 0, np.clip(np.round(last), 1, age), 0)
    columns = (repeats, recency, age)
    return History(*(column.astype(np.int32) for column in columns)), log_gaps, later


def simulate_spend(truth: GammaGamma, repeats: Int32Array, seed: int = 0) -> FloatArray:
    """Draw each customer's mean spend over `repeats` purchases; 0 where there are none."""
    rng = np.random.default_rng(seed)
    scale = rng.gamma(truth.q, 1 / truth.v, repeats.size)
    total = rng.gamma(truth.p * np.maximum(repeats, 1)) / scale
    return np.where(repeats > 0, total / np.maximum(repeats, 1), 0.0)

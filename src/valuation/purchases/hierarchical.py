"""Abe's model: as the Pareto/NBD, but rate and risk may go together, and facts about a customer may explain them.

Abe (2009), "Counting Your Customers" One by One: A Hierarchical Bayes Extension to the Pareto/NBD Model,
Marketing Science 28(3). A customer buys at random with a rate and may leave at any moment with a risk, as
in the Pareto/NBD. The logs of rate and risk are normal across customers, with a covariance between the
two and with means that may depend on covariates. The answer is not one set of parameters but draws from
what they may be, given the data (`common_ground`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int32Array, IntArray, amount_column
from valuation.errors import ValuationError
from valuation.orders.history import History, UniqueRows, distinct
from valuation.purchases.common_ground import RATE, RISK, Evidence, Posterior, Shared, draws
from valuation.purchases.fitting import common_notes, require_repeaters
from valuation.purchases.forecasting import force_of
from valuation.purchases.ranges import Ranges, TotalRange, require_level

INTERCEPT: Final = "intercept"
CUSTOMARY: Final = (0.025, 0.5, 0.975)
FEWEST_INDEPENDENT: Final = 100  # draws: quantiles of fewer are known to hardly a digit


@dataclass(frozen=True, slots=True)
class Hierarchical:
    """Draws of what customers have in common, and fewer draws of each customer's rate and risk.

    Rates and risks are per `unit` days. It forecasts the customers it was drawn for.
    """

    shared: Mapping[str, FloatArray]  # by name, one value per sweep
    rate: FloatArray  # draws x customers
    risk: FloatArray
    rows: History
    notes: tuple[str, ...]
    unit: float = 7.0
    name: ClassVar[str] = "pareto_abe"

    def quantiles(self, levels: tuple[float, ...] = CUSTOMARY) -> Mapping[str, tuple[float, ...]]:
        """Return quantiles of each shared parameter, by name."""
        return {
            name: tuple(np.quantile(draws, levels).tolist()) for name, draws in self.shared.items()
        }

    def independent_draws(self, name: str) -> float:
        """Return how many independent draws of a shared parameter the chain is worth."""
        return independent_draws(self.shared[name])

    def alive(self) -> FloatArray:
        """Return the probability that each customer has not left, 0..1."""
        alive: FloatArray = self._alive().mean(axis=0)
        return alive

    def expected(self, days: float) -> FloatArray:
        """Return the expected number of purchases of each customer in the next `days`."""
        expected: FloatArray = self._expected(days).mean(axis=0)
        return expected

    def discounted(self, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each purchase discounted to today; `days` may be infinite."""
        ending = self.risk + force_of(yearly_rate) * self.unit
        lasting = -np.expm1(-ending * (days / self.unit)) / ending
        discounted: FloatArray = (self._alive() * self.rate * lasting).mean(axis=0)
        return discounted

    def future(self, days: float, generator: np.random.Generator) -> Int32Array:
        """Return purchases of the next `days` drawn at random: draws x customers."""
        here = generator.random(self.rate.shape) < self._alive()
        stays = np.minimum(
            generator.standard_exponential(self.rate.shape) / self.risk, days / self.unit
        )
        return generator.poisson(here * self.rate * stays).astype(np.int32)

    def predictive_range(
        self, days: float, generator: np.random.Generator, *, level: float = 0.8
    ) -> Ranges:
        """Return the central range that holds the purchases of the next `days` with chance `level`.

        It rests on purchases drawn at random, as many per customer as there are draws.
        """
        require_level(level)
        future = self.future(days, generator)
        ends = ((1 - level) / 2, (1 + level) / 2)
        low, high = np.quantile(future, ends, axis=0, method="inverted_cdf").astype(np.int32)
        totals, means = future.sum(axis=1), self._expected(days).sum(axis=1)
        about = float(means.var())
        least, most = np.quantile(totals, ends).tolist()
        chance = max(float(totals.var()) - about, 0.0)
        total = TotalRange(float(means.mean()), least, most, chance, about)
        return Ranges(self.expected(days), low, high, total, level)

    def _expected(self, days: float) -> FloatArray:
        lasting = -np.expm1(-self.risk * (days / self.unit)) / self.risk
        expected: FloatArray = self._alive() * self.rate * lasting
        return expected

    def _alive(self) -> FloatArray:
        """Return the chance of not having left, by draw: 1 / (1 + risk / both (exp(both silence) - 1))."""
        silence = (self.rows.age - self.rows.recency) / self.unit
        both = self.rate + self.risk
        with np.errstate(over="ignore"):
            alive: FloatArray = 1 / (1 + self.risk / both * np.expm1(both * silence))
        return alive


def sample_hierarchical(
    rows: History,
    generator: np.random.Generator,
    *,
    covariates: Mapping[str, npt.ArrayLike] | None = None,
    unit: float = 7.0,
    settling: int = 50,
    sweeps: int = 1_000,
    kept: int = 300,
) -> Hierarchical:
    """Draw from Abe's model: `sweeps` draws of what is shared, after as many to settle as `settling` says.

    Of rates and risks `kept` draws are held, 16 bytes for each of them and customer. `covariates` have one
    finite number per customer; the prior expects their effects within a dozen or two of 0. The generator
    alone decides what is drawn. Raises ValuationError when nobody bought again. Notes:
    too_few_customers; not_converged: the chain is worth fewer than 100 independent draws, draw longer.
    """
    require_repeaters(rows.repeaters, rows.customers)
    columns = _columns(rows.customers, covariates or {})
    evidence, of = _evidence(rows, columns, unit)
    posterior = Posterior.of(evidence)
    chosen = {*np.linspace(0, sweeps - 1, min(kept, sweeps)).astype(int).tolist()}
    shared, logs = np.empty((sweeps, 2 * len(columns) + 3)), []
    for number, place in enumerate(
        islice(draws(posterior, generator), settling, settling + sweeps)
    ):
        shared[number] = _flat(posterior.shared(place))
        if number in chosen:
            logs.append(posterior.individuals(place, of, generator))
    drawn = dict(zip(_names(columns), shared.T, strict=True))
    converged = all(independent_draws(each) >= FEWEST_INDEPENDENT for each in drawn.values())
    notes = common_notes(repeaters=rows.repeaters, converged=converged)
    rate, risk = np.exp(logs).swapaxes(0, 1)
    return Hierarchical(drawn, rate, risk, rows, notes, unit)


def independent_draws(draws: FloatArray) -> float:
    """Return how many independent draws a chain is worth (Geyer 1992, initial positive sequence)."""
    away = draws - draws.mean()
    size = away.size
    power = np.abs(np.fft.rfft(away, 2 * size)) ** 2
    alike = np.fft.irfft(power)[:size]
    if alike[0] <= 0:
        return float(size)
    pairs = (alike / alike[0])[: size // 2 * 2].reshape(-1, 2).sum(axis=1)
    ends = np.flatnonzero(pairs <= 0)
    counted = pairs[: ends[0]] if ends.size else pairs
    return float(size / max(2 * counted.sum() - 1, 1.0))


def _evidence(
    rows: History, columns: Mapping[str, FloatArray], unit: float
) -> tuple[Evidence, IntArray]:
    """Return what is learned from, and for each customer which of its histories is its own.

    Where no covariate tells them apart, customers of the same history are one, with a weight.
    """
    unique, of = distinct(rows)
    table = np.ones((unique.size, 1))
    if len(columns) > 1:
        unique, of = UniqueRows(rows, np.ones(rows.customers)), np.arange(rows.customers)
        table = np.column_stack([*columns.values()])
    past = unique.history
    recency, age = past.recency / unit, past.age / unit
    repeats = past.repeats.astype(np.float64)
    return Evidence(repeats, recency, age - recency, table, unique.weight), of


def _columns(customers: int, covariates: Mapping[str, npt.ArrayLike]) -> dict[str, FloatArray]:
    """Return the covariates with the intercept before them, each one number per customer."""
    columns = {INTERCEPT: np.ones(customers)}
    for name, values in covariates.items():
        columns[name] = amount_column(name, values)
        if columns[name].size != customers:
            rule = f"one value for each of the {customers:,} customers"
            size = columns[name].size
            raise ValuationError("length_differs", column=name, rows=size, rule=rule)
    return columns


def _names(columns: Mapping[str, FloatArray]) -> list[str]:
    means = [f"{of}_{column}" for column in columns for of in ("log_rate", "log_risk")]
    return [*means, "var_log_rate", "cov_log_rate_log_risk", "var_log_risk"]


def _flat(shared: Shared) -> FloatArray:
    covariance = shared.covariance
    spread = [covariance[RATE, RATE], covariance[RATE, RISK], covariance[RISK, RISK]]
    return np.append(shared.coefficients.ravel(), spread)

"""MBG/CNBD-k and BG/CNBD-k: regular buyers who may leave for good after a purchase.

Platzer and Reutterer (2016), Ticking away the moments, Marketing Science 35(5); Reutterer, Platzer and
Schroeder (2021), Leveraging purchase regularity for predicting customer behavior the easy way,
International Journal of Research in Marketing 38(1). The time between two purchases is the sum of k
exponential steps (Erlang-k): the larger k, the steadier the rhythm; k = 1 is the MBG/NBD. With
s = r + k x and q = (T - t_x) / (alpha + T), a customer who is alive has made j of the k steps to the
next purchase with a chance in proportion to the negative binomial
    t_j = G(s + j) / (G(s) j!) q**j (1 - q)**s,  j = 0 .. k - 1,
whose sum A is the chance of the silence. P(alive) = A / (A + D), D = a / (b + c + x - 1), with c the
chance to leave at the first purchase: 1 in the MBG, 0 in the BG.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaln, gammaln, psi

from valuation.arrays import FloatArray, dot
from valuation.codes import DROPOUT_NOT_IDENTIFIED
from valuation.errors import ValuationError
from valuation.orders.history import History, UniqueRows, by_repeats_and_age, compress
from valuation.purchases.dropout import CLEAR_GAIN, maximise_warm
from valuation.purchases.fitting import Fitted, common_notes, report, require_repeaters
from valuation.purchases.forecasting import discount
from valuation.purchases.nbd import RateEvidence, maximise_rates
from valuation.purchases.optimise import Likelihood, Optimum, maximise

LARGEST_K = 12  # steps; beyond, a buyer is as regular as a clock
NEGLIGIBLE = 1e-9  # purchases: where a sum of chances ends
NO_DROPOUT = np.array([1e-6, 1.0])  # a and b of customers who stay


@dataclass(frozen=True, slots=True)
class CnbdK:
    """Rates of steps as gamma(r, alpha), dropout as beta(a, b), k steps to a purchase.

    alpha is in units of `unit` days. `first_chance` is 1 in the MBG/CNBD-k, 0 in the BG/CNBD-k.
    """

    r: float
    alpha: float
    a: float
    b: float
    k: int
    unit: float = 7.0
    first_chance: int = 1

    @property
    def name(self) -> str:
        """Stable code of the model."""
        return "mbg_cnbd_k" if self.first_chance else "bg_cnbd_k"

    @property
    def parameters(self) -> tuple[float, ...]:
        """(r, alpha, a, b)."""
        return self.r, self.alpha, self.a, self.b

    def with_parameters(self, parameters: FloatArray) -> "CnbdK":
        """Return the model at other (r, alpha, a, b)."""
        r, alpha, a, b = parameters.tolist()
        return CnbdK(r, alpha, a, b, self.k, self.unit, self.first_chance)

    def alive(self, rows: History) -> FloatArray:
        """Return the probability that each customer has not left, 0..1."""
        chances = rows.repeats + self.first_chance
        before_last = np.where(chances > 0, self.b + chances - 1, np.inf)
        gone = self.a / before_last
        steps, scale = self._steps(rows)
        silent = steps.sum(axis=0) * np.exp(scale)
        alive: FloatArray = silent / (silent + gone)
        return alive

    def expected(self, rows: History, days: float) -> FloatArray:
        """Return the expected number of purchases in the next `days`."""
        return self._if_alive(rows, days) * self.alive(rows)

    def discounted(self, rows: History, days: float, yearly_rate: float) -> FloatArray:
        """Return the same, each purchase discounted to today from the day it is expected."""
        if_alive = discount(lambda until: self._if_alive(rows, until), days, yearly_rate)
        return if_alive * self.alive(rows)

    def reach(self, rows: History, days: float, purchases: int) -> FloatArray:
        """Return the chance of at least so many purchases in the next `days`, if alive."""
        chance = np.zeros(rows.customers)
        for step, share in enumerate(self._shares(rows)):
            table = partial(self._reach, days=days, purchases=purchases, step=step)
            chance += share * by_repeats_and_age(rows, table)
        return chance

    def log_likelihood(self, rows: History, log_gaps: float) -> float:
        """Return the log likelihood; `log_gaps` is the sum of the logs of all gaps, in days."""
        evidence = StepEvidence.from_rows(compress(rows), self.unit, self.first_chance)
        total = likelihood(evidence, self.k, np.array(self.parameters))[0]
        return total + _rhythm(rows, log_gaps, self.k, self.unit)

    def _steps(self, rows: History) -> tuple[FloatArray, FloatArray]:
        """Return t_j / (1 - q)**s by step and customer, and the logarithm of that divisor."""
        shape = self.r + self.k * rows.repeats.astype(np.float64)
        age = self.alpha + rows.age.astype(np.float64) / self.unit
        recency = self.alpha + rows.recency.astype(np.float64) / self.unit
        ratios = np.array(_ratios(shape, (age - recency) / age, self.k))
        return ratios, shape * np.log(recency / age)

    def _shares(self, rows: History) -> FloatArray:
        steps, _ = self._steps(rows)
        shares: FloatArray = steps / steps.sum(axis=0)
        return shares

    def _if_alive(self, rows: History, days: float) -> FloatArray:
        purchases = np.zeros(rows.customers)
        for step, share in enumerate(self._shares(rows)):
            table = partial(self._count, days=days, step=step)
            purchases += share * by_repeats_and_age(rows, table)
        return purchases

    def _count(self, repeats: FloatArray, age: FloatArray, *, days: float, step: int) -> FloatArray:
        """Return the expected purchases of the living, the chances of 1, 2, 3 ... added up."""
        counted = np.zeros(repeats.size)
        active = np.arange(repeats.size)
        purchases = 0
        while active.size:
            purchases += 1
            chance = self._reach(
                repeats[active], age[active], days=days, purchases=purchases, step=step
            )
            counted[active] += chance
            active = active[chance > NEGLIGIBLE]
        return counted

    def _reach(
        self, repeats: FloatArray, age: FloatArray, *, days: float, purchases: int, step: int
    ) -> FloatArray:
        """Return the chance of so many purchases for who has made `step` steps to the next one."""
        horizon = days / self.unit
        scale = self.alpha + age / self.unit
        stays = self.b + self.first_chance + repeats
        staying = np.exp(betaln(self.a, stays + purchases - 1) - betaln(self.a, stays))
        steps = purchases * self.k - step
        shape = self.r + self.k * repeats + step
        chance: FloatArray = staying * betainc(steps, shape, horizon / (scale + horizon))
        return chance


@dataclass(frozen=True, slots=True)
class StepEvidence:
    """Unique rows, times in units; what depends on the number of repeats alone is looked up."""

    distinct: FloatArray  # numbers of repeats that occur
    count: FloatArray  # customers of each
    place: npt.NDArray[np.intp]  # of each row in `distinct`
    recency: FloatArray
    age: FloatArray
    weight: FloatArray
    first_chance: int

    @classmethod
    def from_rows(cls, rows: UniqueRows, unit: float, first_chance: int) -> "StepEvidence":
        """Arrange unique rows for the likelihood."""
        past = rows.history
        distinct, place = np.unique(past.repeats, return_inverse=True)
        count = np.bincount(place, weights=rows.weight)
        recency, age = past.recency / unit, past.age / unit
        return cls(
            distinct.astype(np.float64), count, place, recency, age, rows.weight, first_chance
        )


def likelihood(evidence: StepEvidence, k: int, parameters: FloatArray) -> tuple[float, FloatArray]:
    """Return the log likelihood at (r, alpha, a, b) without its constant, and its gradient."""
    r, alpha, a, b = parameters
    shapes = r + k * evidence.distinct
    stays = b + evidence.first_chance + evidence.distinct
    customers = float(evidence.count.sum())
    total = dot(evidence.count, gammaln(shapes) - gammaln(r) + betaln(a, stays) - betaln(a, b))
    leaving = psi(a + b) - psi(a + stays)
    by_r = dot(evidence.count, psi(shapes) - psi(r)) + customers * np.log(alpha)
    by_a = dot(evidence.count, leaving)
    by_b = dot(evidence.count, leaving + psi(stays) - psi(b))
    rows = _row_terms(evidence, k, parameters)
    gradient = [by_r, customers * r / alpha, by_a, by_b]
    sums = [dot(evidence.weight, each) for each in rows]
    return total + customers * r * np.log(alpha) + sums[0], np.array(gradient) + sums[1:]


def _row_terms(evidence: StepEvidence, k: int, parameters: FloatArray) -> tuple[FloatArray, ...]:
    """Return log(A + D) - s log(alpha + t_x) per row and its derivatives."""
    r, alpha, a, b = parameters
    shape = (r + k * evidence.distinct)[evidence.place]
    chances = evidence.distinct + evidence.first_chance
    before_last = np.where(chances > 0, b + chances - 1, np.inf)[evidence.place]
    recency, age = alpha + evidence.recency, alpha + evidence.age
    silent = np.exp(shape * np.log(recency / age))
    steps = [silent * each for each in _ratios(shape, (age - recency) / age, k)]
    alive, harmonic, by_r, by_step = (np.zeros(shape.size) for _ in range(4))
    for j, step in enumerate(steps):
        alive += step
        by_r += step * harmonic  # psi(s + j) - psi(s)
        by_step += j * step
        harmonic += 1 / (shape + j)
    whole = alive + a / before_last
    by_alpha = alive * shape * (1 / recency - 1 / age) - by_step / age
    return (
        np.log(whole) - shape * np.log(recency),
        (by_r + alive * np.log(recency / age)) / whole - np.log(recency),
        by_alpha / whole - shape / recency,
        1 / before_last / whole,
        -a / before_last**2 / whole,
    )


def _ratios(shape: FloatArray, q: FloatArray, k: int) -> list[FloatArray]:
    """Return t_j / t_0 for j below k."""
    ratios = [np.ones(shape.size)]
    for j in range(1, k):
        ratios.append(ratios[-1] * q * (shape + j - 1) / j)
    return ratios


def fit_cnbd_k(
    rows: History,
    log_gaps: float,
    *,
    k: int | None = None,
    unit: float = 7.0,
    first_chance: int = 1,
) -> Fitted[CnbdK]:
    """Fit by maximum likelihood, over k too unless it is given; alpha in units of `unit` days.

    `log_gaps` is the sum of the logs of all gaps between purchases, in days (`sum_of_log_gaps`). k grows
    from 1 while the likelihood does. Raises ValuationError when nobody bought again. Notes as for
    `fit_bg_nbd`; dropout is held against the same rhythm without it.
    """
    require_repeaters(rows.repeaters, rows.customers)
    if k is not None and k < 1:
        raise ValuationError("k_out_of_range", column="k", rows=1, rule="1 or more")
    unique = compress(rows)
    search = _Search(rows, unique, log_gaps, unit, first_chance)
    k, optimum = search.best() if k is None else (k, search.at(k))
    notes = common_notes(repeaters=rows.repeaters, converged=optimum.converged)
    gain = optimum.log_likelihood - search.without_dropout(k)
    if optimum.at_limit or gain < CLEAR_GAIN:
        notes = (DROPOUT_NOT_IDENTIFIED, *notes)
    r, alpha, a, b = optimum.parameters.tolist()
    return report(CnbdK(r, alpha, a, b, k, unit, first_chance), optimum, rows, notes)


@dataclass(frozen=True, slots=True)
class _Search:
    """Fits one base at several k."""

    rows: History
    unique: UniqueRows
    log_gaps: float
    unit: float
    first_chance: int

    def best(self) -> tuple[int, Optimum]:
        """Return the k of the highest likelihood: the likelihood has one top."""
        k, top = 1, self.at(1)
        while k < LARGEST_K:
            following = self.at(k + 1, start=top.parameters * np.array([1.0, 1.0 / 1.5, 1.0, 1.0]))
            if following.log_likelihood <= top.log_likelihood:
                break
            k, top = k + 1, following
        return k, top

    def at(self, k: int, *, start: FloatArray | None = None) -> Optimum:
        """Return the optimum at one k."""
        arrange = partial(self._arrange, k)
        first = np.append(self._rates(k), [1.0, 1.0]) if start is None else start
        return maximise_warm(self.unique, arrange, first, self.unit)

    def without_dropout(self, k: int) -> float:
        """Return the highest likelihood of customers as regular who never leave."""
        whole = self._arrange(k, self.unique, 0)

        def staying(rates: FloatArray) -> tuple[float, FloatArray]:
            total, gradient = whole(np.append(rates, NO_DROPOUT))
            return total, gradient[:2]

        return maximise(staying, self._rates(k), self.unique.customers).log_likelihood

    def _rates(self, k: int) -> FloatArray:
        """Return a start for r and alpha: the NBD's, in steps k times as quick."""
        optimum = maximise_rates(RateEvidence.from_rows(self.unique, self.unit))
        rates: FloatArray = optimum.parameters / np.array([1.0, k])
        return rates

    def _arrange(self, k: int, unique: UniqueRows, _size: int) -> Likelihood:
        evidence = StepEvidence.from_rows(unique, self.unit, self.first_chance)
        constant = _rhythm(self.rows, self.log_gaps, k, self.unit)

        def whole(parameters: FloatArray) -> tuple[float, FloatArray]:
            total, gradient = likelihood(evidence, k, parameters)
            return total + constant, gradient

        return whole


def _rhythm(rows: History, log_gaps: float, k: int, unit: float) -> float:
    """Return what the gaps add to the likelihood at k, whatever the parameters."""
    gaps = float(rows.repeats.sum(dtype=np.int64))
    return (k - 1) * (log_gaps - gaps * float(np.log(unit))) - gaps * float(gammaln(k))

"""What customers have in common in Abe's model, given their histories: its density, and draws from it.

Abe (2009) draws, besides what is shared, every customer's rate, risk and moment of leaving, one after the
other; where single customers say little, such a chain creeps. Here the moment of leaving is summed over
by its closed form, and rate and risk by quadrature on a fixed grid of their logs: a customer's likelihood
on the grid does not depend on what is shared, so that it is taken once, and the normal density over the
grid is a product of one factor per axis and one for both. Few numbers are left, whose posterior is
nearly normal: an independence Metropolis chain with proposals from about its top (Tierney 1994).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from valuation.arrays import FloatArray, IntArray, dot
from valuation.purchases.optimise import maximise

PRECISION: Final = (
    0.01  # of a coefficient before the data, in units of the spread between customers
)
CELL: Final = 1.2  # of the grid of log rates, in standard deviations of the busiest customer's
WIDEST_CELL: Final = 0.5  # of a log: exp(-exp(y)) summed at such steps has nine digits
REACH: Final = 11.0  # of the grid of log risks about that of leaving once in the time watched
BELOW, ABOVE = (
    7.0,
    1.0,
)  # of the grid of log rates about the plain rate, and above the busiest customer's
DEGREES: Final = (
    5.0  # of the Student distribution of the proposals: heavier tails than the posterior's
)
STEEPEST: Final = 170.0  # exponent of a factor of the density
CANDIDATES: Final = 4  # drawn from a customer's cells before one is taken by its true density
RATE, RISK = 0, 1


class Shared(NamedTuple):
    """What customers have in common."""

    coefficients: FloatArray  # covariates x 2: the means of log rate and log risk
    covariance: FloatArray  # 2 x 2, about those means


@dataclass(frozen=True, slots=True)
class Evidence:
    """Histories, in units, the covariates that go with them, and how many customers share each."""

    repeats: FloatArray
    recency: FloatArray
    silence: FloatArray  # since the last purchase
    covariates: FloatArray  # histories x covariates; the first is 1 for everybody
    weight: FloatArray

    @property
    def customers(self) -> float:
        """Number of customers."""
        return float(self.weight.sum())

    def where(self, rows: IntArray) -> "Evidence":
        """Return the chosen histories."""
        return Evidence(*(column[rows] for column in self._columns))

    @property
    def _columns(self) -> tuple[FloatArray, ...]:
        return self.repeats, self.recency, self.silence, self.covariates, self.weight

    def log_likelihood(self, rate: FloatArray, risk: FloatArray) -> FloatArray:
        """Return that of each history at log rates and log risks (histories along the last axis).

        x log(rate) - log(rate + risk) + log(risk exp(-(rate + risk) t_x) + rate exp(-(rate + risk) T)).
        """
        both = np.exp(rate) + np.exp(risk)
        stayed = np.logaddexp(risk, rate - both * self.silence)
        value: FloatArray = self.repeats * rate - both * self.recency - np.log(both) + stayed
        return value


@dataclass(frozen=True, slots=True)
class Cells:
    """Each history's likelihood on a grid of log rates and log risks, the largest of it taken as 1."""

    rate: FloatArray
    risk: FloatArray
    likelihood: FloatArray  # rates x histories x risks
    top: FloatArray  # log, per history

    @classmethod
    def of(cls, past: Evidence) -> "Cells":
        """Evaluate the likelihood on a grid as fine as the busiest customer needs."""
        age = past.recency + past.silence
        watched = float((age * past.weight).sum()) / past.customers
        plain = np.log(dot(past.repeats, past.weight) / past.customers / watched)
        busiest = float(np.log((past.repeats + 1) / (age + 1)).max())
        fine = min(WIDEST_CELL, CELL * float(past.repeats.max() + 1) ** -0.5)
        rate = np.arange(plain - BELOW, max(busiest, plain) + ABOVE + fine, fine)
        risk = np.arange(-REACH, REACH + WIDEST_CELL, WIDEST_CELL) - np.log(watched)
        logs = np.array([past.log_likelihood(np.array(each), risk[:, None]).T for each in rate])
        top = logs.max(axis=(0, 2))
        np.exp(logs - top[:, None], out=logs)
        return cls(rate, risk, logs, top)

    @property
    def sizes(self) -> tuple[float, float]:
        """Length of a cell along log rate and log risk."""
        return float(self.rate[1] - self.rate[0]), float(self.risk[1] - self.risk[0])


class _Density(NamedTuple):
    """The normal density over the grid, without what is the same for all cells."""

    by_rate: FloatArray  # histories x rates
    by_risk: FloatArray  # histories x risks
    by_both: FloatArray  # rates x risks
    rate_away: FloatArray  # from the history's mean; histories x rates
    risk_away: FloatArray


@dataclass(frozen=True, slots=True)
class Posterior:
    """The log density over few numbers: coefficients of standardised covariates, and the root of the
    covariance (log, what is below the diagonal, log).

    Coefficients are normal about 0, the covariance inverse Wishart with 3 + K degrees of freedom.
    """

    past: Evidence
    cells: Cells
    standard: FloatArray  # covariates, made orthogonal and of mean square 1
    back: FloatArray  # from their coefficients to those of the covariates

    @classmethod
    def of(cls, past: Evidence) -> "Posterior":
        """Arrange the evidence."""
        weighted = past.covariates * np.sqrt(past.weight)[:, None]
        back = np.linalg.inv(np.linalg.qr(weighted, mode="r")) * np.sqrt(past.customers)
        return cls(past, Cells.of(past), past.covariates @ back, back)

    @property
    def width(self) -> int:
        """How many covariates there are."""
        return int(self.back.shape[0])

    def opening(self) -> FloatArray:
        """Return a place to begin: at the plain rate of the base, customers moderately different."""
        means = np.zeros((self.width, 2))
        means[0] = self.cells.rate[0] + BELOW, float(self.cells.risk.mean())
        return np.append(np.linalg.solve(self.back, means).ravel(), [0.2, 0.1, 0.4])

    def at(self, place: FloatArray) -> float:
        """Return the density."""
        density = self._density(place)
        value = self._of_histories(place, density, self._summed(density, density.by_risk))
        return value + self._prior(place)[0] if np.isfinite(value) else -np.inf

    def with_slope(self, place: FloatArray) -> tuple[float, FloatArray]:
        """Return the density and its slope: moments of log rate and log risk say it."""
        density = self._density(place)
        risk, away = density.by_risk, density.risk_away
        sums = [self._summed(density, each) for each in (risk, risk * away, risk * away**2)]
        plain, first, second = (density.by_rate * each for each in sums)
        total = plain.sum(axis=1)
        rates = density.rate_away
        total[total == 0] = np.nan  # out of all bounds: the value is -inf
        means = np.array([(plain * rates).sum(axis=1), first.sum(axis=1)]) / total
        products = [(plain * rates**2).sum(axis=1), (first * rates).sum(axis=1), second.sum(axis=1)]
        one, cross, other = (dot(self.past.weight, each / total) for each in products)
        root = self.root(place)
        inverse = np.linalg.inv(root)
        precision = inverse.T @ inverse
        by_root = precision @ np.array([[one, cross], [cross, other]]) @ inverse.T
        value, slope = self._prior(place)
        slope[: 2 * self.width] += (
            (self.standard.T * self.past.weight) @ (precision @ means).T
        ).ravel()
        slope[-3:] += (
            self._by_place(by_root, root) - np.array([1.0, 0.0, 1.0]) * self.past.customers
        )
        return value + self._of_histories(place, density, sums[0]), slope

    def shared(self, place: FloatArray) -> Shared:
        """Return what customers have in common."""
        root = self.root(place)
        return Shared(self.back @ self._coefficients(place), root @ root.T)

    def individuals(
        self, place: FloatArray, of: IntArray, generator: np.random.Generator
    ) -> tuple[FloatArray, FloatArray]:
        """Draw log rate and log risk of customers by the history `of` each, given what is shared.

        Candidates come from the cells, anywhere within; one is taken by its density against its cell's.
        """
        density = self._density(place)
        ahead = self._summed(density, density.by_risk) * density.by_rate
        rows = np.repeat(of, CANDIDATES)
        at_rate = _pick(ahead[rows], generator)
        along = (
            self.cells.likelihood[at_rate, rows] * density.by_risk[rows] * density.by_both[at_rate]
        )
        at_risk = _pick(along, generator)
        height = along[np.arange(rows.size), at_risk] * density.by_rate[rows, at_rate]
        jitter = generator.random((2, rows.size)) - 0.5
        sizes = self.cells.sizes
        rate = self.cells.rate[at_rate] + sizes[RATE] * jitter[RATE]
        risk = self.cells.risk[at_risk] + sizes[RISK] * jitter[RISK]
        true = self._log_density(place, rows, rate, risk) - np.log(height)
        shape = (of.size, CANDIDATES)
        true = true.reshape(shape)
        taken = _pick(np.exp(true - true.max(axis=1, keepdims=True)), generator)
        everybody = np.arange(of.size)
        return rate.reshape(shape)[everybody, taken], risk.reshape(shape)[everybody, taken]

    def root(self, place: FloatArray) -> FloatArray:
        """Return the lower triangular root of the covariance."""
        first, below, second = place[-3:].tolist()
        return np.array([[np.exp(first), 0.0], [below, np.exp(second)]])

    def _coefficients(self, place: FloatArray) -> FloatArray:
        coefficients: FloatArray = place[:-3].reshape(-1, 2)
        return coefficients

    def _density(self, place: FloatArray) -> _Density:
        inverse = np.linalg.inv(self.root(place))
        precision = inverse.T @ inverse
        means = self.standard @ self._coefficients(place)
        middle = self.past.weight @ means / self.past.customers
        shift = means - middle
        one, cross, other = precision[0, 0], precision[0, 1], precision[1, 1]
        rate, risk = self.cells.rate - middle[RATE], self.cells.risk - middle[RISK]
        rates, risks = rate - shift[:, RATE, None], risk - shift[:, RISK, None]
        by_rate = _exp(-one / 2 * rates**2 + cross * shift[:, RISK, None] * rate)
        by_risk = _exp(-other / 2 * risks**2 + cross * shift[:, RATE, None] * risk)
        by_both = _exp(-cross * np.outer(rate, risk))
        by_rate *= _exp(-cross * shift[:, RATE] * shift[:, RISK])[:, None]
        return _Density(by_rate, by_risk, by_both, rates, risks)

    def _summed(self, density: _Density, by_risk: FloatArray) -> FloatArray:
        """Return the sums over risks of likelihood times density, histories x rates."""
        likelihood, by_both = self.cells.likelihood, density.by_both
        if self.width == 1:  # the same density for every history
            alike: FloatArray = np.matmul(likelihood, (by_risk[0] * by_both)[:, :, None])[:, :, 0].T
            return alike
        return np.array(
            [
                np.einsum("ij,ij->i", each, by_risk * both)
                for each, both in zip(likelihood, by_both, strict=True)
            ]
        ).T

    def _of_histories(self, place: FloatArray, density: _Density, sums: FloatArray) -> float:
        """Return the log likelihood of all histories, from the sums over risks."""
        total = np.einsum("ij,ij->i", density.by_rate, sums)
        area = float(np.prod(self.cells.sizes)) / (2 * np.pi)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = dot(self.past.weight, np.log(total) + self.cells.top)
        return value + self.past.customers * float(np.log(area) - place[-3] - place[-1])

    def _log_density(
        self, place: FloatArray, rows: IntArray, rate: FloatArray, risk: FloatArray
    ) -> FloatArray:
        """Return that of log rates and log risks of histories, up to a constant."""
        means = self.standard[rows] @ self._coefficients(place)
        scores = np.linalg.inv(self.root(place)) @ (np.array([rate, risk]) - means.T)
        density: FloatArray = self.past.where(rows).log_likelihood(rate, risk)
        return density - (scores**2).sum(axis=0) / 2

    def _prior(self, place: FloatArray) -> tuple[float, FloatArray]:
        """Return the prior's log density and slope.

        With the root C of the covariance, the coefficients B and the degrees n it is -1/2 the squares
        of C^-1 (sqrt(n) 1, sqrt(PRECISION) B'), and powers of the diagonal of C.
        """
        root = self.root(place)
        inverse = np.linalg.inv(root)
        coefficients = self.back @ self._coefficients(place)
        degrees = 3.0 + self.width
        powers = np.array([3.0, 2.0]) - (degrees + 3 + self.width)
        base = np.hstack([np.sqrt(degrees) * np.eye(2), np.sqrt(PRECISION) * coefficients.T])
        scaled = inverse @ base
        value = float(powers @ np.log(np.diag(root))) - float(np.sum(scaled**2)) / 2
        by_means = self.back.T @ (-PRECISION * coefficients @ (inverse.T @ inverse))
        of_root = self._by_place(inverse.T @ scaled @ scaled.T, root)
        return value, np.append(by_means.ravel(), of_root + np.array([powers[0], 0.0, powers[1]]))

    @staticmethod
    def _by_place(by_root: FloatArray, root: FloatArray) -> FloatArray:
        return np.array([by_root[0, 0] * root[0, 0], by_root[1, 0], by_root[1, 1] * root[1, 1]])


def draws(posterior: Posterior, generator: np.random.Generator) -> Iterator[FloatArray]:
    """Yield places without end, each by one proposal from about the posterior's top."""
    top, spread = _top(posterior)

    def proposed() -> tuple[FloatArray, float, float]:
        scores = generator.standard_normal(top.size)
        scores /= np.sqrt(generator.chisquare(DEGREES) / DEGREES)
        place = top + spread @ scores
        tail = -(DEGREES + top.size) / 2 * float(np.log1p(scores @ scores / DEGREES))
        return place, posterior.at(place) - tail, float(generator.standard_exponential())

    place, merit = top, posterior.at(top)
    while True:
        other, its_merit, luck = proposed()
        if its_merit - merit > -luck:
            place, merit = other, its_merit
        yield place


def _top(posterior: Posterior) -> tuple[FloatArray, FloatArray]:
    """Return where the density is highest, and a root of the covariance it has there."""

    def positive(parameters: FloatArray) -> tuple[float, FloatArray]:
        value, slope = posterior.with_slope(np.log(parameters))
        return value, slope / parameters

    customers = posterior.past.customers
    found = maximise(positive, np.exp(posterior.opening()), customers, exact_curvature=True)
    values, vectors = np.linalg.eigh(-found.curvature * customers)
    return np.log(found.parameters), vectors / np.sqrt(np.maximum(values, 1.0))


def _exp(logs: FloatArray) -> FloatArray:
    """Return exponentials that stay numbers when four are multiplied.

    Only far from the mean, where the product is as good as 0, is one of the factors so large.
    """
    return np.exp(np.minimum(logs, STEEPEST))


def _pick(weights: FloatArray, generator: np.random.Generator) -> IntArray:
    """Return for each row a column, drawn by its weight."""
    ahead = weights.cumsum(axis=1)
    luck = generator.random(weights.shape[0]) * ahead[:, -1]
    picked: IntArray = np.minimum((ahead < luck[:, None]).sum(axis=1), weights.shape[1] - 1)
    return picked

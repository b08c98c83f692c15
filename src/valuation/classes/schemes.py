"""Classes by shares of the ranking: the best 20 % are A, the next 30 % B, and so on."""

from dataclasses import dataclass
from math import floor, inf

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int64Array, require_same_length
from valuation.errors import ValuationError

type TierArray = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Tier:
    """One class and its share of the customers, in percent."""

    code: str
    share: float


@dataclass(frozen=True, slots=True)
class Scheme:
    """Classes from the best to the last; shares total 100."""

    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        shares = [tier.share for tier in self.tiers]
        wrong = sum(not share >= 0 for share in shares)
        if not 1 <= len(shares) <= 100 or wrong or abs(sum(shares) - 100) > 1e-6:
            rule = "1 to 100 tiers with shares of 0 or more that total 100"
            raise ValuationError("shares_total", column="share", rows=len(shares), rule=rule)

    def sizes(self, customers: int) -> tuple[int, ...]:
        """Return the number of customers in each class, by cumulative rounding (half up)."""
        ends = self._ends(customers)
        return tuple(end - start for start, end in zip((0, *ends), ends, strict=False))

    def _ends(self, customers: int) -> tuple[int, ...]:
        shares = np.cumsum([tier.share for tier in self.tiers])
        ends = [floor(customers * round(float(share), 6) / 100 + 0.5) for share in shares]
        return (*ends[:-1], customers)


ABCD = Scheme((Tier("A", 20), Tier("B", 30), Tier("C", 30), Tier("D", 20)))


@dataclass(frozen=True, slots=True)
class Cut:
    """The last customer of a class; equal scores rank by customer code, lower first."""

    score: float
    code: int

    def admits(self, score: float, code: int) -> bool:
        """Tell whether a customer ranks at or above the cut."""
        return score > self.score or (score == self.score and code <= self.code)


NOBODY = Cut(inf, -1)


@dataclass(frozen=True, slots=True)
class Classes:
    """Every customer's class, and the cuts that place one customer alone the same way."""

    tier: TierArray  # 0 is the best
    cuts: tuple[Cut, ...]  # one between each class and the next
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """Who changes class from one result to another."""

    matrix: Int64Array  # from (row) to (column)
    moved: Int64Array  # indices of the customers who change


def classify(score: FloatArray, scheme: Scheme, *, code: npt.ArrayLike | None = None) -> Classes:
    """Rank by score, best first, and cut by the scheme's shares.

    Equal scores rank by customer code (by default the position), lower first: the same input always
    gives the same classes. Raises ValuationError on a score that is not a number.
    """
    codes = np.arange(score.size) if code is None else np.asarray(code, np.int64)
    require_same_length({"score": score, "code": codes})
    unknown = int(np.count_nonzero(np.isnan(score)))
    if unknown:
        raise ValuationError("not_finite", column="score", rows=unknown, rule="a score")
    # A stable sort leaves equal scores in order of position: half the work of sorting by code too.
    by_position = code is None
    ranking = np.argsort(-score, kind="stable") if by_position else np.lexsort((codes, -score))
    sizes = scheme.sizes(score.size)
    tier = np.empty(score.size, np.int8)
    tier[ranking] = np.repeat(np.arange(len(sizes), dtype=np.int8), sizes)
    cuts = tuple(_cut(score, codes, ranking, int(end)) for end in np.cumsum(sizes)[:-1])
    return Classes(tier, cuts, sizes)


def tier_of(score: float, code: int, cuts: tuple[Cut, ...]) -> int:
    """Return the class of one customer by stored cuts."""
    return next((tier for tier, cut in enumerate(cuts) if cut.admits(score, code)), len(cuts))


def moves(before: Classes, after: Classes) -> Moves:
    """Return the from-to matrix and the customers who change class: the preview of new weights."""
    if before.tier.size != after.tier.size:
        rule = f"as many customers as before ({before.tier.size:,})"
        raise ValuationError("length_differs", column="tier", rows=after.tier.size, rule=rule)
    width = len(after.sizes)
    pair = before.tier.astype(np.int64) * width + after.tier
    matrix = np.bincount(pair, minlength=len(before.sizes) * width).reshape(-1, width)
    return Moves(matrix, np.flatnonzero(before.tier != after.tier))


def _cut(score: FloatArray, codes: Int64Array, ranking: Int64Array, end: int) -> Cut:
    if end == 0:
        return NOBODY
    last = ranking[end - 1]
    return Cut(float(score[last]), int(codes[last]))

"""One measure cut into bands, from the best to the last: by shares, by edges, by natural breaks.

Whatever the way, what is kept are cuts: the last customer each band admits. A customer placed alone
by them stands exactly where the run put it. Equal values rank by customer code, lower first, in
shares; edges and natural breaks never part equal values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np

from valuation.arrays import FloatArray, Int64Array
from valuation.classes.natural_breaks import natural_breaks
from valuation.classes.schemes import NOBODY, Cut, Scheme, Tier, TierArray
from valuation.errors import ValuationError

MOST_BANDS: Final = 100
EVERYBODY: Final = 2**63 - 1  # a code no customer comes after: the cut admits all who reach it


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the ranking, in percent, of total 100: the best 20 %, the next 30 %, ..."""

    measure: str
    shares: tuple[float, ...]
    low_is_best: bool = False

    def __post_init__(self) -> None:
        self.scheme()

    @property
    def count(self) -> int:
        """How many bands."""
        return len(self.shares)

    def scheme(self) -> Scheme:
        """Return the shares as the scheme of the same shares."""
        return Scheme(tuple(Tier(str(place), share) for place, share in enumerate(self.shares)))

    def cuts(self, values: FloatArray, codes: Int64Array) -> tuple[Cut, ...]:
        """Return the cuts of these customers; values count upwards."""
        ends = np.cumsum(self.scheme().sizes(values.size))[:-1]
        places = sorted({values.size - int(end) for end in ends if end})
        ranked = np.partition(values, places) if places else values
        return tuple(_last(values, codes, ranked, int(end)) for end in ends)


@dataclass(frozen=True, slots=True)
class Edges:
    """Fixed amounts, the best first: a band admits who reaches its edge; the last band, the rest.

    With `low_is_best` the edges rise, and a band admits who stays at or below its edge.
    """

    measure: str
    edges: tuple[float, ...]
    low_is_best: bool = False

    def __post_init__(self) -> None:
        sign = -1 if self.low_is_best else 1
        falling = all(sign * a > sign * b for a, b in zip(self.edges, self.edges[1:], strict=False))
        if not (falling and all(isfinite(edge) for edge in self.edges)):
            rule = f"numbers that {'rise' if self.low_is_best else 'fall'} from class to class"
            raise ValuationError("edges_order", column="edges", rows=len(self.edges), rule=rule)

    @property
    def count(self) -> int:
        """How many bands."""
        return len(self.edges) + 1

    def cuts(self, values: FloatArray, codes: Int64Array) -> tuple[Cut, ...]:
        """Return the cuts, whoever the customers are."""
        del values, codes
        sign = -1.0 if self.low_is_best else 1.0
        return tuple(Cut(sign * edge, EVERYBODY) for edge in self.edges)


@dataclass(frozen=True, slots=True)
class NaturalBreaks:
    """Bands with the least variance within them (Jenks): they end where the figures leave a gap."""

    measure: str
    count: int
    low_is_best: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_BANDS:
            rule = f"1 to {MOST_BANDS} classes"
            raise ValuationError("count_out_of_range", column="count", rows=1, rule=rule)

    def cuts(self, values: FloatArray, codes: Int64Array) -> tuple[Cut, ...]:
        """Return the cuts of these customers; with too few different values the best stay empty."""
        del codes
        lows = natural_breaks(values, self.count)[1:][::-1]
        missing = self.count - 1 - len(lows)
        return (NOBODY,) * missing + tuple(Cut(low, EVERYBODY) for low in lows)


def _last(values: FloatArray, codes: Int64Array, ranked: FloatArray, end: int) -> Cut:
    """Return the customer at the end of the best `end`; `ranked` has its value in its place."""
    if end == 0:
        return NOBODY
    score = ranked[values.size - end]
    among = codes[values == score]
    place = end - int(np.count_nonzero(values > score)) - 1
    return Cut(float(score), int(np.partition(among, place)[place]))


type Bands = Shares | Edges | NaturalBreaks


def upwards(bands: Bands, values: FloatArray) -> FloatArray:
    """Return the values so that more is better."""
    return -values if bands.low_is_best else values


def band_of(values: FloatArray, codes: Int64Array, cuts: Sequence[Cut]) -> TierArray:
    """Return each customer's band, 0 the best; values count upwards."""
    band = np.zeros(values.size, np.int8)
    for cut in cuts:
        if cut.code == EVERYBODY:
            band += values < cut.score
        else:
            band += (values < cut.score) | ((values == cut.score) & (codes > cut.code))
    return band

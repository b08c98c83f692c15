"""RFM quintiles: recency, frequency and money, each cut into fifths of exact size.

Two opposite conventions are about: 5 for the best fifth (most tools, and the default here) and 1 for
the best (textbooks: "the top 20 % get score 1"). `best` names which one the numbers follow.
"""

from dataclasses import dataclass
from typing import Final

import numpy.typing as npt

from valuation.arrays import Int64Array
from valuation.classes.bands import Shares, band_of, upwards
from valuation.classes.measures import Measures, customer_codes, measure_columns
from valuation.classes.schemes import Cut
from valuation.errors import ValuationError

FIFTHS: Final = (20.0, 20.0, 20.0, 20.0, 20.0)
AXES: Final = (
    Shares("recency_days", FIFTHS, low_is_best=True),
    Shares("frequency", FIFTHS),
    Shares("monetary", FIFTHS),
)


@dataclass(frozen=True, slots=True)
class RfmRuler:
    """The cuts of a full run, and the number its best fifth has."""

    cuts: tuple[tuple[Cut, ...], ...]
    best: int  # 5 or 1

    def quintiles(
        self, measures: Measures, *, codes: npt.ArrayLike | None = None
    ) -> dict[str, Int64Array]:
        """Return the quintiles as measures of the preset `rfm`; alone or together the same.

        `measures` are recency_days, frequency and monetary; `frequency_monetary_quintile` is the
        mean of the two, a half counting towards the better.
        """
        columns = measure_columns(measures, [axis.measure for axis in AXES])
        given = customer_codes(codes, columns["frequency"].size)
        recency, frequency, monetary = (
            band_of(upwards(axis, columns[axis.measure]), given, cuts).astype("int64")
            for axis, cuts in zip(AXES, self.cuts, strict=True)
        )
        bands = {
            "recency_quintile": recency,
            "frequency_quintile": frequency,
            "monetary_quintile": monetary,
            "frequency_monetary_quintile": (frequency + monetary) // 2,
        }
        return {name: 5 - band if self.best == 5 else 1 + band for name, band in bands.items()}


def fit_rfm(measures: Measures, *, codes: npt.ArrayLike | None = None, best: int = 5) -> RfmRuler:
    """Return the quintile cuts of these customers; equal figures rank by code, lower first."""
    if best not in (1, 5):
        raise ValuationError("unknown_convention", column="best", rows=1, rule="5 or 1")
    columns = measure_columns(measures, [axis.measure for axis in AXES])
    given = customer_codes(codes, columns["frequency"].size)
    cuts = (axis.cuts(upwards(axis, columns[axis.measure]), given) for axis in AXES)
    return RfmRuler(tuple(cuts), best)

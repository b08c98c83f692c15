"""What one measure alone would make of the customers, against all measures together."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, amount_column
from valuation.classes.assigning import assign, fit_ruler
from valuation.classes.definitions import ClassScheme
from valuation.classes.schemes import Classes, Moves, moves
from valuation.errors import ValuationError


def misjudged(
    scheme: ClassScheme, score: npt.ArrayLike, singles: Mapping[str, npt.ArrayLike]
) -> dict[str, Moves]:
    """Return, for each single measure, whom it would put into another class than the score does.

    `scheme` is cut along one measure; each single measure takes its place, in the same way. In the
    matrix rows are the classes by score, columns those by the single measure.
    """
    if len(scheme.axes) != 1:
        rule = "a scheme cut along one measure"
        raise ValuationError("not_one_measure", column="by", rows=len(scheme.axes), rule=rule)
    by_score = _classes(scheme, amount_column("score", score))
    return {
        name: moves(by_score, _classes(scheme, amount_column(name, single)))
        for name, single in singles.items()
    }


def _classes(scheme: ClassScheme, column: FloatArray) -> Classes:
    """Class by one column, leaving caps and steadiness aside: they would hide what it would do."""
    bare = ClassScheme(scheme.name, scheme.classes, scheme.by)
    measures = dict.fromkeys(bare.measures, column)
    ruler = fit_ruler(bare, measures)
    tier = assign(ruler, measures).tier
    sizes = np.bincount(tier, minlength=len(scheme.classes)).tolist()
    return Classes(tier, ruler.cuts[0], tuple(sizes))

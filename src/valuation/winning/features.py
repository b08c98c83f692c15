"""What is known of a deal when it is opened, as numbers a regression can read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from valuation.arrays import FloatArray, Int64Array
from valuation.contracts import NUMBER, Field, one_per_customer
from valuation.errors import ValuationError

COMMON: Final = 20  # deals; a rarer category counts among the others


@dataclass(frozen=True, slots=True)
class Features:
    """Columns known when a deal is opened, one value per deal.

    Categories may be codes or text (product, source, who sells); numbers may be NaN where unknown.
    """

    categories: Mapping[str, npt.ArrayLike] = field(default_factory=dict)
    numbers: Mapping[str, npt.ArrayLike] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Deals as rows of a design matrix that is mostly zeros, and is never written out.

    Each deal has a 1 in one column per category and in column 0, the intercept; the numbers follow.
    """

    cells: Int64Array  # deals x (1 + categories): which columns are 1
    numbers: FloatArray  # deals x numbers, standardised
    width: int  # columns before the numbers

    @property
    def columns(self) -> int:
        """Number of coefficients."""
        return self.width + int(self.numbers.shape[1])

    def take(self, chosen: npt.NDArray[Any]) -> "Encoded":
        """Return the chosen deals, by mask or by index."""
        return Encoded(self.cells[chosen], self.numbers[chosen], self.width)

    def times(self, weights: FloatArray) -> FloatArray:
        """Return the matrix times a column of coefficients: one value per deal."""
        product: FloatArray = np.einsum("ij,j->i", self.numbers, weights[self.width :])
        for column in self.cells.T:
            product = product + weights[column]
        return product

    def sums(self, values: FloatArray) -> FloatArray:
        """Return the transposed matrix times one value per deal: one value per column."""
        of_cells = self._by_cell(values)
        return np.append(of_cells, np.einsum("ij,i->j", self.numbers, values))

    def products(self, weight: FloatArray) -> FloatArray:
        """Return the weighted products of every two columns, summed over the deals."""
        result = np.zeros((self.columns, self.columns))
        pairs = np.zeros((self.width, self.width))
        for place, one in enumerate(self.cells.T):
            for other in self.cells.T[place + 1 :]:
                cell = one * self.width + other
                pairs += np.bincount(cell, weight, pairs.size).reshape(pairs.shape)
        within = np.diag(self._by_cell(weight))
        result[: self.width, : self.width] = pairs + pairs.T + within
        for place, column in enumerate(self.numbers.T, self.width):
            products = self.sums(weight * column)
            result[place] = products
            result[:, place] = products
        return result

    def _by_cell(self, values: FloatArray) -> FloatArray:
        total = np.zeros(self.width)
        for column in self.cells.T:
            total += np.bincount(column, weights=values, minlength=self.width)
        return total


@dataclass(frozen=True, slots=True)
class Encoder:
    """How columns become a design matrix, as learned from decided deals."""

    levels: Mapping[str, npt.NDArray[Any]]  # the common categories, sorted
    scales: Mapping[str, tuple[float, float]]  # mean and standard deviation of the numbers

    def encode(self, features: Features) -> Encoded:
        """Return deals as rows; a category never seen counts among the others, NaN as the mean."""
        for kind, known in (("categories", self.levels), ("numbers", self.scales)):
            _require_same(getattr(features, kind), known)
        rows = _rows(features)
        cells, width = [np.zeros(rows, np.int64)], 1
        for name, levels in self.levels.items():
            values = _category(name, features.categories[name], rows)
            cells.append(width + _position(name, values, levels))
            width += levels.size + 1
        numbers = [
            (np.nan_to_num(column, nan=self.scales[name][0]) - self.scales[name][0])
            / self.scales[name][1]
            for name, column in _numbers(features, rows).items()
        ]
        placed = np.column_stack(numbers) if numbers else np.zeros((rows, 0))
        return Encoded(np.column_stack(cells), placed, width)


def learn_encoder(features: Features) -> Encoder:
    """Return the encoder for columns like these; all must have one value per deal."""
    rows = _rows(features)
    levels = {}
    for name, values in features.categories.items():
        found, counts = np.unique(_category(name, values, rows), return_counts=True)
        levels[name] = found[counts >= COMMON]
    scales = {}
    for name, column in _numbers(features, rows).items():
        known = column[~np.isnan(column)]
        middle = float(known.mean()) if known.size else 0.0
        scales[name] = (middle, (float(known.std()) if known.size else 0.0) or 1.0)
    return Encoder(levels, scales)


def _position(name: str, values: npt.NDArray[Any], levels: npt.NDArray[Any]) -> Int64Array:
    """Return the place among the levels; one past them for the others."""
    if levels.size == 0:
        return np.zeros(values.size, np.int64)
    if values.size and (values.dtype.kind == "U") != (levels.dtype.kind == "U"):
        rule = "text where text was learned, codes where codes were"
        raise ValuationError("not_a_category", column=name, rows=values.size, rule=rule)
    place = np.minimum(np.searchsorted(levels, values), levels.size - 1)
    return np.where(levels[place] == values, place, levels.size).astype(np.int64)


def _category(name: str, values: npt.ArrayLike, rows: int) -> npt.NDArray[Any]:
    column = np.asarray(values)
    if column.dtype.kind not in "iuUb" or column.shape != (rows,):
        rule = "one code or text per deal"
        raise ValuationError("not_a_category", column=name, rows=column.size, rule=rule)
    return column


def _numbers(features: Features, rows: int) -> dict[str, FloatArray]:
    return {
        name: one_per_customer(Field(name, NUMBER, "of a deal", "the mean"), values, rows)
        for name, values in features.numbers.items()
    }


def _rows(features: Features) -> int:
    columns = [*features.categories.values(), *features.numbers.values()]
    return np.asarray(columns[0]).size if columns else 0


def _require_same(given: Mapping[str, object], known: Mapping[str, object]) -> None:
    wrong = set(given) ^ set(known)
    if wrong:
        rule = f"the columns the model has learned: {', '.join(known) or 'none'}"
        raise ValuationError("column_unknown", column=min(wrong), rows=len(wrong), rule=rule)

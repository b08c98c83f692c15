"""Contracts of columns as data: what a component reads, in which unit, and what a gap means.

One contract serves the check at the door, the message that refuses, and the page that documents:

    invoices = INVOICES.read({"customer": [0, 0], "due": [10, 40], ...}, customers=1)

Facts are rows of one kind; every row belongs to a customer, known by a code 0..customers-1. A
contract without a customer column is about columns with one entry per customer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from valuation.arrays import (
    BoolArray,
    FloatArray,
    Int32Array,
    IntArray,
    code_column,
    day_column,
    require_same_length,
)
from valuation.errors import ValuationError
from valuation.orders.kernels import NO_DAY

type Column = npt.NDArray[Any]
type Given = Mapping[str, Any]  # columns of any array-like kind; None is left out

CUSTOMER: Final = "customer"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a column is counted in, how it is stored, and between which bounds."""

    name: str
    stored: Literal["code", "day", "number", "flag"]
    least: float = -inf
    most: float = inf
    whole: bool = False

    @property
    def rule(self) -> str:
        """Return the rule every value keeps, in words."""
        words = {
            "code": "a code from 0 to one less than there are customers",
            "day": "a day",
            "flag": "yes or no",
            "number": "a whole number" if self.whole else "a finite number",
        }[self.stored]
        if isfinite(self.least) and isfinite(self.most):
            return f"{words} from {self.least:g} to {self.most:g}"
        return f"{words} of {self.least:g} or more" if isfinite(self.least) else words


CODE: Final = Unit("customer code", "code")
DAY: Final = Unit("day since 1970-01-01", "day")
AMOUNT: Final = Unit("amount", "number")
AMOUNT_FROM_0: Final = Unit("amount", "number", 0)
SHARE: Final = Unit("share of 1", "number", 0, 1)
COUNT: Final = Unit("count", "number", 0)
MINUTES: Final = Unit("minutes", "number", 0)
YES_NO: Final = Unit("yes or no", "flag")
GROUP: Final = Unit("group code", "number", 0, whole=True)
NUMBER: Final = Unit("number", "number")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a contract."""

    name: str
    unit: Unit
    meaning: str
    gap: str | None = None  # what a missing value, or a column left out, means; None: never missing

    @property
    def rule(self) -> str:
        """Return the whole rule, as the refusal says it."""
        return self.unit.rule if self.gap is None else f"{self.unit.rule}, or missing: {self.gap}"


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule between columns; `broken` marks the rows that break it."""

    code: str
    column: str
    words: str
    broken: Callable[["Facts"], BoolArray]


@dataclass(frozen=True, slots=True)
class Contract:
    """The columns of one kind of fact, in order, and the rules between them."""

    name: str
    fields: tuple[Field, ...]
    rules: tuple[RowRule, ...] = ()

    def read(self, columns: Given, *, customers: int) -> "Facts":
        """Check columns and return them as facts.

        Missing numbers are NaN, missing days NaT or NO_DAY; a column that may have gaps may be left
        out. Raises ValuationError naming the column, the number of rows and the rule.
        """
        given = {name: values for name, values in columns.items() if values is not None}
        self._require_names(given)
        present = {
            field.name: _read(field, given[field.name], customers)
            for field in self.fields
            if field.name in given
        }
        require_same_length(present)
        facts = Facts(self, self._with_gaps(present), customers)
        for rule in self.rules:
            _require(rule.column, rule.broken(facts), rule.code, rule.words)
        return facts

    def column(self, name: str, values: npt.ArrayLike | None, customers: int) -> FloatArray:
        """Check one column of numbers with one entry per customer; None is a gap throughout."""
        field = next(field for field in self.fields if field.name == name)
        if values is None:
            return np.full(customers, np.nan)
        return one_per_customer(field, values, customers)

    def table(self) -> str:
        """Return the contract as a table, for people and for documents."""
        rows = [
            (field.name, field.unit.name, field.unit.rule, field.gap or "refused", field.meaning)
            for field in self.fields
        ]
        heads = ("column", "unit", "rule", "missing", "meaning")
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        lines = (heads, tuple("-" * width for width in widths), *rows)
        return "\n".join(_line(cells, widths) for cells in lines)

    def _require_names(self, given: Given) -> None:
        rows = max((np.size(values) for values in given.values()), default=0)
        known = [field.name for field in self.fields]
        for name in given:
            if name not in known:
                rule = f"a column of {self.name}: {', '.join(known)}"
                raise ValuationError("column_unknown", column=name, rows=rows, rule=rule)
        for field in self.fields:
            if field.gap is None and field.name not in given:
                raise ValuationError(
                    "column_missing", column=field.name, rows=rows, rule=field.rule
                )

    def _with_gaps(self, present: Mapping[str, Column]) -> dict[str, Column]:
        """Return every column, those left out as gaps throughout."""
        rows = next(iter(present.values())).size
        gaps: dict[str, Any] = {"day": np.int32(NO_DAY), "flag": np.False_}
        return {
            field.name: present[field.name]
            if field.name in present
            else np.full(rows, gaps.get(field.unit.stored, np.nan))
            for field in self.fields
        }


@dataclass(frozen=True, slots=True)
class Facts:
    """Checked rows of one contract; columns share one length."""

    contract: Contract
    columns: Mapping[str, Column]
    customers: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.customer.size)

    @property
    def customer(self) -> IntArray:
        """The customer code of every row."""
        codes: IntArray = self.columns[CUSTOMER]
        return codes

    def number(self, name: str, gap: float | None = None) -> FloatArray:
        """Return a column of numbers; NaN where missing, or `gap` instead."""
        values: FloatArray = self.columns[name]
        return values if gap is None else np.where(np.isnan(values), gap, values)

    def day(self, name: str) -> Int32Array:
        """Return a column of days; NO_DAY where missing."""
        days: Int32Array = self.columns[name]
        return days

    def flag(self, name: str) -> BoolArray:
        """Return a column of yes and no."""
        flags: BoolArray = self.columns[name]
        return flags

    def where(self, chosen: BoolArray) -> "Facts":
        """Return the chosen rows."""
        columns = {name: column[chosen] for name, column in self.columns.items()}
        return Facts(self.contract, columns, self.customers)

    def within(self, name: str, after: int, until: int) -> "Facts":
        """Return the rows whose day lies after `after`, up to and with `until`."""
        days = self.day(name)
        return self.where((days > after) & (days <= until))

    def total(self, values: FloatArray | None = None) -> FloatArray:
        """Return the sum of one value per row for each customer; without values the rows."""
        sums = np.bincount(self.customer, weights=values, minlength=self.customers)
        return sums.astype(np.float64, copy=False)

    def require(self, contract: Contract, customers: int | None = None) -> None:
        """Refuse facts of another kind, or of another number of customers."""
        if self.contract is not contract:
            rule = f"facts of the contract {contract.name}"
            raise ValuationError(
                "other_contract", column=self.contract.name, rows=self.rows, rule=rule
            )
        if customers is not None and self.customers != customers:
            rule = f"facts about the same {customers:,} customers"
            raise ValuationError(
                "other_customers", column=self.contract.name, rows=self.rows, rule=rule
            )


def one_per_customer(field: Field, values: npt.ArrayLike, customers: int) -> FloatArray:
    """Check a column of numbers with one entry per customer, by the rule of its field."""
    column: FloatArray = _numbers(field, values)
    if column.size != customers:
        rule = f"one value for each of the {customers:,} customers"
        raise ValuationError("length_differs", column=field.name, rows=column.size, rule=rule)
    return column


def per_customer(
    total: FloatArray, count: FloatArray, gap: float = np.nan, *, above: float = 0.0
) -> FloatArray:
    """Return total / count, `gap` where the count is not above `above`."""
    result: FloatArray = np.divide(total, count, out=np.full(total.shape, gap), where=count > above)
    return result


def _read(field: Field, values: npt.ArrayLike, customers: int) -> Column:
    match field.unit.stored:
        case "code":
            return code_column(field.name, values, customers)
        case "day":
            return _days(field, values)
        case "flag":
            return _flags(field, values)
        case "number":
            return _numbers(field, values)


def _days(field: Field, values: npt.ArrayLike) -> Int32Array:
    column = np.asarray(values)
    if field.gap is None:
        return day_column(field.name, column)
    missing = np.isnat(column) if column.dtype.kind == "M" else column == NO_DAY
    if not np.any(missing):
        return day_column(field.name, column)
    days = np.full(column.shape, NO_DAY, np.int32)
    days[~missing] = day_column(field.name, column[~missing])
    return days


def _flags(field: Field, values: npt.ArrayLike) -> BoolArray:
    column = np.asarray(values)
    if column.size == 0:
        return np.zeros(0, np.bool_)
    if column.dtype.kind != "b" or column.ndim != 1:
        raise ValuationError("not_yes_or_no", column=field.name, rows=column.size, rule=field.rule)
    return column


def _numbers(field: Field, values: npt.ArrayLike) -> FloatArray:
    column = np.asarray(values)
    if column.ndim != 1 or (column.dtype.kind not in "iufb" and column.size):
        raise ValuationError("not_numbers", column=field.name, rows=column.size, rule=field.rule)
    numbers = column.astype(np.float64, copy=False)
    gaps = np.isnan(numbers)
    unusable = np.isinf(numbers) if field.gap else gaps | np.isinf(numbers)
    _require(field.name, unusable, "not_finite", field.rule)
    outside = (numbers < field.unit.least) | (numbers > field.unit.most)
    if field.unit.whole:
        outside |= ~gaps & (numbers != np.floor(numbers))
    _require(field.name, outside, "out_of_bounds", field.rule)
    return numbers


def _require(name: str, broken: BoolArray, code: str, words: str) -> None:
    count = int(np.count_nonzero(broken))
    if count:
        raise ValuationError(code, column=name, rows=count, rule=words)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()

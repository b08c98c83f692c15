"""The plan: from order lines to one row per customer, said once for every engine.

The same rule as in `valuation.orders.state`: one transaction per customer and day, a purchase when
its net amount is positive. Money is added up in whole minor units, so that every engine gets the
same sums, in whatever sequence its machines add them.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from valuation.arrays import DAY_LIMIT
from valuation.errors import ValuationError
from valuation.orders.kernels import NO_DAY

PLACES: Final = 4  # decimals of an amount that are kept
AMOUNT_LIMIT: Final = 10**12  # of one line: beyond lies a mistake, and in time what int64 holds
EPOCH: Final = "1970-01-01"
SECONDS: Final = 86_400  # of a day


@dataclass(frozen=True, slots=True)
class OrderColumns:
    """What the columns of an order log are called.

    Customers are whole numbers or text; days are dates, timestamps, or days since 1970; amounts are
    decimals or floats, of which four places are kept, or whole minor units. A timestamp with a zone
    is dated in UTC: where the company's day is another, its log needs a column for the day.
    """

    customer: str = "customer"
    day: str = "day"
    amount: str = "amount"


@dataclass(frozen=True, slots=True)
class OrderLines:
    """Lines as customer, day (since 1970) and minor (whole minor units, `scale` to one)."""

    table: ir.Table
    scale: int
    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What no line may break, and how many of the source do."""

    code: str
    column: str
    rule: str
    broken: ir.IntegerScalar

    def error(self, rows: int) -> ValuationError:
        """Return what to raise when so many lines break it."""
        return ValuationError(self.code, column=self.column, rows=rows, rule=self.rule)


def order_lines(source: ir.Table, columns: OrderColumns) -> OrderLines:
    """Read the columns of a source; ValuationError when one is missing or of a wrong kind."""
    for name in (columns.customer, columns.day, columns.amount):
        if name not in source.columns:
            raise ValuationError("column_missing", column=name, rows=0, rule="a column of the log")
    customer = _customer(columns.customer, source[columns.customer])
    day = _epoch_day(columns.day, source[columns.day])
    minor, scale = _minor_units(columns.amount, source[columns.amount])
    table = source.select(customer=customer, day=day, minor=minor)
    return OrderLines(table, scale, tuple(_rules(source, columns, day)))


def count_broken(lines: OrderLines, source_rows: ir.Table) -> ir.Table:
    """Return one row with the number of lines that break each rule."""
    counts = {f"rule_{at}": rule.broken for at, rule in enumerate(lines.rules)}
    return source_rows.aggregate(**counts)


def ledger_plan(lines: OrderLines, as_of: int, *, count_free: bool = False) -> ir.Table:
    """Return the ledger table (see valuation.files.ledgers) of the lines up to a day, all closed."""
    seen = lines.table.filter(lines.table.day <= as_of)
    days = seen.group_by("customer", "day").aggregate(net=seen.minor.sum())
    bought = days.net >= (0 if count_free else 1)
    found = days.group_by("customer").aggregate(
        first=days.day.min(where=bought),
        last=days.day.max(where=bought),
        purchases=bought.sum(),
        opening=days.net.argmin(days.day, where=bought),
        total=days.net.sum(where=bought),
        others=(~bought).sum(),
    )
    opening, total = ibis.coalesce(found.opening, 0), ibis.coalesce(found.total, 0)
    return found.select(
        customer=found.customer,
        first_day=ibis.coalesce(found["first"], NO_DAY).cast("int32"),
        last_day=ibis.coalesce(found["last"], NO_DAY).cast("int32"),
        repeats=ibis.greatest(found.purchases - 1, 0).cast("int32"),
        open_day=ibis.literal(NO_DAY, "int32"),
        open_net=ibis.literal(0.0, "float64"),
        first_spend=opening.cast("float64") / lines.scale,
        repeat_spend=(total - opening).cast("float64") / lines.scale,
        other_days=found.others.cast("int32"),
    )


def _rules(source: ir.Table, columns: OrderColumns, day: ir.IntegerValue) -> Iterator[Rule]:
    """Yield what every line has to keep, as the arrays do at their door."""
    for name in (columns.customer, columns.day, columns.amount):
        # Not isnull(): on Spark that counts what is not a number as well.
        gaps = source.count() - source[name].count()
        yield Rule("missing_value", name, "every row has a value", gaps)
    reach = f"a day within {DAY_LIMIT:,} days of {EPOCH}"
    outside = ~day.between(-DAY_LIMIT, DAY_LIMIT)
    yield Rule("day_out_of_range", columns.day, reach, outside.sum())
    amount = source[columns.amount]
    if amount.type().is_floating():
        # Not isinf(), which finds nothing on Spark.
        infinite = amount.isnan() | (amount.abs() > sys.float_info.max)
        yield Rule("not_finite", columns.amount, "finite amounts", infinite.sum())
    size = f"amounts within {AMOUNT_LIMIT:,}"
    too_large = (amount.abs() > AMOUNT_LIMIT).sum()
    yield Rule("amount_out_of_range", columns.amount, size, too_large)


def _customer(name: str, column: ir.Value) -> ir.Value:
    kind = column.type()
    if not (kind.is_integer() or kind.is_string()):
        raise ValuationError("not_codes", column=name, rows=0, rule="whole numbers or text")
    return column


def _epoch_day(name: str, column: ir.Value) -> ir.IntegerValue:
    """Return days since 1970."""
    kind = column.type()
    if kind.is_integer():
        return column.cast("int64")
    if kind.is_timestamp() and kind.timezone is not None:
        return (column.epoch_seconds() / SECONDS).floor().cast("int64")
    if not (kind.is_date() or kind.is_timestamp()):
        raise ValuationError(
            "not_days", column=name, rows=0, rule="dates, timestamps, or days since 1970"
        )
    return (
        (column.date() if kind.is_timestamp() else column)
        .delta(ibis.date(EPOCH), unit="day")
        .cast("int64")
    )


def _minor_units(name: str, column: ir.Value) -> tuple[ir.IntegerValue, int]:
    """Return whole minor units, and how many make one."""
    kind, scale = column.type(), 10**PLACES
    if kind.is_integer():
        return column.cast("int64"), 1
    if kind.is_floating():
        return (column * float(scale)).round().cast("int64"), scale
    if not kind.is_decimal():
        raise ValuationError("not_numbers", column=name, rows=0, rule="numbers")
    return (column.cast(dt.Decimal(24, PLACES)) * scale).cast("int64"), scale

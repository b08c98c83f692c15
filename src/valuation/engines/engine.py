"""Where the plan runs: DuckDB in this process, or a Spark cluster."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends import BaseBackend

from valuation.engines.plan import OrderColumns, OrderLines, count_broken, ledger_plan, order_lines
from valuation.files.ledgers import Kept, closed_ledger

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAMES: Final = OrderColumns()


@dataclass(frozen=True, slots=True)
class Engine:
    """Runs the plan on a backend; the answers of all engines are the same."""

    backend: BaseBackend
    collect: Callable[[ir.Table], pa.Table]

    def files(self, path: str, columns: OrderColumns = NAMES) -> OrderLines:
        """Return the order lines in Parquet files: one, a folder, or a pattern."""
        return self.lines(self.backend.read_parquet(path), columns)

    def table(self, name: str, columns: OrderColumns = NAMES) -> OrderLines:
        """Return the order lines in a table the engine knows: `catalog.database.table`."""
        *place, last = name.split(".")
        return self.lines(self.backend.table(last, database=tuple(place) or None), columns)

    def lines(self, source: ir.Table, columns: OrderColumns = NAMES) -> OrderLines:
        """Check every line of a table at the door; ValuationError as from `order_log`."""
        lines = order_lines(source, columns)
        counts = self.collect(count_broken(lines, source)).to_pylist()[0]
        for rule, rows in zip(lines.rules, counts.values(), strict=True):
            if rows:
                raise rule.error(int(rows))
        return lines

    def ledger(self, lines: OrderLines, as_of: int, *, count_free: bool = False) -> Kept:
        """Return the ledger of the lines up to a day, in this process's memory."""
        table = self.collect(ledger_plan(lines, as_of, count_free=count_free))
        return closed_ledger(table, as_of, count_free=count_free)

    def write(
        self, lines: OrderLines, as_of: int, target: str, *, count_free: bool = False
    ) -> None:
        """Write the same as Parquet, where the engine writes; `valuation.files.load_closed` reads it."""
        self.backend.to_parquet(ledger_plan(lines, as_of, count_free=count_free), target)


@contextmanager
def embedded(
    *, memory: str = "2GB", threads: int = 2, scratch: str | None = None
) -> Iterator[Engine]:
    """Open DuckDB in this process; what does not fit into `memory` goes to the folder `scratch`."""
    place = {} if scratch is None else {"temp_directory": scratch}
    backend = ibis.duckdb.connect(memory_limit=memory, threads=threads, **place)
    try:
        yield Engine(backend, backend.to_pyarrow)
    finally:
        backend.disconnect()


def on_spark(session: "SparkSession") -> Engine:
    """Use a Spark session; its cluster does the work. The session stays the caller's."""
    backend = ibis.pyspark.connect(session)
    return Engine(backend, lambda plan: session.sql(backend.compile(plan)).toArrow())

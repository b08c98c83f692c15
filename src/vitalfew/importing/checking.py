"""The job that reads a whole ledger once: right rows to the staging table, wrong rows named, totals for the preview."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from django.db import connection, transaction
from psycopg.copy import QueuedLibpqWriter

from vitalfew.duplicates.api import alike_among
from vitalfew.importing.fixing import restore_fixes, rules_of
from vitalfew.importing.ledger.reading import batches
from vitalfew.importing.ledger.recognised import RaggedRow
from vitalfew.importing.ledger.staging import (
    Bad,
    ErrorFile,
    Rules,
    check,
    copy_sql,
    create_sql,
    error_file,
)
from vitalfew.importing.models import ImportState, LedgerImport, Problem
from vitalfew.importing.moving import falling_back, move
from vitalfew.jobs.api import Job, Progress

PROBLEMS_SHOWN = 1000
NAMES_COMPARED, ALIKE_SHOWN = 5_000, 50


@dataclass
class _Reading:
    """Where the reading stands."""

    rules: Rules
    errors: ErrorFile
    first_row: int
    next_row: int
    ragged: list[RaggedRow] = field(default_factory=list)
    problems: list[Bad] = field(default_factory=list)

    def refuse(self, bad: Bad) -> None:
        self.errors.add(bad)
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(bad)

    def numbers(self, count: int) -> np.ndarray:
        """Row numbers of the next ``count`` rows, stepping over the ragged ones among them."""
        ragged = np.array([r.row for r in self.ragged], dtype=np.int64)
        span = np.arange(self.next_row, self.next_row + count + len(ragged), dtype=np.int64)
        numbers = span[~np.isin(span, ragged)][:count]
        self.next_row = int(numbers[-1]) + 1 if count else self.next_row
        return numbers

    def refuse_ragged(self, before: float) -> None:
        """Name the ragged rows passed so far; the reader may have met some of the next batch already."""
        for ragged in self.ragged:
            if ragged.text and ragged.row < before:
                self.refuse(Bad(ragged.row, {"": ragged.text}, [("", "ragged_row")]))
        self.ragged[:] = [r for r in self.ragged if r.row >= before]


def check_work(job: Job, report: Progress) -> dict[str, object]:
    """Read the file into the staging table. Starts afresh each time, so an interrupted run is simply run again."""
    ledger = LedgerImport.objects.get(pk=job.parameters["import"])
    if ledger.state != ImportState.CHECKING:
        return dict(ledger.counts)
    with falling_back(ledger), transaction.atomic():
        reading = _read_into_stage(ledger, report)
        report("totals")
        ledger.counts = {**totals(ledger), "bad_rows": reading.errors.count, **alike(ledger)}
        ledger.problems.all().delete()
        Problem.objects.bulk_create(
            Problem(ledger_import=ledger, row=b.row, cells=b.cells, faults=b.faults)
            for b in reading.problems
        )
        move(ledger, ImportState.CHECKED, "counts")
    return dict(ledger.counts)


def check_staged(ledger: LedgerImport, report: Progress) -> None:
    """Make sure the checked rows are still there: a crash of the database empties staging tables, never the file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [ledger.stage])
        (exists,) = cursor.fetchone()
        if exists:
            cursor.execute(f"SELECT count(*) FROM {ledger.stage}")
        staged = cursor.fetchone()[0] if exists else 0
    if staged != ledger.counts["lines"]:
        _read_into_stage(ledger, report)
        restore_fixes(ledger)


def _read_into_stage(ledger: LedgerImport, report: Progress) -> _Reading:
    with connection.cursor() as cursor, error_file(ledger.error_file) as errors:
        cursor.execute(f"DROP TABLE IF EXISTS {ledger.stage}")
        cursor.execute(create_sql(ledger.stage))
        first_row = ledger.heading_row + 1
        reading = _Reading(rules_of(ledger), errors, first_row, first_row)
        # The queue lets the database store one batch while the next one is read.
        writer = QueuedLibpqWriter(cursor.cursor)
        with cursor.copy(copy_sql(ledger.stage), writer=writer) as copy:
            for batch in batches(ledger.source, ledger.recognised, reading.ragged.append):
                copy.write(_checked(batch, reading))
                report("read", reading.next_row - first_row)
        reading.refuse_ragged(before=float("inf"))
        cursor.execute(f"ANALYZE {ledger.stage}")
    return reading


def _checked(batch: pa.Table, reading: _Reading) -> bytes:
    numbers = reading.numbers(batch.num_rows)
    reading.refuse_ragged(before=reading.next_row)
    checked = check(batch, numbers, reading.rules)
    for bad in checked.bad:
        reading.refuse(bad)
    return checked.as_csv()


# The orders of the ledger, once: all that is counted of customers and orders is counted from them.
STAGED_ORDERS_SQL = """
CREATE TEMP TABLE staged_orders ON COMMIT DROP AS
SELECT order_key, customer_key, currency, count(*) AS lines, sum(line_amount) AS amount,
       min(placed_at) AS first_at, max(placed_at) AS last_at
  FROM {stage} GROUP BY order_key, customer_key, currency
"""
TOTALS_SQL = """
SELECT coalesce(sum(lines), 0)::bigint AS lines,
       coalesce(sum(lines) FILTER (WHERE customer_key IS NULL), 0)::bigint AS unassigned_lines,
       coalesce(sum(amount) FILTER (WHERE customer_key IS NULL), 0) AS unassigned_amount,
       count(DISTINCT order_key) AS orders,
       min(first_at)::date AS first_day, max(last_at)::date AS last_day
  FROM staged_orders
"""
CUSTOMERS_SQL = """
SELECT count(*) AS customers, count(*) FILTER (WHERE c.id IS NULL) AS new_customers
  FROM (SELECT DISTINCT customer_key FROM staged_orders WHERE customer_key IS NOT NULL) s
  LEFT JOIN customers_customer c ON c.code = s.customer_key
"""
KNOWN_ORDERS_SQL = """
SELECT count(DISTINCT order_key) AS known_orders
  FROM staged_orders s JOIN trade_order o ON o.source_key = s.order_key
"""
AMOUNTS_SQL = "SELECT currency, sum(amount) FROM staged_orders GROUP BY currency ORDER BY currency"


NEW_NAMES_SQL = """
SELECT DISTINCT coalesce(customer_name, customer_key) FROM {stage} s
 WHERE customer_key IS NOT NULL AND NOT EXISTS (SELECT FROM customers_customer c WHERE c.code = s.customer_key)
 ORDER BY 1 LIMIT %s
"""


def alike(ledger: LedgerImport) -> dict[str, object]:
    """How many new customers look like one that is here, of the first so many names; and the first of them."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_NAMES_SQL.format(stage=ledger.stage), [NAMES_COMPARED])
        found = alike_among([name for (name,) in cursor.fetchall()])
    return {"alike": len(found), "alike_shown": found[:ALIKE_SHOWN]} if found else {}


def totals(ledger: LedgerImport) -> dict[str, object]:
    """What the checked rows come to: the preview's figures. Call inside a transaction."""
    counts: dict[str, object] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute(STAGED_ORDERS_SQL.format(stage=ledger.stage))
        cursor.execute("ANALYZE staged_orders")
        for figures in (TOTALS_SQL, CUSTOMERS_SQL, KNOWN_ORDERS_SQL):
            cursor.execute(figures)
            names = [column.name for column in cursor.description]
            counts |= dict(zip(names, cursor.fetchone(), strict=True))
        cursor.execute(AMOUNTS_SQL)
        counts["amounts"] = {currency: str(amount) for currency, amount in cursor.fetchall()}
        cursor.execute("DROP TABLE staged_orders")
    return {k: str(v) if k.endswith(("day", "amount")) else v for k, v in counts.items()}

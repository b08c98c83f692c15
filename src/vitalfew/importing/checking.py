"""The job that reads a whole ledger once: right rows to the staging table, wrong rows named, totals for the preview."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from django.db import connection, transaction

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
        ledger.counts = {**totals(ledger), "bad_rows": reading.errors.count}
        ledger.problems.all().delete()
        Problem.objects.bulk_create(
            Problem(ledger_import=ledger, row=b.row, cells=b.cells, faults=b.faults)
            for b in reading.problems
        )
        move(ledger, ImportState.CHECKED, "counts")
    return dict(ledger.counts)


def check_staged(ledger: LedgerImport, report: Progress) -> None:
    """Make sure the checked rows are still there: a crash of the database empties staging tables, the file does not go."""
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
        with cursor.copy(copy_sql(ledger.stage)) as copy:
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


TOTALS_SQL = """
SELECT count(*) AS lines,
       count(*) FILTER (WHERE customer_key IS NULL) AS unassigned_lines,
       coalesce(sum(line_amount) FILTER (WHERE customer_key IS NULL), 0) AS unassigned_amount,
       count(DISTINCT customer_key) AS customers,
       count(DISTINCT order_key) AS orders,
       min(placed_at)::date AS first_day, max(placed_at)::date AS last_day
  FROM {stage}
"""
NEW_CUSTOMERS_SQL = """
SELECT count(*) FROM (SELECT DISTINCT customer_key FROM {stage} WHERE customer_key IS NOT NULL) s
 WHERE NOT EXISTS (SELECT FROM customers_customer c WHERE c.code = s.customer_key)
"""
KNOWN_ORDERS_SQL = """
SELECT count(*) FROM (SELECT DISTINCT order_key FROM {stage}) s
  JOIN trade_order o ON o.source_key = s.order_key
"""
AMOUNTS_SQL = "SELECT currency, sum(line_amount) FROM {stage} GROUP BY currency ORDER BY currency"


def totals(ledger: LedgerImport) -> dict[str, object]:
    """What the checked rows come to: the preview's figures."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS_SQL.format(stage=ledger.stage))
        names = [column.name for column in cursor.description]
        counts = dict(zip(names, cursor.fetchone(), strict=True))
        # The customers that will be added, and the orders that are here already.
        cursor.execute(NEW_CUSTOMERS_SQL.format(stage=ledger.stage))
        (counts["new_customers"],) = cursor.fetchone()
        cursor.execute(KNOWN_ORDERS_SQL.format(stage=ledger.stage))
        (counts["known_orders"],) = cursor.fetchone()
        cursor.execute(AMOUNTS_SQL.format(stage=ledger.stage))
        counts["amounts"] = {currency: str(amount) for currency, amount in cursor.fetchall()}
    return {k: str(v) if k.endswith(("day", "amount")) else v for k, v in counts.items()}

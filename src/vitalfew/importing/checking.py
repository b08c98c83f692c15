"""The job that reads a whole file once: right rows to the staging table, wrong rows named, totals for the preview."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from django.db import connection, transaction
from psycopg.copy import QueuedLibpqWriter

from vitalfew.importing.files.reading import batches
from vitalfew.importing.files.recognised import RaggedRow
from vitalfew.importing.fixing import restore_fixes, rules_of
from vitalfew.importing.kinds import kind_of
from vitalfew.importing.models import ImportState, LedgerImport, Problem
from vitalfew.importing.moving import falling_back, move
from vitalfew.importing.staging import Bad, ErrorFile, Rules, check, error_file
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
        examined = kind_of(ledger).totals(ledger, report)
        refuse_staged(ledger, examined.bad)
        bad = reading.errors.count + len(examined.bad)
        ledger.counts = {**examined.counts, "bad_rows": bad}
        ledger.problems.all().delete()
        _tell(ledger, [*reading.problems, *examined.bad][:PROBLEMS_SHOWN])
        move(ledger, ImportState.CHECKED, "counts")
    return dict(ledger.counts)


def _tell(ledger: LedgerImport, bad: Sequence[Bad]) -> None:
    Problem.objects.bulk_create(
        Problem(ledger_import=ledger, row=b.row, cells=b.cells, faults=b.faults) for b in bad
    )


def leave_out(ledger: LedgerImport, bad: Sequence[Bad]) -> None:
    """Rows that came to be wrong after the preview: into the error file with their reasons, like the others."""
    if bad:
        refuse_staged(ledger, bad)
        _tell(ledger, bad[:PROBLEMS_SHOWN])
        ledger.counts["bad_rows"] = ledger.counts.get("bad_rows", 0) + len(bad)
        ledger.save(update_fields=["counts"])


def refuse_staged(ledger: LedgerImport, bad: Sequence[Bad]) -> None:
    """Take rows out of the stage that cannot be added after all, and put them into the error file."""
    if not bad:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ledger.stage} WHERE row = ANY(%s)", [[b.row for b in bad]])
    with error_file(ledger.error_file, rules_of(ledger).shape.names, "a") as errors:
        for one in bad:
            errors.add(one)


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
        refuse_staged(ledger, kind_of(ledger).totals(ledger, report).bad)


def _read_into_stage(ledger: LedgerImport, report: Progress) -> _Reading:
    rules = rules_of(ledger)
    shape = rules.shape
    with connection.cursor() as cursor, error_file(ledger.error_file, shape.names) as errors:
        cursor.execute(f"DROP TABLE IF EXISTS {ledger.stage}")
        cursor.execute(shape.create_sql(ledger.stage))
        first_row = ledger.heading_row + 1
        reading = _Reading(rules, errors, first_row, first_row)
        # The queue lets the database store one batch while the next one is read.
        writer = QueuedLibpqWriter(cursor.cursor)
        with cursor.copy(shape.copy_sql(ledger.stage), writer=writer) as copy:
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

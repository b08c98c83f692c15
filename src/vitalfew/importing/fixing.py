"""Putting a refused row right in place."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.importing.ledger.staging import Checked, Rules, check, copy_sql
from vitalfew.importing.models import ImportState, LedgerImport, Problem
from vitalfew.importing.policies import check_may_import
from vitalfew.importing.rules import WHOLE_ROW
from vitalfew.kernel.errors import Conflict, NotFound


def rules_of(ledger: LedgerImport) -> Rules:
    """How this import's cells are read."""
    return Rules(
        ledger.mapping, ledger.date_order, ledger.currency, settings.TIME_ZONE, ledger.delimiter
    )


@transaction.atomic
def fix_rows(
    *, actor: Member, ledger: LedgerImport, rows: dict[int, dict[str, str]]
) -> tuple[int, int]:
    """Put several rows right at once; how many became right, and how many are still wrong.

    Rows that somebody else put right meanwhile are passed over.
    """
    check_may_import(actor)
    waiting = set(
        ledger.problems.filter(is_fixed=False, row__in=rows).values_list("row", flat=True)
    )
    done = [
        fix_row(actor=actor, ledger=ledger, row=row, cells=cells)
        for row, cells in rows.items()
        if row in waiting
    ]
    fixed = sum(problem.is_fixed for problem in done)
    return fixed, len(done) - fixed


@transaction.atomic
def fix_row(*, actor: Member, ledger: LedgerImport, row: int, cells: dict[str, str]) -> Problem:
    """Check the corrected cells; a right row joins the others, a wrong one keeps what was typed and says why."""
    check_may_import(actor)
    problem = _open_problem(ledger, row)
    known = {name: text for name, text in cells.items() if name in ledger.mapping}
    problem.cells = {**problem.cells, **known}
    if any(name == WHOLE_ROW for name, _code in problem.faults):
        return problem  # its cells are not known: it is put right in the file
    checked = _check_cells(ledger, problem)
    if checked.bad:
        problem.faults = checked.bad[0].faults
    elif not checked.good.num_rows:
        problem.faults = [("placed_at", "date_missing")]
    else:
        _stage(ledger, checked)
        problem.faults, problem.is_fixed = [], True
        record(
            actor=actor, verb="import.fix_row", subject=f"import:{ledger.pk}", row=row, cells=cells
        )
    problem.version += 1
    problem.save()
    return problem


def _open_problem(ledger: LedgerImport, row: int) -> Problem:
    locked = LedgerImport.objects.select_for_update().get(pk=ledger.pk)
    if locked.state != ImportState.CHECKED:
        raise Conflict(
            "import_not_open",
            _("This import can no longer be changed. Load the page again to see where it stands."),
        )
    ledger.counts = locked.counts
    problem = ledger.problems.filter(row=row, is_fixed=False).first()
    if problem is None:
        raise NotFound(
            "row_already_right", _("This row has already been put right. Load the page again.")
        )
    return problem


def _check_cells(ledger: LedgerImport, problem: Problem) -> Checked:
    """Check one row by its field names: the same rules as for the whole file."""
    names = list(ledger.mapping)
    table = pa.table({str(i): [problem.cells.get(name, "")] for i, name in enumerate(names)})
    rules = replace(rules_of(ledger), mapping={n: i for i, n in enumerate(names)}, delimiter="")
    return check(table, np.array([problem.row]), rules)


def _stage(ledger: LedgerImport, checked: Checked) -> None:
    with connection.cursor() as cursor, cursor.copy(copy_sql(ledger.stage)) as copy:
        copy.write(checked.as_csv())
    ledger.counts["lines"] += checked.good.num_rows
    ledger.counts["bad_rows"] -= 1
    ledger.save(update_fields=["counts"])


def restore_fixes(ledger: LedgerImport) -> None:
    """Put the rows that were put right back into a staging table made afresh from the file."""
    fixed = list(
        ledger.problems.filter(is_fixed=True).order_by("row")
    )  # no query while a COPY is open
    with connection.cursor() as cursor, cursor.copy(copy_sql(ledger.stage)) as copy:
        for problem in fixed:
            copy.write(_check_cells(ledger, problem).as_csv())

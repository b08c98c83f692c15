"""Putting a refused row right in place."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.importing.cells.reader import How
from vitalfew.importing.kinds import kind_of
from vitalfew.importing.models import ImportState, LedgerImport, Problem
from vitalfew.importing.policies import check_may_import
from vitalfew.importing.rules import WHOLE_ROW
from vitalfew.importing.staging import Bad, Checked, Rules, check
from vitalfew.kernel.errors import Conflict, NotFound


def rules_of(ledger: LedgerImport) -> Rules:
    """How this import's cells are read."""
    how = How(ledger.date_order, ledger.currency, settings.TIME_ZONE)
    return Rules(ledger.mapping, kind_of(ledger).shape_of(ledger), how, ledger.delimiter)


@transaction.atomic
def fix_rows(
    *, actor: Member, ledger: LedgerImport, rows: dict[int, dict[str, str]]
) -> tuple[int, int]:
    """Put several rows right at once; how many became right, and how many are still wrong.

    Rows that somebody else put right meanwhile are passed over.
    """
    check_may_import(actor, ledger.kind)
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
    check_may_import(actor, ledger.kind)
    problem = _open_problem(ledger, row)
    known = {name: text for name, text in cells.items() if name in ledger.mapping}
    problem.cells = {**problem.cells, **known}
    if any(name == WHOLE_ROW for name, _code in problem.faults):
        return problem  # its cells are not known: it is put right in the file
    checked = _check_cells(ledger, problem)
    bad = checked.bad or _stage(ledger, checked, row)
    if bad:
        problem.faults = bad[0].faults
    else:
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


def _stage(ledger: LedgerImport, checked: Checked, row: int) -> list[Bad]:
    """Put the row with the others, and count it; or say what is wrong with it beside them."""
    kind = kind_of(ledger)
    if not checked.good.num_rows:
        return [Bad(row, {}, [kind.missing])]
    with connection.cursor() as cursor:
        with cursor.copy(kind.shape_of(ledger).copy_sql(ledger.stage)) as copy:
            copy.write(checked.as_csv())
        examined = kind.examine(ledger, [row])
        if examined.bad:
            cursor.execute(f"DELETE FROM {ledger.stage} WHERE row = %s", [row])
            return examined.bad
    for name, count in examined.counts.items():
        ledger.counts[name] = ledger.counts.get(name, 0) + count
    ledger.counts["bad_rows"] -= 1
    ledger.save(update_fields=["counts"])
    return []


def restore_fixes(ledger: LedgerImport) -> None:
    """Put the rows that were put right back into a staging table made afresh from the file."""
    fixed = list(
        ledger.problems.filter(is_fixed=True).order_by("row")
    )  # no query while a COPY is open
    copy_sql = rules_of(ledger).shape.copy_sql(ledger.stage)
    rows = [_check_cells(ledger, problem).as_csv() for problem in fixed]
    with connection.cursor() as cursor, cursor.copy(copy_sql) as copy:
        for row in rows:
            copy.write(row)

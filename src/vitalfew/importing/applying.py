"""The jobs that add a checked file, and take it back. Each is one transaction: all or nothing."""

import time

from django.db import connection, transaction
from django.utils import timezone

from vitalfew.audit.api import record
from vitalfew.importing.checking import check_staged
from vitalfew.importing.kinds import kind_of
from vitalfew.importing.models import ImportState, LedgerImport
from vitalfew.importing.moving import falling_back, move
from vitalfew.jobs.api import Job, Progress


def apply_work(job: Job, report: Progress) -> dict[str, object]:
    """Add the checked rows. Interrupted, nothing of it is there, and the job is simply run again."""
    ledger = LedgerImport.objects.get(pk=job.parameters["import"])
    if ledger.state != ImportState.APPLYING:
        return dict(ledger.result)  # the last attempt was committed and then cut off
    started = time.monotonic()
    with falling_back(ledger), transaction.atomic():
        _wait_for_turn(report)
        check_staged(ledger, report)
        ledger.result = kind_of(ledger).add(job, ledger, report)
        _drop_stage(ledger)  # its rows are in the books now
        ledger.result["seconds"] = round(time.monotonic() - started, 2)
        ledger.applied_at = timezone.now()
        move(ledger, ImportState.APPLIED, "result", "applied_at")
        record(actor=job.actor, verb="import.apply", subject=f"import:{ledger.pk}", **ledger.result)
    return dict(ledger.result)


def _drop_stage(ledger: LedgerImport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {ledger.stage}")


def _wait_for_turn(report: Progress) -> None:
    """One import writes at a time: an undo beside it could take away the customers it counts on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('importing turn', 0))")
        (mine,) = cursor.fetchone()
        if not mine:
            report("turn")
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('importing turn', 0))")


def undo_work(job: Job, report: Progress) -> dict[str, object]:
    """Take back everything an import brought that nothing else needs."""
    ledger = LedgerImport.objects.get(pk=job.parameters["import"])
    if ledger.state != ImportState.UNDOING:
        return dict(ledger.result)
    with falling_back(ledger), transaction.atomic():
        _wait_for_turn(report)
        ledger.result = kind_of(ledger).take_back(job, ledger, report)
        move(ledger, ImportState.UNDONE, "result")
        record(actor=job.actor, verb="import.undo", subject=f"import:{ledger.pk}", **ledger.result)
    return dict(ledger.result)

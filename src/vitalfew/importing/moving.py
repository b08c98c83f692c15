"""The one place that writes an import's state."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from vitalfew.importing.models import ImportState, LedgerImport
from vitalfew.importing.rules import MOVES
from vitalfew.jobs.api import Job


def move(ledger: LedgerImport, to: ImportState, *fields: str) -> None:
    """Go to another state and save the named fields with it; a move that is not allowed is a programming error."""
    if (ledger.state, to) not in MOVES:
        raise ValueError(f"an import cannot go from {ledger.state} to {to}")
    ledger.state = to
    ledger.save(update_fields=["state", *fields])


# Where an import goes back to when the work on it fails: from there it can be tried again.
BACK: dict[str, ImportState] = {
    ImportState.CHECKING: ImportState.RECOGNISED,
    ImportState.APPLYING: ImportState.CHECKED,
    ImportState.UNDOING: ImportState.APPLIED,
}


def fall_back(job: Job) -> None:
    """After its job was given up, an import can be tried again."""
    ledger = LedgerImport.objects.get(pk=job.parameters["import"])
    if ledger.state in BACK:
        move(ledger, BACK[ledger.state])


@contextmanager
def falling_back(ledger: LedgerImport) -> Iterator[None]:
    """When the work fails, go back to the state it can be started from again. Not when the server went away:
    then the job is resumed and the state stays."""
    before = ledger.state
    try:
        yield
    except Exception:
        if connection.is_usable():
            ledger.state = before
            move(ledger, BACK[before])
        raise

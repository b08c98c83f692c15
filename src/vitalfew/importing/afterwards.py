"""What follows when the books have changed."""

from vitalfew.importing.models import LedgerImport
from vitalfew.jobs.api import Job
from vitalfew.value.api import start_run


def books_changed(job: Job, ledger: LedgerImport) -> None:
    """Have every customer's value reckoned again, once the change is committed."""
    start_run(job.actor, reason=ledger.file_name)

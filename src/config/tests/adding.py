"""A process that adds a checked ledger. Run as ``python -m config.tests.adding IMPORT``."""

import sys

import config.started  # noqa: F401 - Django first
from vitalfew.importing import api as importing
from vitalfew.importing.api import LedgerImport
from vitalfew.jobs.api import finish

if __name__ == "__main__":
    found = LedgerImport.objects.get(pk=sys.argv[1])
    finish(importing.apply(actor=None, ledger=found, leave_out_bad_rows=False))

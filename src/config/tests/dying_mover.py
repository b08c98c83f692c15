"""A process that moves customers in, and at a named sign of progress kills itself or its database without a word.

Run as ``python -m config.tests.dying_mover FILE STEP NUMBER worker|database``: at the NUMBER-th sign of STEP.
"""

import os
import signal
import sys
from pathlib import Path

import config.started  # noqa: F401 - Django first
from config.tests.dying_importer import kill_database
from vitalfew.access.api import CUSTOMER_OFFICE, RoleRef, give_role
from vitalfew.identity.api import Member
from vitalfew.importing import api as importing
from vitalfew.jobs import running
from vitalfew.jobs.api import Job, finish

EVERY_SIGN = -1.0


def main() -> None:
    """Receive, check and add the file; die on the way."""
    file, step, left, victim = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
    running.SECONDS_BETWEEN_REPORTS = EVERY_SIGN

    def watch(job: Job) -> None:
        nonlocal left
        left -= job.step == step
        if left == 0:
            kill_database() if victim == "database" else os.kill(os.getpid(), signal.SIGKILL)

    actor = Member.objects.filter(username="mover").first() or _mover()
    found = importing.receive(
        actor=actor, kind="customers", name=file.name, chunks=[file.read_bytes()]
    )
    mapping, order = found.mapping, found.date_order
    finish(importing.check(actor=actor, ledger=found, mapping=mapping, date_order=order))
    found.refresh_from_db()
    finish(
        importing.apply(actor=actor, ledger=found, leave_out_bad_rows=False, alike="create"), watch
    )


def _mover() -> Member:
    actor = Member.objects.create(username="mover")
    give_role(actor=None, member=actor, role=RoleRef(ready=CUSTOMER_OFFICE))
    return actor


if __name__ == "__main__":
    main()

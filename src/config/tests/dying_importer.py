"""A process that brings a ledger in, and at a named step kills itself or its database without a word.

Run as ``python -m config.tests.dying_importer FILE STEP worker|database``.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import config.started  # noqa: F401 - Django first
from config.home import data_home
from config.launcher.server import EmbeddedServer
from vitalfew.importing import api as importing
from vitalfew.jobs.api import Job, finish


def main() -> None:
    """Receive, check and add the file; die on the way."""
    file, step, victim = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

    def watch(job: Job) -> None:
        if job.step == step:
            kill_database() if victim == "database" else os.kill(os.getpid(), signal.SIGKILL)

    ledger = importing.receive(actor=None, name=file.name, chunks=[file.read_bytes()])
    finish(
        importing.check(
            actor=None, ledger=ledger, mapping=ledger.mapping, date_order="", currency="CNY"
        ),
        watch,
    )
    ledger.refresh_from_db()
    if step == "checked":
        kill_database()
    finish(importing.apply(actor=None, ledger=ledger, leave_out_bad_rows=False), watch)


def kill_database() -> None:
    """Kill the server and every process it has started, as a power cut would."""
    first = EmbeddedServer(data_home()).pid()
    found = subprocess.run(["pgrep", "-P", str(first)], capture_output=True, text=True, check=False)
    for pid in [str(first), *found.stdout.split()]:
        os.kill(int(pid), signal.SIGKILL)


if __name__ == "__main__":
    main()

"""The worker process: takes jobs from the queue, and takes up again what a crash interrupted."""

import logging
import threading
import time

from django.core.management import call_command
from django.db import DatabaseError, connection

import config.started  # noqa: F401 - Django first
from config.launcher.lifeline import leave_with_parent
from vitalfew.jobs.api import resume_interrupted

SECONDS_BETWEEN_LOOKS = 15
SECONDS_BETWEEN_TASKS = 0.5
log = logging.getLogger(__name__)


def main() -> None:
    """Work until told to stop."""
    leave_with_parent()
    threading.Thread(target=resume_for_ever, name="resume", daemon=True).start()
    call_command(
        "db_worker",
        queue_name="*",
        interval=SECONDS_BETWEEN_TASKS,
        startup_delay=False,
        reload=False,
    )


def resume_for_ever() -> None:
    """Look for interrupted jobs now and then."""
    while True:
        try:
            resume_interrupted()
        except DatabaseError:
            log.exception("interrupted jobs could not be looked for")
        connection.close()
        time.sleep(SECONDS_BETWEEN_LOOKS)


if __name__ == "__main__":
    main()

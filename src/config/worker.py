"""The worker process: takes jobs from the queue, and takes up again what a crash interrupted."""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

import config.launcher.refusing
import config.started  # noqa: F401 - then Django
from config.home import erasures_file, heads_file
from config.launcher.lifeline import leave_with_parent
from config.limits import WORK, limit
from config.preparing import refuse_unless_ready
from vitalfew.audit.api import record_head, seal
from vitalfew.duplicates.api import catch_up, scan_when_due
from vitalfew.erasures.api import keep_outside
from vitalfew.inquiries.api import forget_unconfirmed, take_mail
from vitalfew.jobs.api import beat, drop_old_files, resume_interrupted
from vitalfew.outbox.api import deliver_due
from vitalfew.pool.api import allot_when_due, recycle_when_due
from vitalfew.resource.api import count_when_due
from vitalfew.site.api import purge_when_due
from vitalfew.submissions.api import forget_old
from vitalfew.webhooks.api import deliver_due as call_webhooks
from vitalfew.webhooks.api import forget_old as forget_calls

SECONDS_BETWEEN_LOOKS = 15.0
SECONDS_BETWEEN_TASKS = 0.5
SECONDS_BETWEEN_MAILS = 5
SECONDS_BETWEEN_LETTERS = 60
log = logging.getLogger(__name__)


def main() -> None:
    """Work until told to stop."""
    leave_with_parent()
    limit(settings.DATABASES["default"], WORK)
    refuse_unless_ready()
    threading.Thread(target=keep_house, name="housekeeping", daemon=True).start()
    for deliver in (deliver_due, call_webhooks):
        threading.Thread(
            target=deliver_for_ever, args=[deliver], name="outbox", daemon=True
        ).start()
    if settings.INQUIRY_MAILBOX is not None:
        threading.Thread(target=take_mail_for_ever, name="mailbox", daemon=True).start()
    call_command(
        "db_worker",
        queue_name="*",
        interval=SECONDS_BETWEEN_TASKS,
        startup_delay=False,
        reload=False,
    )


def keep_house() -> None:
    """Now and then: take up interrupted jobs, seal the history, make the keys of new customers."""
    while True:
        for duty in (
            beat, resume_interrupted, seal, note_head, note_erasures, forget_old, forget_calls,
            purge_when_due, catch_up, forget_unconfirmed, recycle_when_due, allot_when_due,
            drop_old_files, count_when_due, scan_when_due,
        ):  # fmt: skip
            try:
                duty()
            except DatabaseError:
                log.exception("%s did not succeed", duty.__name__)
        connection.close()
        time.sleep(SECONDS_BETWEEN_LOOKS)


def deliver_for_ever(deliver: Callable[[], int]) -> None:
    """Send what is due; beside the jobs, so that a slow server keeps none of them waiting."""
    while True:
        try:
            deliver()
        except DatabaseError:
            log.exception("what is due could not be looked up")
        connection.close()
        time.sleep(SECONDS_BETWEEN_MAILS)


def take_mail_for_ever() -> None:
    """Look into the mailbox for inquiries; in a thread of its own, so that a slow server keeps nothing waiting."""
    while True:
        try:
            take_mail()
        except DatabaseError:
            log.exception("the mailbox for inquiries could not be looked into")
        connection.close()
        time.sleep(SECONDS_BETWEEN_LETTERS)


def note_head() -> None:
    """Keep the end of the history's chain outside the database."""
    record_head(heads_file())


def note_erasures() -> None:
    """Keep what was erased outside the database."""
    keep_outside(erasures_file())


if __name__ == "__main__":
    main()

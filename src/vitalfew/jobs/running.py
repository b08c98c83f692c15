"""Running jobs so that each runs once, and goes on after a crash.

A runner holds a session-level advisory lock for as long as it works. PostgreSQL frees the lock the moment the
runner's connection dies, so an unfinished job whose lock is free is one that was interrupted: no clock, no lease.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled

from vitalfew.audit.api import Doing, doing
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.registry import kind_of
from vitalfew.kernel.errors import ProductError
from vitalfew.kernel.room import NoRoom, has_room, is_full

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
GIVEN_UP = ProductError("given_up", _("It was interrupted too often and was given up."))
UNEXPECTED = ProductError(
    "unexpected",
    _("Something unexpected stopped this work. Nothing was changed; the log has the details."),
)
SECONDS_BETWEEN_REPORTS = 0.5
SECONDS_BETWEEN_LOOKS = 0.05


@contextmanager
def sole_runner(job_id: str) -> Iterator[bool]:
    """True while this connection, and no other, may run the job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"job {job_id}"])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        if held and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"job {job_id}"]
                )


type Watch = Callable[[Job], None]


def run(job_id: str, watch: Watch = lambda job: None) -> Job | None:
    """Run the job to its end; None when somebody else is running it or it is already finished.

    ``watch`` is called with the job whenever its progress is written.
    """
    with sole_runner(job_id) as mine:
        if not mine:
            return None
        job = Job.objects.filter(pk=job_id).first()
        if job is None or job.is_finished:
            return None
        with (
            translation.override(job.language or settings.LANGUAGE_CODE),
            doing(Doing(job.actor_id, "job", str(job.pk))),
        ):
            return _run_held(job, watch)


def _run_held(job: Job, watch: Watch) -> Job:
    job.attempts += 1
    if job.attempts > MAX_ATTEMPTS:
        kind_of(job).given_up(job)
        return _finish(job, JobState.FAILED, failure=GIVEN_UP.kept())
    job.state, job.started_at = JobState.RUNNING, timezone.now()
    job.save(update_fields=["attempts", "state", "started_at"])
    stopped = threading.Event()
    try:
        with reporter(job, watch) as report, stopped_without_room(stopped):
            result = kind_of(job).work(job, report)
    except ProductError as error:
        return _finish(job, JobState.FAILED, failure=error.kept())
    except DatabaseError as error:
        if not connection.is_usable():
            raise  # the server went away: the job stays unfinished and is resumed
        if is_full(error) or (stopped.is_set() and isinstance(error.__cause__, QueryCanceled)):
            return _finish(job, JobState.FAILED, failure=NoRoom().kept())
        log.exception("job %s failed", job.pk)
    except Exception as error:
        if is_full(error):
            return _finish(job, JobState.FAILED, failure=NoRoom().kept())
        log.exception("job %s failed", job.pk)
    else:
        return _finish(job, JobState.DONE, result=result)
    return _finish(job, JobState.FAILED, failure=UNEXPECTED.kept())


def _finish(
    job: Job,
    state: JobState,
    *,
    result: dict[str, object] | None = None,
    failure: dict[str, object] | None = None,
) -> Job:
    job.state, job.finished_at, job.failure, job.step = state, timezone.now(), failure or {}, ""
    job.result = result or {}
    job.save(update_fields=["state", "finished_at", "failure", "step", "result"])
    return job


class Reporter:
    """Writes progress at most twice a second, and at every change of step.

    It has a connection of its own: the work is often one long transaction, whose own writes nobody sees until its end.
    """

    def __init__(self, job: Job, connection: psycopg.Connection, watch: Watch) -> None:
        self.job, self.connection, self.watch, self.last = job, connection, watch, 0.0

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Tell where the work stands; NoRoom when it had better not go on."""
        now = time.monotonic()
        if step == self.job.step and now - self.last < SECONDS_BETWEEN_REPORTS:
            return
        if not has_room():
            raise NoRoom
        self.last, self.job.step = now, step
        self.job.done, self.job.total = done, total
        self.connection.execute(
            "UPDATE jobs_job SET step = %s, done = %s, total = %s WHERE id = %s",
            [step, done, total, self.job.pk],
        )
        self.watch(self.job)


@contextmanager
def reporter(job: Job, watch: Watch) -> Iterator[Reporter]:
    """A progress function for this job's work."""
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):  # Django's own cursors and types; plain ones do here
        parameters.pop(ours, None)
    with psycopg.connect(**parameters, autocommit=True) as own:
        yield Reporter(job, own, watch)


@contextmanager
def stopped_without_room(stopped: threading.Event) -> Iterator[None]:
    """Stop a statement of the block that eats up the disk: one alone can fill it, and then the database is gone.

    ``stopped`` is set once that was done: others cancel statements too.
    """
    connection.ensure_connection()
    is_over = threading.Event()

    def look(working: psycopg.Connection) -> None:
        while not is_over.wait(SECONDS_BETWEEN_LOOKS):
            if not has_room():
                stopped.set()
                working.cancel()

    looking = threading.Thread(target=look, args=[connection.connection], daemon=True)
    looking.start()
    try:
        yield
    finally:
        is_over.set()
        looking.join()

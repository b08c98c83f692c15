"""Starting jobs, and taking up again what a crash interrupted."""

import time
from collections.abc import Callable, Mapping

from django.db import transaction
from django.tasks import TaskResultStatus
from django.utils.translation import get_language
from django_tasks_db.models import DBTaskResult

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.running import run, sole_runner
from vitalfew.jobs.tasks import run_job


@transaction.atomic
def start(*, actor: Member | None, kind: str, **parameters: object) -> Job:
    """Queue a job for the worker; it begins once the caller's transaction commits."""
    job = start_quietly(actor=actor, kind=kind, parameters=parameters)
    record(actor=actor, verb=f"{kind}.start", subject=f"job:{job.pk}", **parameters)
    return job


@transaction.atomic
def start_quietly(*, actor: Member | None, kind: str, parameters: Mapping[str, object]) -> Job:
    """The same without an event, for the caller to tell of it: what was asked may name somebody."""
    language = get_language() or ""
    job = Job.objects.create(actor=actor, kind=kind, language=language, parameters=dict(parameters))
    run_job.enqueue(str(job.pk))  # a row of the same transaction: both are there, or neither
    return job


def finish(job: Job, watch: Callable[[Job], None] = lambda job: None) -> Job:
    """Do the job in this process, or watch the worker that already does; the finished job. The command line's way."""
    while not job.is_finished:
        if (
            run(str(job.pk), watch) is None
        ):  # a worker has it; should it die, the next look takes over
            watch(job)
            time.sleep(0.2)
        job.refresh_from_db()
    return job


def resume_interrupted() -> int:
    """Queue again every unfinished job that nobody is running; how many there were."""
    unfinished = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
    interrupted = [job for job in unfinished if not _is_queued(job) and not _is_running(job)]
    for job in interrupted:
        run_job.enqueue(str(job.pk))
    return len(interrupted)


def _is_queued(job: Job) -> bool:
    ready = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path=run_job.module_path
    )
    return ready.filter(args_kwargs__args__0=str(job.pk)).exists()


def _is_running(job: Job) -> bool:
    with sole_runner(str(job.pk)) as free:
        return not free

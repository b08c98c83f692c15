"""Starting jobs, and taking up again what a crash interrupted."""

from functools import partial

from django.db import connection, transaction

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.registry import Progress
from vitalfew.jobs.running import run
from vitalfew.jobs.tasks import run_job


@transaction.atomic
def start(*, actor: Member | None, kind: str, **parameters: object) -> Job:
    """Queue a job for the worker; it begins once the caller's transaction is committed."""
    job = Job.objects.create(actor=actor, kind=kind, parameters=parameters)
    record(actor=actor, verb=f"{kind}.start", subject=f"job:{job.pk}", **parameters)
    transaction.on_commit(partial(run_job.enqueue, str(job.pk)))
    return job


def run_here(*, actor: Member | None, kind: str, **parameters: object) -> Job:
    """Do the same job in this process and wait for it: the command line's way."""
    job = Job.objects.create(actor=actor, kind=kind, parameters=parameters)
    record(actor=actor, verb=f"{kind}.start", subject=f"job:{job.pk}", **parameters)
    run(str(job.pk))
    job.refresh_from_db()
    return job


def resume_interrupted() -> int:
    """Queue again every unfinished job that nobody is running; how many there were."""
    interrupted = [job for job in Job.objects.filter(state=JobState.RUNNING) if _is_free(job)]
    for job in interrupted:
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(state=JobState.WAITING)
        run_job.enqueue(str(job.pk))
    return len(interrupted)


def _is_free(job: Job) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%(name)s, 0))", {"name": f"job {job.pk}"}
        )
        (free,) = cursor.fetchone()
        if free:
            cursor.execute(
                "SELECT pg_advisory_unlock(hashtextextended(%(name)s, 0))", {"name": f"job {job.pk}"}
            )
    return bool(free)


__all__ = ["Progress", "resume_interrupted", "run_here", "start"]

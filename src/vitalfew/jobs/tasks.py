"""The bridge from the task queue to jobs."""

from django.tasks import task

from vitalfew.jobs.running import run


@task()
def run_job(job_id: str) -> None:
    """Run one job to its end, unless another worker holds it."""
    run(job_id)

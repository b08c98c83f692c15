"""Following a job on the command line: its steps as they go, its sentence when it fails."""

import sys

import click

from vitalfew.jobs.api import Job, finish, status_of


class Failed(click.ClickException):
    """Work that ended with a sentence."""

    exit_code = 2


class ProgressLine:
    """One line on the terminal that says where the work stands; one line per step where there is no terminal."""

    def __init__(self) -> None:
        self.step = ""

    def __call__(self, job: Job) -> None:
        """Look at the job as it stands."""
        status = status_of(job)
        if not job.step:
            return
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{status.step} {_how_far(job)}", err=True, nl=False)
        elif job.step != self.step:
            click.echo(status.step, err=True)
        self.step = job.step

    def end(self) -> None:
        """Leave the terminal's line."""
        if self.step and sys.stderr.isatty():
            click.echo("\r\033[K", err=True, nl=False)


def _how_far(job: Job) -> str:
    if job.total:
        return f"{100 * job.done // job.total}%"
    return f"{job.done:,}" if job.done else ""


def finished(job: Job) -> Job:
    """Do or watch the job to its end; Failed with its sentence when it did not succeed."""
    line = ProgressLine()
    job = finish(job, line)
    line.end()
    if job.error:
        raise Failed(job.error)
    return job

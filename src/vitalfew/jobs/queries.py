"""Reading jobs for a member."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vitalfew.identity.api import Member
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.policies import jobs_visible_to
from vitalfew.jobs.registry import kind_of
from vitalfew.kernel.errors import NotFound


@dataclass(frozen=True)
class JobStatus:
    """A job in the words of its kind: what it is, the step it is at, the page its result is on."""

    job: Job
    label: str | Promise
    step: str | Promise
    page: str | None


def job_for(actor: Member, pk: UUID) -> Job:
    """One job that ``actor`` may watch; NotFound otherwise."""
    job = jobs_visible_to(actor).filter(pk=pk).first()
    if job is None:
        raise NotFound(
            "job_not_found",
            _("There is no such task, or it is not yours to see. Look at the list of tasks."),
        )
    return job


def status_of(job: Job) -> JobStatus:
    """How a job stands, for a page."""
    kind = kind_of(job)
    return JobStatus(job, kind.label, kind.steps.get(job.step, ""), kind.page(job))


def words_of(job: Job, actor: Member) -> str:
    """What came of a job, for a member; empty while it is unfinished, and when it went wrong."""
    return kind_of(job).words(job, actor) if job.state == JobState.DONE else ""


def goes_on_at(job: Job, actor: Member) -> str | None:
    """Where whoever waited for the end of a job goes on: its next step, or the page of its result."""
    kind = kind_of(job)
    return kind.then(job, actor) or kind.page(job)


def label_of(job: Job) -> str | Promise:
    """What a job does, in words."""
    return kind_of(job).label

"""The door of jobs."""

from vitalfew.jobs.actions import finish, resume_interrupted, start
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.policies import TASKS, jobs_visible_to
from vitalfew.jobs.queries import status_of
from vitalfew.jobs.registry import Kind, Progress, Work, register

__all__ = [
    "TASKS",
    "Job",
    "JobState",
    "Kind",
    "Progress",
    "Work",
    "finish",
    "jobs_visible_to",
    "register",
    "resume_interrupted",
    "start",
    "status_of",
]

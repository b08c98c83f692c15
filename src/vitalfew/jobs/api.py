"""The door of jobs."""

from vitalfew.jobs.actions import finish, resume_interrupted, start
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.queries import status_of
from vitalfew.jobs.registry import Kind, Progress, Work, register

__all__ = [
    "Job",
    "JobState",
    "Kind",
    "Progress",
    "Work",
    "finish",
    "register",
    "resume_interrupted",
    "start",
    "status_of",
]

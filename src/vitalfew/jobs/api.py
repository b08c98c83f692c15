"""The door of jobs."""

from vitalfew.jobs.actions import finish, resume_interrupted, start
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.registry import Kind, Progress, register

__all__ = ["Job", "JobState", "Kind", "Progress", "finish", "register", "resume_interrupted", "start"]

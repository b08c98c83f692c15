"""The door of jobs."""

from vitalfew.jobs.actions import resume_interrupted, run_here, start
from vitalfew.jobs.models import Job, JobState
from vitalfew.jobs.registry import Kind, Progress, register

__all__ = ["Job", "JobState", "Kind", "Progress", "register", "resume_interrupted", "run_here", "start"]

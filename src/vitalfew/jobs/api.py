"""The door of jobs."""

from vitalfew.jobs.actions import finish, resume_interrupted, start, start_quietly
from vitalfew.jobs.beating import beat, worker_seen_at
from vitalfew.jobs.exporting import drop_files, drop_old_files
from vitalfew.jobs.forgetting import blank_reasons, reasons_of_work
from vitalfew.jobs.models import UNFINISHED, Job, JobState, Plan, PlanRow
from vitalfew.jobs.planning import PlanKind, confirm, make_plan, register_plan
from vitalfew.jobs.policies import TASKS, jobs_visible_to
from vitalfew.jobs.queries import status_of
from vitalfew.jobs.registry import Kind, Progress, Work, register
from vitalfew.jobs.waiting import waiting_for

__all__ = [
    "TASKS",
    "UNFINISHED",
    "Job",
    "JobState",
    "Kind",
    "Plan",
    "PlanKind",
    "PlanRow",
    "Progress",
    "Work",
    "beat",
    "blank_reasons",
    "confirm",
    "drop_files",
    "drop_old_files",
    "finish",
    "jobs_visible_to",
    "make_plan",
    "reasons_of_work",
    "register",
    "register_plan",
    "resume_interrupted",
    "start",
    "start_quietly",
    "status_of",
    "waiting_for",
    "worker_seen_at",
]

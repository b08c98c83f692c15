"""Long work: a job has a plan, progress, a result, and where possible an undo."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.kernel.errors import sentence_of
from vitalfew.kernel.history import NotKept


class JobState(models.TextChoices):
    """Where a job stands: it waits, runs (again after a crash), and ends one of two ways."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


# What the index of unfinished jobs holds.
UNFINISHED = models.Q(state__in=[JobState.WAITING, JobState.RUNNING])


class Job(models.Model):
    """One piece of long work, done by the worker, watched by people."""

    kept: ClassVar[NotKept] = NotKept(
        "its start is an event, and what it changes has its own entries"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of whoever started it: what the work itself writes down is written in this language.
    language = models.CharField(max_length=10, blank=True)
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    step = models.CharField(max_length=60, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Code, sentence and data of what went wrong: told to each reader in their own language.
    failure = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=JobState.values), name="job_state_is_known"
            )
        ]
        indexes = [
            # The job list shows the newest first.
            models.Index(fields=["-created_at", "id"], name="job_newest_first"),
            # The worker looks for what was interrupted.
            models.Index(
                fields=["created_at"],
                name="job_unfinished",
                condition=models.Q(state__in=[JobState.WAITING, JobState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def error(self) -> str:
        """What went wrong, in the language of whoever reads it; empty when nothing did."""
        return sentence_of(self.failure)

    @property
    def is_finished(self) -> bool:
        """Nothing more will happen to it by itself."""
        return self.state in {JobState.DONE, JobState.FAILED}


class Plan(models.Model):
    """Long or dangerous work before it is done: the exact set of rows, looked at by a person, who then confirms it."""

    kept: ClassVar[NotKept] = NotKept(
        "its job's start is an event, and what it changes has its own entries"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What shall be done to each row: an owner, a reason.
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Rows that were asked for, and that the actor does not see: only their number is known.
    not_there = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    undo_job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        # Plans that nobody confirmed are forgotten by their age.
        indexes = [
            models.Index(
                fields=["expires_at"], name="plan_unconfirmed", condition=models.Q(job__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.kind


class PlanRow(models.Model):
    """One row of a plan: which record, in which version it was looked at, and what became of it."""

    kept: ClassVar[NotKept] = NotKept("what it says happened has its own entries")

    class Outcome(models.TextChoices):
        """What will become of a row, or did."""

        PLANNED = "planned", _("Will be changed")
        DONE = "done", _("Has been changed")
        SAME = "same", _("Is so already")
        REFUSED = "refused", _("You may not change it")
        CHANGED = "changed", _("Left alone: somebody changed it meanwhile")
        GONE = "gone", _("Left alone: it is not there any more")
        UNDONE = "undone", _("Changed back")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rows", db_index=False)
    record = models.BigIntegerField()
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    # What stood there before, so that it can be put back.
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "record"], name="plan_row_once"),
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=["planned", "refused", "same", "done", "changed", "gone", "undone"]
                ),
                name="plan_row_outcome_is_known",
            ),
        ]
        # The next rows to do, and the counts of each outcome.
        indexes = [models.Index(fields=["plan", "outcome", "record"], name="plan_rows_left")]

    def __str__(self) -> str:
        return f"{self.record} {self.outcome}"


class Worker(models.Model):
    """A worker that takes jobs, and when it was last seen at work: the sign that it lives."""

    kept: ClassVar[NotKept] = NotKept("says every few seconds that a process lives")

    name = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

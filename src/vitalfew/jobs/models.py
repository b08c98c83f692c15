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

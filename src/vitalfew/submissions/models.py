"""What was sent once: a form or call with its one-time key, and the answer it got."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vitalfew.kernel.history import NotKept


class Submission(models.Model):
    """One key that took effect. The same key again gets the same answer, for a day."""

    kept: ClassVar[NotKept] = NotKept("forgotten after a day; what it did has its own entries")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)  # what a program was answered
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="submission_key_once")
        ]
        # Forgetting finds the old ones.
        indexes = [models.Index(fields=["at"], name="submission_by_age")]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"

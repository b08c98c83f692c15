"""The processes that take jobs."""

from typing import ClassVar

from django.db import models

from vitalfew.kernel.history import NotKept


class Worker(models.Model):
    """A worker that takes jobs, and when it was last seen at work: the sign that it lives."""

    kept: ClassVar[NotKept] = NotKept("says every few seconds that a process lives")

    name = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

"""What was erased, so that a restored copy can be told to erase it again."""

import uuid
from typing import ClassVar

from django.db import models

from vitalfew.kernel.history import NotKept


class Erasure(models.Model):
    """One thing that is gone for good: its kind and its key, and nothing of what it was."""

    kept: ClassVar[NotKept] = NotKept("is itself the note of what happened")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # The worker adds the newest to the file outside the database.
        indexes = [models.Index(fields=["at"], name="erasure_by_time")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

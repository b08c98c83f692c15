"""The log of what was done: one row per business verb, never changed afterwards."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """Somebody did something: who, what, to which thing, with which figures."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    data = models.JSONField(default=dict)

    class Meta:
        # The page of one thing's history asks for its newest events.
        indexes = [models.Index(fields=["subject", "-id"], name="event_by_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

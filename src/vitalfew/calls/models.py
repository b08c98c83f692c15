"""Somebody is calling a member: what a telephone system said, for a day."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vitalfew.channels.api import LONGEST_PHONE
from vitalfew.kernel.history import NotKept


class Call(models.Model):
    """A caller's number, as the telephone system wrote it, for the screen of one member. Forgotten after a day."""

    kept: ClassVar[NotKept] = NotKept("forgotten after a day")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    number = models.CharField(max_length=LONGEST_PHONE)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # What a member's screen asks every two seconds: has anything come after the last one?
            models.Index(fields=["member", "id"], name="call_of_member"),
            # What is to be forgotten.
            models.Index(fields=["at"], name="call_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.at:%Y-%m-%d %H:%M}"

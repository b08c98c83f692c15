"""What leaves the house: each message once, and what became of it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.kernel.history import Kept


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    PARKED = "parked", _("Parked")


class Message(models.Model):
    """One message on its way. Its id is its Message-ID: should it come twice, the receiving server can tell."""

    # A link in a body lets its reader in: what was written is nobody else's, also not in the history.
    kept: ClassVar[Kept] = Kept(secret=("body", "html"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    recipients = ArrayField(models.EmailField(), verbose_name=pgettext_lazy("message", "To"))
    sender = models.CharField(max_length=320)
    subject = models.CharField(_("Subject"), max_length=300)
    body = models.TextField()
    html = models.TextField(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    interruptions = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_("Next attempt"), auto_now_add=True)
    reason = models.CharField(_("Reason"), max_length=40, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("Written"), auto_now_add=True)
    sent_at = models.DateTimeField(pgettext_lazy("message", "Sent"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MessageState.values), name="message_state_is_known"
            )
        ]
        indexes = [
            # The worker takes the one that has been due longest.
            models.Index(
                fields=["due_at"],
                name="message_due",
                condition=models.Q(state__in=[MessageState.WAITING, MessageState.SENDING]),
            ),
            # The list shows the newest first.
            models.Index(fields=["-created_at", "id"], name="message_newest_first"),
        ]

    def __str__(self) -> str:
        return self.subject


class Installation(models.Model):
    """Which installation this database belongs to: the one whose data home holds the same name."""

    kept: ClassVar[Kept] = Kept()

    name = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name

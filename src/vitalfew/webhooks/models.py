"""Webhooks of members, and each call that one of them makes."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.kernel.history import Kept, NotKept
from vitalfew.webhooks.rules import PING, REASONS, Kind


class Webhook(models.Model):
    """An address that is told of chosen events, as far as its owner sees what they are about."""

    kept: ClassVar[Kept] = Kept(secret=("secret",))

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(_("Name"), max_length=100)
    url = models.CharField(_("Address"), max_length=500)
    kinds: "models.Field[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=40, choices=Kind), verbose_name=_("Events")
    )
    secret = models.CharField(max_length=300, editable=False)  # sealed with the installation's key
    is_paused = models.BooleanField(_("Paused"), default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # A member's own page.
        indexes = [models.Index(fields=["owner", "-id"], name="webhook_of_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_names(self) -> list[str]:
        """Its events in words."""
        return [str(Kind(kind).label) for kind in self.kinds if kind in Kind.values]


class DeliveryState(models.TextChoices):
    """Where a call stands."""

    WAITING = "waiting", pgettext_lazy("webhook", "Waiting")
    SENDING = "sending", pgettext_lazy("webhook", "Being sent")
    SENT = "sent", pgettext_lazy("webhook", "Received")
    PARKED = "parked", pgettext_lazy("webhook", "Parked")


class Delivery(models.Model):
    """One call: which event, and what became of it. Its id goes along, so that the other side knows a second one."""

    kept: ClassVar[NotKept] = NotKept("told of what the history holds; forgotten after a month")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    kind = models.CharField(_("Event"), max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField(_("Happened"))
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    interruptions = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(_("Answer"), null=True)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="delivery_state_is_known"
            )
        ]
        indexes = [
            # The worker takes the one that has been due longest.
            models.Index(
                fields=["due_at"],
                name="delivery_due",
                condition=models.Q(state__in=[DeliveryState.WAITING, DeliveryState.SENDING]),
            ),
            # The page of a webhook shows the newest first.
            models.Index(fields=["webhook", "-happened_at"], name="delivery_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def kind_name(self) -> str:
        """The event in words."""
        return str(_("Test") if self.kind == PING else Kind(self.kind).label)

    @property
    def why(self) -> "str | Promise":
        """Why it is parked."""
        return REASONS.get(self.reason, "")

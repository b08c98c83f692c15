"""That somebody was erased (never who), and how long people may be kept."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.kernel.history import Kept


class Ground(models.TextChoices):
    """Why somebody is erased."""

    ASKED = "asked", _("They asked for it")
    RETENTION = "retention", _("Kept long enough")
    MISTAKE = "mistake", _("Should never have been here")
    AGAIN = "again", _("Erased before, and came back with a backup")


class Erasure(models.Model):
    """One person was erased: the row's key, when, by whom, why, and how much went. No name, no number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10)
    key = models.BigIntegerField()
    ground = models.CharField(_("Reason"), max_length=10, choices=Ground)
    counts = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="erased_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Keeping(models.TextChoices):
    """Of whom a rule says how long they may be kept."""

    LEFT = "left", _("Contacts who left every customer")
    NEVER_BOUGHT = "never", _("Individual customers who never bought")
    INQUIRY = "inquiry", _("Inquiries that were closed and came to nothing")
    LONG_AGO = "long_ago", _("Individual customers whose last order is long ago")


class RetentionRule(models.Model):
    """How many days such people may be kept; without a row, for ever."""

    kept: ClassVar[Kept] = Kept(derived=("version",))

    what = models.CharField(_("Whom it concerns"), max_length=8, choices=Keeping)
    days = models.PositiveIntegerField(_("Days"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what"], name="one_rule_for_each")]

    def __str__(self) -> str:
        return f"{self.what}: {self.days}"

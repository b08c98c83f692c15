"""What was done (one event per business verb) and what it changed (one entry per row, written by triggers)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Event(models.Model):
    """Somebody did something: who, what, to which thing, with which figures."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # The page of one thing's history asks for its newest events.
            models.Index(fields=["subject", "-id"], name="event_by_subject"),
            # How often a member did something today.
            models.Index(fields=["actor", "verb", "at"], name="event_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Entry(models.Model):
    """One row that was added, changed or deleted, and by whom. Only triggers write entries; nothing changes them."""

    class Action(models.TextChoices):
        """What happened to the row, or to many at once."""

        INSERT = "insert", pgettext_lazy("history", "Added")
        UPDATE = "update", pgettext_lazy("history", "Changed")
        DELETE = "delete", pgettext_lazy("history", "Deleted")
        BRING = "bring", _("Brought by an import")
        TAKE_BACK = "take_back", _("Taken back with its import")
        TRUNCATE = "truncate", _("Table emptied")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    # Not enforced: an entry outlives the member.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    via = models.TextField()
    request = models.TextField()
    reason = models.TextField()
    db_role = models.TextField()
    table_name = models.TextField()
    row_key = models.TextField()
    action = models.TextField(choices=Action)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        managed = False
        db_table = "audit_entry"
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.table_name} {self.row_key}"


class Seal(models.Model):
    """A link of the chain: which entries it covers, and a hash over them and over the link before."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    entries = ArrayField(models.BigIntegerField())
    marks = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "audit_seal"

    def __str__(self) -> str:
        return f"{self.pk}"

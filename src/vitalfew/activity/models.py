"""What was done with a customer: calls, visits, messages. Each says when, with whom, by whom, and what came of it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.customers.api import Customer, Stage
from vitalfew.kernel.history import Kept
from vitalfew.kernel.merging import Moves
from vitalfew.people.api import Contact

LONGEST = 4000  # characters


class Way(models.TextChoices):
    """By which way we were in touch."""

    CALL = "call", pgettext_lazy("follow-up", "Telephone call")
    VISIT = "visit", pgettext_lazy("follow-up", "Visit")
    MEETING = "meeting", pgettext_lazy("follow-up", "Meeting")
    MESSAGE = "message", pgettext_lazy("follow-up", "Message")
    MAIL = "mail", pgettext_lazy("follow-up", "E-mail")
    EVENT = "event", pgettext_lazy("follow-up", "Event")
    OTHER = "other", pgettext_lazy("follow-up", "Other")


class FollowUp(models.Model):
    """Somebody of ours was in touch with a customer, and wrote down what happened."""

    kept: ClassVar[Kept] = Kept(derived=("version", "stage", "receipt"))
    merging_people: ClassVar[Moves] = Moves()

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="follow_ups", db_index=False
    )
    contact = models.ForeignKey(
        Contact, verbose_name=_("Contact"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # fmt: skip
    way = models.CharField(_("Way"), max_length=8, choices=Way, default=Way.CALL)
    text = models.TextField(pgettext_lazy("follow-up", "What happened"), max_length=LONGEST)
    happened_at = models.DateTimeField(_("When"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Written by"), null=True, on_delete=models.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    # As another program named whoever wrote it, where that is no member here.
    author_name = models.CharField(
        _("Written by, as it was called there"), max_length=150, blank=True
    )
    # By what a file knows it again.
    receipt = models.CharField(max_length=80, blank=True, editable=False)
    # The customer's stage of that moment stays what it was.
    stage = models.CharField(_("Stage"), max_length=12, choices=Stage, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = _("Follow-ups")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="follow_up_says_something"),
            models.UniqueConstraint(
                fields=["receipt"], condition=~models.Q(receipt=""), name="follow_up_comes_once"
            ),
        ]
        indexes = [
            # The list, the newest first; one customer's; and those of one member.
            models.Index(fields=["-happened_at", "-id"], name="follow_up_newest"),
            models.Index(fields=["customer", "-happened_at", "-id"], name="follow_up_of_customer"),
            models.Index(fields=["author", "-happened_at"], name="follow_up_of_author"),
            GinIndex(fields=["text"], name="follow_up_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.text[:40]}"

    @property
    def writer(self) -> str:
        """Who wrote it: a member, or the name another program had for them."""
        return str(self.author) if self.author else self.author_name

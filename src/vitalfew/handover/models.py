"""A hand-over: one member's customers go to another, who is told what must be known and accepts them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.api import Customer
from vitalfew.handover.rules import UNDECIDED, Answer, Point, State
from vitalfew.kernel.history import Kept
from vitalfew.kernel.merging import Stays


class Handover(models.Model):
    """Customers of one member that go to one successor: asked for, prepared, offered, and accepted or sent back."""

    kept: ClassVar[Kept] = Kept(derived=("version",))

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("From"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Successor"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Asked for by"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.PREPARING)
    reason = models.CharField(_("Reason"), max_length=200)
    may_look = models.BooleanField(_("The successor may look at them beforehand"), default=True)
    keep_days = models.PositiveSmallIntegerField(
        _("Days for which the former owner can still read them"), default=0
    )
    # Somebody may have to answer people who belong to no customer yet.
    with_inquiries = models.BooleanField(_("Open inquiries go along"), default=False)
    sent_back_because = models.CharField(_("Why it was sent back"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("Asked for"), auto_now_add=True)
    offered_at = models.DateTimeField(_("Offered"), null=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Decided by"), null=True, on_delete=models.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="handover_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(giver=models.F("successor")), name="handover_is_to_somebody_else"
            ),
        ]
        indexes = [
            # What waits for a member, and what a member gives.
            models.Index(fields=["successor", "state"], name="handover_of_successor"),
            models.Index(fields=["giver", "state"], name="handover_of_giver"),
            # The list, the newest first.
            models.Index(fields=["-created_at", "-id"], name="handover_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.successor}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {State.DONE, State.WITHDRAWN}


class Item(models.Model):
    """One customer of a hand-over: what its successor is told, and the answer."""

    kept: ClassVar[Kept] = Kept(derived=("version", "is_lent"))
    merging: ClassVar[Stays] = Stays("says who took this one customer over")

    handover = models.ForeignKey(
        Handover, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    answer = models.CharField(_("Answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    told = models.JSONField(_("Told"), default=list, blank=True)
    orders = models.TextField(Point.ORDERS.label, max_length=2000, blank=True)
    receivables = models.TextField(Point.RECEIVABLES.label, max_length=2000, blank=True)
    promises = models.TextField(Point.PROMISES.label, max_length=2000, blank=True)
    notes = models.TextField(Point.NOTES.label, max_length=4000, blank=True)
    # Whether the successor was put on its account team to look, and is to be taken off again.
    is_lent = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="handover_answer_is_known"
            ),
            # A customer is handed over to one successor at a time.
            models.UniqueConstraint(
                fields=["customer"], condition=Q(answer__in=UNDECIDED), name="handed_over_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["handover", "customer"], name="once_in_a_handover"
            ),
        ]  # fmt: skip
        # Erasing a customer, and its own page, ask for it whatever the answer was.
        indexes = [models.Index(fields=["customer"], name="handover_of_customer")]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.customer_id}"

    @property
    def points_told(self) -> int:
        """How many points of the checklist are ticked."""
        return len(set(self.told) & set(Point.values))

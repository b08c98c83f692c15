"""Whose a customer was, and when: one row for each time that somebody owned it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.customers.api import Customer
from vitalfew.kernel.history import NotKept
from vitalfew.kernel.merging import Stays


class How(models.TextChoices):
    """By what a customer came to an owner, or left one."""

    STOOD = "stood", _("Was so when this list began")
    CREATED = "created", pgettext_lazy("owner", "Added")
    IMPORTED = "imported", _("Imported")
    ASSIGNED = "assigned", pgettext_lazy("owner", "Given")
    BINNED = "binned", _("Put into the bin")
    RESTORED = "restored", _("Taken out again")
    MERGED = "merged", _("Went into another customer")
    CLAIMED = "claimed", _("Claimed from a pool")
    POOLED = "pooled", _("Given from a pool")
    DEALT = "dealt", _("Given in turn")
    RELEASED = "released", _("Returned to a pool")
    RECYCLED = "recycled", _("Went into a pool by a rule")
    HANDED_OVER = "handed_over", _("Handed over")


class Period(models.Model):
    """One member owned one customer, from a moment until a moment; the open one has no end.

    A trigger writes it from the customer's own row, whatever changes that row: a page, a bulk change, an import, a
    merge. ``began_by`` and ``ended_by`` are who did it; nobody where the system did.
    """

    kept: ClassVar[NotKept] = NotKept(
        "written by a trigger from the customer, whose history says the same"
    )
    merging: ClassVar[Stays] = Stays(
        "says whose this one customer was before it went into the other"
    )

    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Owner"), on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip
    since = models.DateTimeField(_("Since"))
    until = models.DateTimeField(_("Until"), null=True)
    began_how = models.CharField(max_length=12, choices=How)
    began_because = models.CharField(max_length=200, blank=True)
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+",
        db_index=False,
    )  # fmt: skip
    ended_how = models.CharField(max_length=12, choices=How, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(until__isnull=True), name="one_owner_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="owned_from_then_on",
            ),
            models.CheckConstraint(
                condition=Q(began_how__in=How.values) & Q(ended_how__in=["", *How.values]),
                name="owning_is_of_a_known_kind",
            ),
        ]
        indexes = [
            # The owners of one customer, in their order.
            models.Index(fields=["customer", "since", "id"], name="period_of_customer"),
            # Who gave up which customer lately: whoever did waits before claiming it again.
            models.Index(fields=["owner", "customer", "until"], name="period_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.since:%Y-%m-%d}"

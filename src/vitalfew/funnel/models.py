"""Opportunities: chances to sell something to a customer, the stages they pass, and every step on the way."""

from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.api import Customer
from vitalfew.inquiries.api import Inquiry
from vitalfew.kernel.history import Kept

LONGEST_NAME = 120
LONGEST_NOTE = 500


class Outcome(models.TextChoices):
    """How it ended; empty while it is open."""

    WON = "won", pgettext_lazy("opportunity", "Won")
    LOST = "lost", pgettext_lazy("opportunity", "Lost")


class LossReason(models.TextChoices):
    """Why it was lost."""

    PRICE = "price", pgettext_lazy("loss reason", "Price")
    COMPETITOR = "competitor", pgettext_lazy("loss reason", "A competitor was chosen")
    BUDGET = "budget", pgettext_lazy("loss reason", "No budget")
    NEED = "need", pgettext_lazy("loss reason", "No need any more")
    PRODUCT = "product", pgettext_lazy("loss reason", "The product does not fit")
    SILENCE = "silence", pgettext_lazy("loss reason", "No answer any more")
    OTHER = "other", pgettext_lazy("loss reason", "Another reason")


class StepKind(models.TextChoices):
    """What happened to an opportunity."""

    OPENED = "opened", pgettext_lazy("opportunity", "Opened")
    MOVED = "moved", pgettext_lazy("opportunity", "Another stage")
    WON = "won", pgettext_lazy("opportunity", "Won")
    LOST = "lost", pgettext_lazy("opportunity", "Lost")
    REOPENED = "reopened", pgettext_lazy("opportunity", "Opened again")


class SalesStage(models.Model):
    """A stage of the funnel, in the company's own words."""

    kept: ClassVar[Kept] = Kept()

    position = models.PositiveSmallIntegerField(_("Position"))
    name_zh_hans = models.CharField(_("Name in simplified Chinese"), max_length=40)
    name_zh_hant = models.CharField(_("Name in traditional Chinese"), max_length=40)
    name_en = models.CharField(_("Name in English"), max_length=40)
    probability = models.PositiveSmallIntegerField(_("Win probability"))  # percent

    class Meta:
        verbose_name_plural = _("Stages of the funnel")
        ordering: ClassVar = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["position"], name="sales_stage_has_a_place"),
            models.CheckConstraint(
                condition=models.Q(probability__lte=100), name="sales_stage_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        names = {"zh-hans": self.name_zh_hans, "zh-hant": self.name_zh_hant}
        return names.get((get_language() or "").lower(), self.name_en)


class Present(models.Manager["Opportunity"]):
    """Opportunities that are not in the bin: what every read begins with."""

    def get_queryset(self) -> models.QuerySet["Opportunity"]:
        """Without the bin."""
        return super().get_queryset().filter(deleted_at__isnull=True)


class Opportunity(models.Model):
    """A chance to sell something to a customer."""

    kept: ClassVar[Kept] = Kept(derived=("version", "updated_at"))

    customer = models.ForeignKey(
        Customer, verbose_name=_("Customer"), on_delete=models.CASCADE, related_name="opportunities",
        db_index=False,
    )  # fmt: skip
    name = models.CharField(pgettext_lazy("opportunity", "Name"), max_length=LONGEST_NAME)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Owner"), null=True, on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    amount: "models.DecimalField[str | float | Decimal | None, Decimal | None]" = (
        models.DecimalField(
            _("Expected amount"), max_digits=18, decimal_places=4, null=True, blank=True
        )
    )
    currency = models.CharField(_("Currency"), max_length=3)
    closes_on = models.DateField(_("Expected close date"), null=True, blank=True)
    stage = models.ForeignKey(
        SalesStage, verbose_name=_("Stage"), on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(
        _("Outcome"), max_length=4, choices=Outcome, blank=True, editable=False
    )
    closed_on = models.DateField(_("Closed"), null=True, editable=False)
    lost_reason = models.CharField(
        _("Loss reason"), max_length=10, choices=LossReason, blank=True, editable=False
    )
    lost_note = models.CharField(
        _("What came in the way"), max_length=LONGEST_NOTE, blank=True, editable=False
    )
    # Where it came from.
    inquiry = models.ForeignKey(
        Inquiry, verbose_name=_("Inquiry"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # fmt: skip
    opened_at = models.DateTimeField(_("Opened"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("Changed"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField(_("In the bin since"), null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+",
        db_index=False, verbose_name=_("Deleted by"),
    )  # fmt: skip

    objects: ClassVar[Present] = Present()
    everything: ClassVar[models.Manager["Opportunity"]] = models.Manager()

    class Meta:
        verbose_name_plural = _("Opportunities")
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="opportunity_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$"),
                name="opportunity_currency_is_a_code",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                name="opportunity_amount_is_not_negative",
            ),
            # Open, or closed on a day; a lost one says why, and no other does.
            models.CheckConstraint(
                condition=models.Q(outcome="", closed_on__isnull=True, lost_reason="")
                | models.Q(outcome="won", closed_on__isnull=False, lost_reason="")
                | (models.Q(outcome="lost", closed_on__isnull=False) & ~models.Q(lost_reason="")),
                name="opportunity_ends_on_a_day",
            ),
        ]
        indexes = [
            # The list, the newest first; one customer's.
            models.Index(fields=["-opened_at", "-id"], name="opportunity_newest"),
            models.Index(fields=["customer", "-opened_at", "-id"], name="opportunity_of_customer"),
            # The columns of the board.
            models.Index(
                fields=["stage", "closes_on", "id"], name="opportunity_open",
                condition=models.Q(outcome="", deleted_at__isnull=True),
            ),
            GinIndex(fields=["name"], name="opportunity_words", opclasses=["gin_trgm_ops"]),
            # What a program asks: what changed since.
            models.Index(fields=["updated_at"], name="opportunity_changed"),
            models.Index(
                fields=["deleted_at"], name="opportunity_bin",
                condition=models.Q(deleted_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it is neither won nor lost."""
        return not self.outcome

    @property
    def is_late(self) -> bool:
        """Open, and expected to be closed by now."""
        return self.is_open and self.closes_on is not None and self.closes_on < timezone.localdate()

    @property
    def cycle(self) -> timedelta:
        """From opening to closing, or until now, in whole days."""
        begun = timezone.localdate(self.opened_at)
        return (self.closed_on or timezone.localdate()) - begun


class Step(models.Model):
    """One step of an opportunity. Written once, never changed: days in a stage are reckoned from them."""

    kept: ClassVar[Kept] = Kept()

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    kind = models.CharField(_("What"), max_length=8, choices=StepKind)
    before = models.ForeignKey(
        SalesStage, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    after = models.ForeignKey(
        SalesStage, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = _("Steps of opportunities")
        indexes = [models.Index(fields=["opportunity", "at", "id"], name="step_of_opportunity")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.after}"

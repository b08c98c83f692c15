"""Which facts are wanted of which customers, and how old they may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.customers.api import Customer, Stage
from vitalfew.kernel.wanted import fact_of


class Requirement(models.Model):
    """A fact that should be known of customers: of a kind, from a stage on, of some tiers, or of all.

    A fact that grows old (a purchase) should be at most ``days`` old, or ``times`` as old as the customer's own rhythm
    lets expect, where the customer has one.
    """

    fact = models.CharField(pgettext_lazy("of a customer", "Fact"), max_length=40)
    kind = models.CharField(
        _("Kind of customer"), max_length=10, choices=Customer.Kind, blank=True, default=""
    )
    from_stage = models.CharField(
        _("From this stage on"), max_length=12, choices=Stage, blank=True, default=""
    )
    tiers = models.JSONField(_("Tiers"), default=list, blank=True)
    days = models.PositiveIntegerField(_("At most this many days old"), null=True, blank=True)
    times = models.DecimalField(
        _("Or this many times the customer's own rhythm"), max_digits=4, decimal_places=1, null=True, blank=True
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "kind", "from_stage", "tiers"], name="requirement_once"
            ),
            models.CheckConstraint(
                condition=models.Q(days__isnull=True) | models.Q(days__gte=1),
                name="requirement_lets_a_day_pass",
            ),
            models.CheckConstraint(
                condition=models.Q(times__isnull=True) | models.Q(times__gte=1),
                name="requirement_lets_the_rhythm_pass",
            ),
        ]

    def __str__(self) -> str:
        fact = fact_of(self.fact)
        return str(fact.label) if fact else self.fact

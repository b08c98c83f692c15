"""Value: how it is reckoned (versioned), each run of it, and every customer's standing in each run."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings as django_settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.api import Customer
from vitalfew.jobs.api import Job
from vitalfew.kernel.history import NotKept
from vitalfew.kernel.merging import Stays
from vitalfew.value.rules import COMPONENTS


class ValueSettings(models.Model):
    """One version of how value is reckoned. Versions are added, never changed: old runs keep pointing at theirs."""

    version = models.PositiveIntegerField(_("Version"), unique=True)
    weights = models.JSONField(_("Weights"))
    margin_percent = models.DecimalField(_("Assumed margin, %"), max_digits=5, decimal_places=2)
    horizon_months = models.PositiveSmallIntegerField(_("Months looked ahead"), default=12)
    discount_percent = models.DecimalField(
        _("Yearly discount rate, %"), max_digits=5, decimal_places=2
    )
    scheme = models.JSONField(_("Tiers"))
    currency = models.CharField(_("Company currency"), max_length=3, blank=True)
    exchange_rates = models.JSONField(_("Exchange rates"), default=dict, blank=True)
    actor = models.ForeignKey(
        django_settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(horizon_months__gte=1, horizon_months__lte=60),
                name="value_horizon_is_one_month_to_five_years",
            ),
            models.CheckConstraint(
                condition=models.Q(margin_percent__gte=0, margin_percent__lte=100),
                name="value_margin_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(discount_percent__gte=0, discount_percent__lte=100),
                name="value_discount_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"

    @property
    def weighted(self) -> list[tuple[Promise, int]]:
        """Each component's name and weight, in their order."""
        return [(component.label, self.weights[component.name]) for component in COMPONENTS]


class ValueRun(models.Model):
    """One reckoning of every customer's value, as of a day: written whole, in one transaction, and never changed."""

    as_of = models.DateField(_("As of"), null=True)
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    settings = models.ForeignKey(ValueSettings, on_delete=models.PROTECT, related_name="runs")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.ForeignKey(
        django_settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    customers = models.BigIntegerField(_("Customers"), default=0)
    buyers = models.BigIntegerField(_("Customers who bought"), default=0)
    without_orders = models.BigIntegerField(_("Customers without an order"), default=0)
    orders = models.BigIntegerField(_("Orders"), default=0)
    later_orders = models.BigIntegerField(_("Orders after the day"), default=0)
    first_on = models.DateField(null=True)
    net_sales = models.DecimalField(_("Net sales"), max_digits=24, decimal_places=4, default=0)
    unassigned_lines = models.BigIntegerField(_("Lines without a customer"), default=0)
    unassigned_amount = models.DecimalField(max_digits=24, decimal_places=4, default=0)
    model = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    scaling = models.JSONField(default=dict)
    tiers = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    concentration = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    distribution = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()

    class Meta:
        # The current run is the newest.
        indexes = [models.Index(fields=["-finished_at", "-id"], name="value_run_newest")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.as_of}"


def money_field(label: object = "") -> "models.DecimalField[str | Decimal, Decimal]":
    """An amount of money to four decimals."""
    return models.DecimalField(label, max_digits=20, decimal_places=4)  # type: ignore[arg-type]  # a lazy label


class CustomerScore(models.Model):
    """What one customer was worth in one run. One partition per run; ``storing`` makes them and their indexes."""

    kept: ClassVar[NotKept] = NotKept(
        "reckoned anew by each run and never changed; the run is kept"
    )
    merging: ClassVar[Stays] = Stays("a run says what each customer was worth then")

    pk = models.CompositePrimaryKey("run_id", "customer_id")
    run = models.ForeignKey(
        ValueRun,
        on_delete=models.DO_NOTHING,
        related_name="scores",
        db_constraint=False,
        db_index=False,
    )
    # Not enforced: a snapshot outlives the customers an undone import takes away.
    customer = models.ForeignKey(
        Customer,
        on_delete=models.DO_NOTHING,
        related_name="scores",
        db_constraint=False,
        db_index=False,
    )
    rank = models.IntegerField(_("Rank"))
    tier = models.CharField(_("Tier"), max_length=12)
    score = models.FloatField(_("Score"))
    percentile = models.FloatField(_("Percentile"))
    sales_contribution_score = models.FloatField()
    sales_expectation_score = models.FloatField()
    profit_contribution_score = models.FloatField()
    sales_contribution = money_field(_("Sales contribution"))
    sales_expectation = money_field(_("Sales expectation"))
    profit_contribution = money_field(_("Profit contribution"))
    known_profit = money_field()
    uncosted_sales = money_field()
    net_sales = money_field(_("Net sales"))
    lifetime_value = money_field(_("Customer lifetime value"))
    expected_spend = models.FloatField()
    expected_purchases = models.FloatField(_("Expected purchases"))
    p_alive = models.FloatField(null=True)
    purchases = models.IntegerField(_("Purchases"))
    orders = models.IntegerField(_("Orders"))
    first_on = models.DateField(_("First order"))
    last_on = models.DateField(_("Last order"))
    # The customer's own, for lists that choose by them and sort by value; in the newest run they follow the customer.
    stage = models.CharField(_("Stage"), max_length=12, default="")
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.tier} {self.score:.1f}"

"""What the last count found of every customer, and its sums by owner and department."""

from decimal import Decimal
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.api import Customer
from vitalfew.kernel.history import NotKept
from vitalfew.kernel.merging import Stays
from vitalfew.value.api import ValueRun

COUNTED = "counted anew every day from facts that have their own history"


class Count(models.Model):
    """A look at every customer: when, how long it took, and which facts its masks speak of, from the lowest bit on.

    The newest is the one in force; the others only say how long it took.
    """

    kept: ClassVar[NotKept] = NotKept(COUNTED)

    counted_at = models.DateTimeField(_("Counted"))
    day = models.DateField()
    seconds = models.FloatField()
    customers = models.BigIntegerField(_("Customers"))
    facts = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    run = models.ForeignKey(ValueRun, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.counted_at:%Y-%m-%d %H:%M}"

    @property
    def currency(self) -> str:
        """The currency of its money; empty where nothing had been valued yet."""
        return self.run.currency if self.run else ""


def amount() -> "models.DecimalField[str | Decimal | None, Decimal | None]":
    """Money of the newest run; empty for who is not valued."""
    return models.DecimalField(max_digits=20, decimal_places=4, null=True)


class State(models.Model):
    """One customer as the last count found it. Masks have a bit for each fact of the count."""

    kept: ClassVar[NotKept] = NotKept(COUNTED)
    merging: ClassVar[Stays] = Stays("the next count looks at both anew")

    # Not enforced: what is gone for good is not listed, and the next count drops it.
    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="counted"
    )  # fmt: skip
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=20)
    unowned = models.BooleanField()
    gone = models.BooleanField()
    pooled = models.BooleanField()
    leaving = models.BooleanField()
    incomplete = models.BooleanField()
    outdated = models.BooleanField()
    wanted = models.BigIntegerField()
    absent = models.BigIntegerField()
    missing = models.BigIntegerField()
    too_old = models.BigIntegerField()
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    # The latest purchase that came after half a year of silence.
    woke_on = models.DateField(null=True)
    # Between the last two value runs: 1 into a better tier, -1 into a worse one.
    moved = models.SmallIntegerField()
    net_sales = amount()
    expected = amount()
    profit = amount()

    class Meta:
        # The few that something is wrong with, found without looking at all.
        indexes = [
            models.Index(
                fields=["customer"], name=f"counted_{name}", condition=models.Q((name, True))
            )
            for name in ("unowned", "gone", "pooled", "leaving", "outdated")
        ] + [
            models.Index(fields=["moved"], name="counted_moved", condition=~models.Q(moved=0)),
            models.Index(fields=["first_on"], name="counted_first_on"),
            models.Index(fields=["last_on"], name="counted_last_on"),
            models.Index(fields=["woke_on"], name="counted_woke_on"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}"


class Tally(models.Model):
    """How many customers of an owner in a department something is true of, and what they bring where that is asked."""

    kept: ClassVar[NotKept] = NotKept(COUNTED)

    key = models.CharField(max_length=60)
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    number = models.BigIntegerField()
    amount = models.DecimalField(max_digits=24, decimal_places=4, null=True)

    class Meta:
        indexes = [models.Index(fields=["key", "department_id", "owner_id"], name="tally_by_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

"""Orders and their lines. Amounts are exact decimals in the order's own currency; a return is a negative line."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.catalog.api import Product
from vitalfew.customers.api import Customer
from vitalfew.kernel.history import Kept

type Number = str | float | Decimal


def amount_field(label: object = "", **options: object) -> "models.DecimalField[Number, Decimal]":
    """Money or quantity to four decimals: unit prices of a tenth of a cent exist."""
    return models.DecimalField(label, max_digits=18, decimal_places=4, **options)  # type: ignore[arg-type]


class Order(models.Model):
    """One purchase, or one return, of one customer at one time; without a customer it is unassigned."""

    kept: ClassVar[Kept] = Kept(brought_by="origin")

    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    number = models.CharField(_("Order number"), max_length=64, blank=True)
    source_key = models.CharField(max_length=160, editable=False)
    placed_at = models.DateTimeField(_("Placed"))
    placed_on = models.DateField(_("Day"))
    currency = models.CharField(_("Currency"), max_length=3)
    # Sums of the lines, kept so that reading a million customers' orders never reads their lines.
    net_amount = amount_field(_("Net amount"), default=0)
    costed_amount = amount_field(default=0)
    cost = amount_field(default=0)
    line_count = models.PositiveIntegerField(_("Lines"), default=0)
    origin = models.UUIDField(_("Brought by import"), null=True, editable=False)

    class Meta:
        verbose_name_plural = _("Orders")
        constraints = [
            # The same order coming again in another file is recognised by this.
            models.UniqueConstraint(fields=["source_key"], name="order_source_key_unique"),
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$"), name="order_currency_is_a_code"
            ),
        ]
        indexes = [
            # The customer page's orders, newest first; the months of one customer.
            models.Index(fields=["customer", "-placed_on", "-id"], name="order_of_customer"),
            # The order list, newest first.
            models.Index(fields=["-placed_on", "-id"], name="order_newest"),
            # Searching the list by an order's number.
            models.Index(fields=["number"], name="order_by_number", condition=~models.Q(number="")),
            # The list's filter by currency, and which currencies there are.
            models.Index(fields=["currency"], name="order_by_currency"),
            BrinIndex(fields=["origin"], name="order_origin"),
        ]

    def __str__(self) -> str:
        return self.number or self.source_key


class OrderLine(models.Model):
    """A product, how many, at what price."""

    kept: ClassVar[Kept] = Kept(brought_by="origin")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    quantity = amount_field(_("Quantity"))
    unit_price = amount_field(_("Unit price"))
    amount = amount_field(_("Amount"))
    unit_cost = amount_field(_("Unit cost"), null=True)
    # Content and occurrence within the order: the same line coming again in another file is recognised by this.
    fingerprint = models.BigIntegerField(editable=False)
    origin = models.UUIDField(_("Brought by import"), null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "fingerprint"], name="line_once_in_its_order")
        ]
        indexes = [BrinIndex(fields=["origin"], name="line_origin")]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.position}"

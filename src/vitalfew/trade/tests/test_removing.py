"""Customers with orders are not removed with others."""

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from vitalfew.customers.models import Customer
from vitalfew.kernel.rewriting import remove_rows
from vitalfew.trade.models import Order

pytestmark = pytest.mark.django_db


def test_a_customer_with_an_order_is_not_removed() -> None:
    one = Customer.objects.create(name="a", sort_key="a")
    now = timezone.now()
    Order.objects.create(
        customer=one, source_key="a", placed_at=now, placed_on=now.date(), currency="CNY"
    )
    with pytest.raises(ProtectedError):
        remove_rows(Customer.everything.filter(pk=one.pk))
    assert Customer.objects.filter(pk=one.pk).exists()

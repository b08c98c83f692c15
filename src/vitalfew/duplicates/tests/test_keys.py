"""Keys follow the customers, whatever writes them."""

import pytest
from django.db import connection

from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.keeping import catch_up, waiting
from vitalfew.duplicates.models import CustomerName, MatchKey, Unkeyed

pytestmark = pytest.mark.django_db


def folded(customer: Customer) -> str:
    return CustomerName.objects.get(pk=customer.pk).folded


def test_a_new_customer_gets_its_keys() -> None:
    customer = make_customer("騰訊科技（深圳）有限公司")
    assert catch_up() == 1
    assert folded(customer) == "腾讯科技深圳有限公司"
    assert MatchKey.objects.filter(customer=customer).count() >= 3
    assert waiting() == 0


def test_a_new_name_makes_new_keys() -> None:
    customer = make_customer("联成")
    catch_up()
    before = set(MatchKey.objects.values_list("number", flat=True))
    Customer.objects.filter(pk=customer.pk).update(name="鼎盛")
    catch_up()
    assert folded(customer) == "鼎盛"
    assert before.isdisjoint(MatchKey.objects.values_list("number", flat=True))


def test_a_change_that_says_nothing_of_the_name_makes_no_work() -> None:
    customer = make_customer("联成")
    catch_up()
    Customer.objects.filter(pk=customer.pk).update(country="中国")
    assert waiting() == 0


def test_who_is_put_away_has_no_keys_and_who_is_deleted_leaves_none() -> None:
    away, gone = make_customer("联成"), make_customer("鼎盛")
    catch_up()
    Customer.objects.filter(pk=away.pk).update(deleted_at="2026-01-05T00:00Z")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_customer WHERE id = %s", [gone.pk])
    catch_up()
    assert not MatchKey.objects.exists()
    assert not CustomerName.objects.exists()


def test_thousands_at_once_are_taken_in_parts() -> None:
    for number in range(7):
        make_customer(f"Customer {number}")
    assert catch_up(most=3) >= 3
    catch_up()
    assert CustomerName.objects.count() == 7
    assert not Unkeyed.objects.exists()

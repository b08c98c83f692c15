"""Stages follow from facts."""

from datetime import date

import pytest

from vitalfew.conftest import Sell
from vitalfew.customers.api import Customer, Stage
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.lifecycle.api import refresh_customers, ribbon


@pytest.mark.parametrize(
    ("sales", "stage"),
    [
        ([], Stage.PROSPECT),
        ([("2026-01-01", -5)], Stage.PROSPECT),
        ([("2026-01-01", 5)], Stage.ORDER),
        ([("2026-01-01", 5), ("2026-01-01", 7)], Stage.ORDER),
        ([("2026-01-01", 5), ("2026-02-01", -5)], Stage.ORDER),
        ([("2026-01-01", 5), ("2026-02-01", 7)], Stage.REPEAT),
    ],
)
def test_purchases_on_one_day_make_an_order_customer_and_on_two_a_repeat_customer(
    sell: Sell, sales: list[tuple[str, int]], stage: Stage
) -> None:
    customer = make_customer("Olga")
    for day, amount in sales:
        sell(customer, day, amount)
    refresh_customers(ids=[customer.pk])
    assert Customer.objects.get().stage == stage


def test_a_sale_that_is_taken_back_takes_the_stage_back(sell: Sell) -> None:
    customer = make_customer("Olga")
    sell(customer, "2026-01-01", 5)
    sell(customer, "2026-02-01", 7).delete()
    assert refresh_customers(ids=[customer.pk]) == 1
    assert refresh_customers(ids=[customer.pk]) == 0
    assert Customer.objects.get().stage == Stage.ORDER


def test_the_ribbon_says_when_each_stage_was_reached(sell: Sell, salesperson: Member) -> None:
    customer = make_customer("Olga")
    sell(customer, "2026-01-01", 5)
    sell(customer, "2026-02-01", 7)
    refresh_customers(ids=[customer.pk])
    customer.refresh_from_db()
    shown = {step.stage: step for step in ribbon(salesperson, customer)}
    assert shown[Stage.ORDER].reached_on == date(2026, 1, 1)
    assert shown[Stage.REPEAT].is_present

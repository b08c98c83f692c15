"""Small books for the tests: customers and their orders, written straight into the tables."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import numpy as np

from vitalfew.customers.api import Customer
from vitalfew.jobs.api import Job, finish
from vitalfew.trade.api import Order
from vitalfew.value.actions import start_run
from vitalfew.value.models import ValueRun

FIRST = date(2025, 1, 1)
numbers = count(1)


def customer(code: str) -> Customer:
    return Customer.objects.create(code=code, name=f"Customer {code}", sort_key=code)


def order(
    buyer: Customer | None, day: date, net: str, *, cost: str | None = None, currency: str = "CNY"
) -> Order:
    """One order of one line; ``cost`` None: nobody knows it."""
    return Order(
        customer=buyer,
        source_key=f"test {next(numbers)}",
        placed_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
        placed_on=day,
        currency=currency,
        net_amount=Decimal(net),
        costed_amount=Decimal(net if cost is not None else 0),
        cost=Decimal(cost or 0),
        line_count=1,
    )


def place(buyer: Customer | None, day: date, net: str, **options: str) -> Order:
    placed = order(buyer, day, net, **options)
    placed.save()
    return placed


def shop(size: int = 60, seed: int = 7) -> list[Customer]:
    """A year of purchases of customers who differ in rhythm and spend."""
    draw = np.random.default_rng(seed)
    buyers = [customer(f"C{number:03}") for number in range(size)]
    orders = []
    for buyer in buyers:
        gap, spend = draw.gamma(2, 30), draw.gamma(3, 200)
        days = np.cumsum(draw.exponential(gap, 40)).astype(int)
        orders += [
            order(buyer, FIRST + timedelta(days=int(day)), f"{draw.gamma(4, spend / 4):.2f}")
            for day in days
            if day < 365
        ]
    Order.objects.bulk_create(orders)
    return buyers


def run_value(reason: str = "", as_of: date | None = None) -> ValueRun:
    """Start a run and do it here."""
    job = done(start_run(None, reason, as_of))
    return ValueRun.objects.get(job=job)


def done(job: Job) -> Job:
    finished = finish(job)
    assert finished.state == "done", finished.error
    return finished

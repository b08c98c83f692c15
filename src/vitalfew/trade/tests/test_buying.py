"""What a customer bought, and how: the traits follow every order."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from vitalfew.catalog.models import Product
from vitalfew.conftest import Sell
from vitalfew.customers.tests.records import make_customer
from vitalfew.trade.models import Order, OrderLine
from vitalfew.trade.traits import Priced, Purchase, bought_more_when_cheaper, traits

TODAY = date(2026, 3, 31)


def purchases(*facts: tuple[str, str]) -> list[Purchase]:
    return [Purchase(date.fromisoformat(on), Decimal(amount)) for on, amount in facts]


def test_the_middle_of_sizes_and_gaps_is_the_usual_one() -> None:
    found = traits(
        purchases(("2026-01-01", "10"), ("2026-01-11", "30"), ("2026-03-02", "1000"), ("2026-01-21", "20")), [], TODAY
    )  # fmt: skip
    assert (found.size, found.interval, found.silent, found.months) == (Decimal(25), 10, 29, ())


def test_two_purchases_are_no_habit() -> None:
    found = traits(purchases(("2026-01-01", "10"), ("2026-01-11", "30")), [], TODAY)
    assert (found.purchases, found.size, found.interval) == (2, None, None)


def test_nothing_is_said_of_who_never_bought() -> None:
    found = traits([], [], TODAY)
    assert (found.purchases, found.silent, found.cheaper) == (0, None, None)


def test_months_are_told_after_a_whole_year() -> None:
    found = traits(
        purchases(("2025-03-01", "1"), ("2025-12-05", "1"), ("2026-03-30", "1")), [], TODAY
    )
    assert found.months == (0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1)


def priced(slope: float, noise: float = 0.0) -> list[Priced]:
    prices = [8, 9, 10, 11, 12, 13]
    return [
        Priced(
            product, Decimal(price), Decimal(str(round(base * price**slope + noise * (-1) ** n, 6)))
        )
        for product, base in ((1, 100), (2, 5000), (3, 7))
        for n, price in enumerate(prices * 2)
    ]


@pytest.mark.parametrize(("slope", "told"), [(-2.0, 0.9**-2 - 1), (1.0, -0.1)])
def test_the_share_more_at_a_lower_price_is_the_slope_within_products(
    slope: float, told: float
) -> None:
    assert bought_more_when_cheaper(priced(slope)) == pytest.approx(told, rel=1e-3)


def test_dear_products_bought_seldom_are_no_answer_to_prices() -> None:
    lines = [Priced(n, Decimal(10 * n), Decimal(100 // n)) for n in range(1, 40)]
    assert bought_more_when_cheaper(lines) is None


def test_few_or_unclear_lines_tell_nothing() -> None:
    assert bought_more_when_cheaper(priced(-2.0)[:10]) is None
    assert (
        bought_more_when_cheaper(
            [Priced(1, Decimal(9 + n % 2), Decimal(5 + n % 3)) for n in range(60)]
        )
        is None
    )


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3), st.decimals(-5, 10**9, places=2), st.decimals(-5, 10**9, places=2)
        ),
        max_size=60,
    )
)
def test_any_lines_are_read_without_a_fault(rows: list[tuple[int, Decimal, Decimal]]) -> None:
    told = bought_more_when_cheaper(Priced(*row) for row in rows)
    assert told is None or told > -1


def line(order: Order, product: Product, quantity: int, price: int) -> None:
    OrderLine.objects.create(
        order=order, product=product, position=1, quantity=quantity, unit_price=price, amount=quantity * price,
        fingerprint=1000 + product.pk,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_new_order_changes_the_traits_and_the_products_at_once(
    seller: Client, sell: Sell
) -> None:
    olga = make_customer("Olga")
    glass, rope = (Product.objects.create(key=name, name=name) for name in ("Glass", "Rope"))
    for ago in (60, 40, 20):
        line(sell(olga, str(timezone.localdate() - timedelta(days=ago)), 100), glass, 10, 10)
    path = f"/orders/bought-by/{olga.pk}/"
    before = seller.get(path).text
    assert "20 days ago" in before
    assert "Rope" not in before
    line(sell(olga, str(timezone.localdate() - timedelta(days=10)), 900), rope, 9, 100)
    after = seller.get(path).text
    assert "10 days ago" in after
    assert after.index("Rope") < after.index("Glass")


@pytest.mark.django_db
def test_what_came_back_altogether_was_not_bought(seller: Client, sell: Sell) -> None:
    olga = make_customer("Olga")
    glass = Product.objects.create(key="Glass", name="Glass")
    line(sell(olga, "2026-01-01", 100), glass, 10, 10)
    line(sell(olga, "2026-01-02", -100), glass, -10, 10)
    assert "Glass" not in seller.get(f"/orders/bought-by/{olga.pk}/").text


@pytest.mark.django_db
def test_it_takes_few_queries(
    seller: Client, sell: Sell, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    olga = make_customer("Olga")
    for day in range(1, 29):
        sell(olga, f"2026-02-{day:02}", day)
    with django_assert_max_num_queries(9):
        part = seller.get(f"/orders/bought-by/{olga.pk}/", headers={"hx-request": "true"})
    assert "<html" not in part.text

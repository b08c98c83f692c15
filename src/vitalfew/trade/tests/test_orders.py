"""Orders and their lines as pages and files."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vitalfew.conftest import Sell
from vitalfew.customers.tests.records import make_customer


def test_the_newest_order_comes_first_and_leads_to_its_customer(seller: Client, sell: Sell) -> None:
    olga = make_customer("Olga")
    sell(olga, "2026-01-01", 10)
    sell(olga, "2026-03-01", "1234.5")
    page = seller.get("/orders/").text
    assert page.index("1,234.5") < page.index("10.00")
    assert f"/customers/{olga.pk}/" in page


def test_orders_that_name_no_customer_are_kept_apart(seller: Client, sell: Sell) -> None:
    sell(make_customer("Olga"), "2026-01-01", 10)
    sell(None, "2026-01-02", 77)
    unassigned = seller.get("/orders/?assigned=no").text
    assert "77.00" in unassigned
    assert "10.00" not in unassigned


def test_one_customers_orders_are_found_by_name_and_by_address(seller: Client, sell: Sell) -> None:
    olga, jan = make_customer("Olga Kowalski"), make_customer("Jan Novak")
    sell(olga, "2026-01-01", 10)
    sell(jan, "2026-01-02", 77)
    for query in (f"customer={olga.pk}", "q=kowalski"):
        page = seller.get(f"/orders/?{query}").text
        assert "10.00" in page
        assert "77.00" not in page


def test_an_order_shows_its_lines_in_its_own_currency(seller: Client, sell: Sell) -> None:
    order = sell(make_customer("Olga"), "2026-01-01", "19.99", currency="GBP")
    assert "£19.99" in seller.get(f"/orders/{order.pk}/").text
    panel = seller.get(f"/orders/{order.pk}/", headers={"hx-request": "true"}).text
    assert "£19.99" in panel
    assert "<html" not in panel


def test_an_order_that_is_not_there_is_not_found(seller: Client) -> None:
    assert seller.get("/orders/99999/").status_code == 404


def test_the_file_has_every_order_of_the_filter(seller: Client, sell: Sell) -> None:
    for day in range(1, 29):
        sell(make_customer(f"=cmd {day}"), f"2026-02-{day:02}", day)
    answer = seller.get("/orders/?placed_on_from=2026-02-11&format=csv")
    lines = answer.getvalue().decode().splitlines()
    assert len(lines) == 1 + 18
    assert "'=cmd 28" in lines[1]


@pytest.mark.parametrize("query", ["", "assigned=yes&sort=net_amount", "q=olga"])
def test_the_list_takes_few_queries(
    seller: Client, sell: Sell, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 29):
        sell(make_customer(f"Olga {day}"), f"2026-02-{day:02}", day)
    # Three of them say who asks and what they may see; a search looks its customers up first, then its orders.
    with django_assert_max_num_queries(11 if "q=" in query else 9):
        seller.get(f"/orders/?{query}")


def test_sorting_filtering_and_turning_the_page_bring_the_list_alone(
    seller: Client, sell: Sell
) -> None:
    sell(make_customer("Olga"), "2026-01-01", 10)
    part = seller.get(
        "/orders/?sort=placed_on",
        headers={"hx-request": "true", "hx-request-type": "partial"},
    ).text
    assert part.lstrip().startswith("<section")
    assert "10.00" in part

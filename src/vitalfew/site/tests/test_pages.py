"""Home, the customer list and the customer's page, with and without a value run."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.conftest import Sell
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.fields.memory import forget
from vitalfew.jobs.api import JobState, finish
from vitalfew.lifecycle.api import refresh_customers
from vitalfew.site.home import today
from vitalfew.value.api import start_run
from vitalfew.web.listing.cursors import Cursor


@pytest.fixture
def valued(sell: Sell) -> list[Customer]:
    """Ten customers; number n bought n times, every 10 days, n x 100 each; all valued. One more came afterwards."""
    customers = [make_customer(f"Customer {n:02}", f"C{n}", country="中国") for n in range(1, 11)]
    for n, customer in enumerate(customers, 1):
        for purchase in range(n):
            sell(customer, f"2026-{purchase // 2 + 1:02}-{purchase % 2 * 10 + 1:02}", n * 100)
    refresh_customers(ids=[customer.pk for customer in customers])
    assert finish(start_run(actor=None)).state == JobState.DONE
    make_customer("Newcomer")
    return customers


def test_an_empty_installation_says_how_to_begin(manager: Client) -> None:
    page = manager.get("/").text
    assert "/import/" in page
    assert "Your own sales" in page


def test_customers_without_a_run_lead_to_the_run(manager: Client, sell: Sell) -> None:
    sell(make_customer("Olga"), "2026-01-01", 5)
    assert "Nobody has been valued yet" in manager.get("/").text


def test_home_names_the_most_valuable_first(seller: Client, valued: list[Customer]) -> None:
    page = seller.get("/").text
    assert "The most valuable" in page
    assert "Customer 10" in page
    assert "?tier=A" in page


def test_home_names_the_best_of_ones_own_however_far_behind_the_companys_best(
    valued: list[Customer],
) -> None:
    lin = make_member("lin", SALESPERSON)
    Customer.objects.filter(pk=valued[2].pk).update(owner=lin)
    shown = today(lin)
    assert [customer.name for customer in shown.best] == ["Customer 03"]
    assert sum(tier.count for tier in shown.tiers) == 1


def test_home_says_that_the_newest_run_failed_and_why(
    manager: Client, valued: list[Customer], sell: Sell
) -> None:
    assert "did not succeed" not in manager.get("/").text
    sell(valued[0], "2026-05-01", 10, currency="USD")
    assert finish(start_run(actor=None)).state == JobState.FAILED
    page = manager.get("/").text
    assert "did not succeed" in page
    assert "/value/settings/currency/" in page


def test_the_list_is_sorted_by_value_and_newcomers_come_last(
    seller: Client, valued: list[Customer]
) -> None:
    page = seller.get("/customers/").text
    places = [page.index(name) for name in ("Customer 10", "Customer 09", "Newcomer")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("tier=A", {"Customer 10", "Customer 09"}),
        ("rank_to=1", {"Customer 10"}),
        ("net_sales_to=100", {"Customer 01"}),
        ("stage=order", {"Customer 01"}),
        ("q=C7", {"Customer 07"}),
        ("purchases_from=9&country=中国", {"Customer 10", "Customer 09"}),
        ("last_on_to=2026-01-01", {"Customer 01"}),
    ],
)
def test_filters_leave_exactly_their_customers(
    seller: Client, valued: list[Customer], query: str, names: set[str]
) -> None:
    rows = seller.get(f"/customers/?{query}&format=csv").getvalue().decode().splitlines()[1:]
    assert {row.split(",")[0] for row in rows} == names


def test_a_stage_that_changed_after_the_run_is_filtered_by_at_once(
    seller: Client, valued: list[Customer]
) -> None:
    first = valued[0]
    Customer.objects.filter(pk=first.pk).update(stage="active")
    for sort in ("-score", "name", "last_on"):
        answer = seller.get(
            "/customers/", {"stage": "active", "sort": sort, "tier": ["A", "B", "C", "D"]}
        )
        rows = answer.context["listing"].rows
        assert [row.row.pk for row in rows] == [first.pk], sort


def test_walking_every_page_meets_every_customer_once(
    seller: Client, valued: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitalfew.web.listing.Listing.page_size", 3)
    for sort in ("-score", "score", "name", "-net_sales", "last_on", "-added"):
        response = seller.get(f"/customers/?sort={sort}")
        met: list[int] = []
        while True:
            shown = response.context["listing"]
            met += [row.row.pk for row in shown.rows]
            if not shown.next_url:
                break
            response = seller.get(shown.next_url)
        assert sorted(met) == sorted(Customer.objects.values_list("pk", flat=True)), sort


def test_the_page_of_a_customer_says_tier_value_and_why(
    seller: Client, valued: list[Customer]
) -> None:
    page = seller.get(f"/customers/{valued[-1].pk}/").text
    assert "Customer 10" in page
    assert "rank 1" in page
    assert "Why A" in page


def test_a_newcomer_is_not_valued_and_the_page_says_so(
    seller: Client, valued: list[Customer]
) -> None:
    newcomer = Customer.objects.get(name="Newcomer")
    assert "Not valued" in seller.get(f"/customers/{newcomer.pk}/").text
    assert seller.get(f"/customers/{newcomer.pk}/orders/").status_code == 200


def test_there_is_no_page_for_nobody_and_no_unknown_tab(
    seller: Client, valued: list[Customer]
) -> None:
    assert seller.get("/customers/99999/").status_code == 404
    assert seller.get(f"/customers/{valued[0].pk}/nonsense/").status_code == 404


@pytest.mark.parametrize(
    ("address", "budget"),
    [("/", 12), ("/customers/", 9), ("/customers/?tier=A&q=Customer", 11), ("/customers/?group=owner", 9),
     ("/customers/{pk}/", 19), ("/customers/{pk}/orders/", 17), ("/customers/{pk}/timeline/", 26),
     ("/customers/{pk}/panel/", 16), ("/value/", 12)],
)  # fmt: skip
def test_pages_keep_their_query_budgets(
    seller: Client,
    valued: list[Customer],
    address: str,
    budget: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    seller.get(address.format(pk=valued[-1].pk))  # what a run measured with is read once
    forget()  # that there are no own fields is asked anew every two seconds: count it always
    with django_assert_max_num_queries(budget):
        assert seller.get(address.format(pk=valued[-1].pk)).status_code == 200


def test_a_website_that_is_no_address_of_the_web_is_text(seller: Client) -> None:
    customer = make_customer("Olga")
    for text, is_link in {"https://example.com": True, "JaVaScRiPt:hit(1)": False}.items():
        Customer.objects.filter(pk=customer.pk).update(website=text)
        page = seller.get(f"/customers/{customer.pk}/").text
        assert text in page
        assert (f'href="{text}"' in page) is is_link


def test_strangers_see_nothing(client: Client, valued: list[Customer]) -> None:
    for address in ("/", "/customers/", f"/customers/{valued[0].pk}/", "/orders/", "/value/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/sign-in/" in answer.headers["location"]


@pytest.mark.parametrize(
    "word", ["\0", "a\0b", "1e999999", "-1e999999999", "9999-12-31", "0001-01-01", "9" * 5000]
)
def test_nonsense_in_an_address_is_no_fault(
    seller: Client, valued: list[Customer], word: str
) -> None:
    for name in ("q", "score_from", "rank_to", "net_sales_from", "last_on_to", "after", "page"):
        assert seller.get("/customers/", {name: word}).status_code == 200, name
    for name in ("customer", "placed_on_to", "net_amount_to"):
        assert seller.get("/orders/", {name: word}).status_code == 200, name
    assert seller.get("/customers/search/", {"q": word}).status_code == 200


def test_a_place_in_one_list_is_none_in_another(seller: Client, valued: list[Customer]) -> None:
    by_name = Cursor("customer 10", valued[-1].pk).write("customers name")
    for sort, after in (("score", by_name), ("name", by_name[:-1]), ("name", "W1tbW1tb" * 9)):
        page = seller.get("/customers/", {"sort": sort, "after": after, "page": "9" * 5000})
        assert page.status_code == 200
        assert page.context["listing"].page.previous is None

"""The value pages: who gets which answer, what they say, and at what cost."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from vitalfew.identity.api import Member
from vitalfew.value.models import ValueRun, ValueSettings
from vitalfew.value.tests.books import FIRST, customer, place, run_value
from vitalfew.value.urls import urlpatterns

pytestmark = pytest.mark.django_db

TYPED = {
    "sales_contribution": "60", "sales_expectation": "20", "profit_contribution": "20",
    "margin_percent": "30", "horizon_months": "12", "discount_percent": "10", "based_on": "1",
}  # fmt: skip
# name, method, then the answer to an administrator, to a salesperson, to a stranger
RIGHTS = [
    ("overview", "get", 200, 200, 302),
    ("run", "post", 302, 403, 302),
    ("settings", "get", 200, 200, 302),
    ("settings", "post", 200, 403, 302),
    ("currency", "get", 200, 403, 302),
    ("currency", "post", 422, 403, 302),
]


def test_every_address_stands_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == {name for name, *_rest in RIGHTS}


@pytest.mark.parametrize(("name", "method", "administrators", "others", "strangers"), RIGHTS)
def test_each_address_answers_each_by_their_right(  # noqa: PLR0917 - the columns of the table
    run: ValueRun,
    client: Client,
    administrator: Member,
    salesperson: Member,
    name: str,
    method: str,
    administrators: int,
    others: int,
    strangers: int,
) -> None:
    typed = {**TYPED, "do": "preview"} if name == "settings" else {}
    url = reverse(f"value:{name}")
    assert getattr(client, method)(url, typed).status_code == strangers
    for member, answer in ((salesperson, others), (administrator, administrators)):
        client.force_login(member)
        assert getattr(client, method)(url, typed).status_code == answer


def test_the_overview_opens_its_customers(
    run: ValueRun, client: Client, salesperson: Member
) -> None:
    client.force_login(salesperson)
    page = client.get(reverse("value:overview")).content.decode()
    assert "/customers/?tier=A" in page
    assert "rank_from=" in page
    assert "net_sales_from=" in page
    assert "CN¥" not in page
    assert "¥" in page


@pytest.mark.parametrize(("name", "budget"), [("overview", 8), ("settings", 8)])
def test_pages_keep_their_query_budget(
    run: ValueRun,
    client: Client,
    administrator: Member,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    name: str,
    budget: int,
) -> None:
    client.force_login(administrator)
    with django_assert_max_num_queries(budget):
        client.get(reverse(f"value:{name}"))


def test_the_overview_before_the_first_run_says_what_to_do(
    client: Client, administrator: Member
) -> None:
    client.force_login(administrator)
    page = client.get(reverse("value:overview")).content.decode()
    assert "Value has not been reckoned yet" in page


def test_a_run_without_orders_shows_no_empty_charts(client: Client, administrator: Member) -> None:
    customer("prospect")
    run_value()
    client.force_login(administrator)
    page = client.get(reverse("value:overview")).content.decode()
    assert "No customer has an order yet" in page
    assert "data-chart" not in page


def test_the_value_tab_explains_a_customer_in_its_words(
    run: ValueRun, client: Client, salesperson: Member
) -> None:
    best = run.scores.get(rank=1)
    client.force_login(salesperson)
    page = client.get(reverse("site:customer", args=[best.customer_id])).content.decode()
    assert "Why A:" in page
    assert f"{best.score:.2f}" in page


def test_the_value_tab_speaks_chinese(run: ValueRun, client: Client, salesperson: Member) -> None:
    salesperson.language = "zh-hans"
    salesperson.save()
    client.force_login(salesperson)
    best = run.scores.get(rank=1)
    page = client.get(reverse("site:customer", args=[best.customer_id])).content.decode()
    assert "为什么是 A：" in page
    assert "销售贡献" in page


def test_a_customer_without_orders_is_said_to_be_not_valued_yet(
    run: ValueRun, client: Client, salesperson: Member
) -> None:
    prospect = customer("prospect")
    client.force_login(salesperson)
    page = client.get(reverse("site:customer", args=[prospect.pk])).content.decode()
    assert "Not valued yet" in page


def test_a_customer_who_only_returned_has_nothing_forecast(
    client: Client, salesperson: Member
) -> None:
    place(customer("A"), FIRST, "-5")
    run = run_value()
    client.force_login(salesperson)
    page = client.get(
        reverse("site:customer", args=[run.scores.get().customer_id])
    ).content.decode()
    assert "nothing to forecast from" in page


def test_weights_that_do_not_total_100_are_told_with_their_total(
    run: ValueRun, client: Client, administrator: Member
) -> None:
    client.force_login(administrator)
    answer = client.post(
        reverse("value:settings"), {**TYPED, "sales_contribution": "70", "do": "preview"}
    )
    assert answer.status_code == 422
    assert "The weights total 110, not 100" in answer.content.decode()


def test_saving_without_a_reason_asks_for_one_and_keeps_what_was_typed(
    run: ValueRun, client: Client, administrator: Member
) -> None:
    client.force_login(administrator)
    answer = client.post(reverse("value:settings"), {**TYPED, "do": "save"})
    assert answer.status_code == 422
    assert 'value="60"' in answer.content.decode()


def test_saving_makes_a_version_and_starts_a_run(
    run: ValueRun, client: Client, administrator: Member
) -> None:
    client.force_login(administrator)
    answer = client.post(
        reverse("value:settings"), {**TYPED, "do": "save", "reason": "Sales first"}
    )
    assert answer.status_code == 302
    assert ValueSettings.objects.order_by("-version")[0].weights["sales_contribution"] == 60


def test_rates_are_read_as_people_write_them(
    run: ValueRun, client: Client, administrator: Member
) -> None:
    client.force_login(administrator)
    typed = {
        "currency": "CNY",
        "rates": "usd = 7.12\nEUR: 7.8",
        "reason": "Export",
        "based_on": "1",
    }
    assert client.post(reverse("value:currency"), typed).status_code == 302
    assert ValueSettings.objects.order_by("-version")[0].exchange_rates == {
        "USD": "7.12",
        "EUR": "7.8",
    }
    wrong = client.post(reverse("value:currency"), {**typed, "rates": "dollars are dear"})
    assert "is not a currency and a rate" in wrong.content.decode()

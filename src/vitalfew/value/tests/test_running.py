"""A value run: what it sums, whom it ranks, what it refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.jobs.api import finish
from vitalfew.value.actions import start_run
from vitalfew.value.models import CustomerScore, ValueRun
from vitalfew.value.queries import settings_in_force
from vitalfew.value.running import run_work
from vitalfew.value.tests.books import FIRST, customer, place, run_value, shop

pytestmark = pytest.mark.django_db


def score_of(run: ValueRun, buyer: Customer) -> CustomerScore:
    return CustomerScore.objects.get(run=run, customer_id=buyer.pk)


def test_money_is_summed_exactly_over_any_number_of_orders() -> None:
    buyer = customer("A")
    for _time in range(300):
        place(buyer, FIRST, "0.1001")
    run = run_value()
    assert run.net_sales == Decimal("30.0300")
    assert score_of(run, buyer).net_sales == Decimal("30.0300")


def test_the_day_defaults_to_that_of_the_latest_order() -> None:
    place(customer("A"), date(2025, 3, 4), "10")
    assert run_value().as_of == date(2025, 3, 4)


def test_orders_after_the_day_are_counted_and_not_seen() -> None:
    buyer = customer("A")
    place(buyer, date(2025, 1, 5), "10")
    place(buyer, date(2025, 2, 5), "90")
    run = run_value(as_of=date(2025, 1, 31))
    assert (run.net_sales, run.later_orders) == (Decimal(10), 1)


def test_sales_contribution_is_that_of_the_last_twelve_months_and_returns_lower_it() -> None:
    buyer = customer("A")
    place(buyer, date(2024, 1, 1), "1000")
    place(buyer, date(2025, 1, 1), "80")
    place(buyer, date(2025, 2, 1), "-30")
    run = run_value()
    assert score_of(run, buyer).sales_contribution == Decimal(50)
    assert score_of(run, buyer).net_sales == Decimal(1050)


def test_profit_uses_the_cost_where_it_is_known_and_the_assumed_margin_elsewhere() -> None:
    buyer = customer("A")
    place(buyer, FIRST, "100", cost="60")
    place(buyer, FIRST, "200")
    score = score_of(run_value(), buyer)
    assert score.profit_contribution == Decimal(40) + Decimal(200) * 30 / 100


def test_lines_without_a_customer_are_named_counted_and_kept_apart() -> None:
    place(customer("A"), FIRST, "100")
    place(None, FIRST, "7.5")
    run = run_value()
    assert (run.unassigned_lines, run.unassigned_amount) == (1, Decimal("7.5"))
    assert run.net_sales == 100


def test_a_customer_without_an_order_is_left_out_and_counted() -> None:
    customer("prospect")
    buyer = customer("A")
    place(buyer, FIRST, "100")
    run = run_value()
    assert (run.customers, run.without_orders) == (1, 1)
    assert list(run.scores.values_list("customer_id", flat=True)) == [buyer.pk]


def test_a_run_over_nothing_succeeds_and_says_so() -> None:
    run = run_value()
    assert (run.customers, run.as_of, run.model["grade"]) == (0, None, "none")
    assert [tier["count"] for tier in run.tiers] == [0, 0, 0, 0]


def test_a_run_over_nothing_but_returns_succeeds() -> None:
    buyer = customer("A")
    place(buyer, FIRST, "-20")
    run = run_value()
    score = score_of(run, buyer)
    assert (run.buyers, run.net_sales) == (0, Decimal(-20))
    assert (score.score, score.p_alive, score.purchases) == (0, None, 0)


def test_a_hundred_customers_make_tiers_of_20_30_30_20() -> None:
    for number in range(100):
        place(customer(f"{number:03}"), FIRST, f"{number + 1}")
    run = run_value()
    assert [(tier["code"], tier["count"]) for tier in run.tiers] == [
        ("A", 20),
        ("B", 30),
        ("C", 30),
        ("D", 20),
    ]


def test_equal_scores_rank_by_the_key_of_the_customer_and_so_the_same_every_time() -> None:
    buyers = [customer(f"{number}") for number in range(10)]
    for buyer in buyers:
        place(buyer, FIRST, "50")
    ranked = run_value().scores.order_by("rank").values_list("customer_id", flat=True)
    assert list(ranked) == [buyer.pk for buyer in buyers]


def test_tiers_add_up_to_the_whole() -> None:
    shop()
    run = run_value()
    assert sum(tier["count"] for tier in run.tiers) == run.customers
    assert sum(Decimal(tier["net_sales"]) for tier in run.tiers) == run.net_sales
    assert sum(band["count"] for band in run.distribution) == run.customers
    assert sum(Decimal(step["net_sales"]) for step in run.concentration["steps"]) == run.net_sales


def test_a_band_of_scores_is_a_band_of_ranks() -> None:
    shop()
    run = run_value()
    for band in run.distribution:
        inside = run.scores.filter(rank__gte=band["min_rank"], rank__lte=band["max_rank"])
        assert inside.count() == band["count"]
        assert all(band["low"] <= score.score <= band["high"] for score in inside)


def test_a_second_run_adds_a_partition_and_leaves_the_first_as_it_was() -> None:
    buyers = shop()
    first = run_value()
    before = list(first.scores.order_by("customer_id").values())
    place(buyers[0], date(2025, 12, 30), "99999")
    second = run_value()
    assert list(first.scores.order_by("customer_id").values()) == before
    assert second.scores.count() == first.scores.count()
    assert partitions() >= {f"value_score_run_{first.pk}", f"value_score_run_{second.pk}"}


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relid::text FROM pg_partition_tree('value_customerscore') WHERE isleaf"
        )
        return {name for (name,) in cursor.fetchall()}


def test_a_run_that_was_cut_off_after_its_commit_is_not_done_twice() -> None:
    place(customer("A"), FIRST, "100")
    run = run_value()
    assert run.job is not None
    again = run_work(run.job, lambda step, done=0, total=0: None)
    assert again["run"] == run.pk
    assert ValueRun.objects.count() == 1


def test_a_customer_may_go_while_its_scores_stay() -> None:
    buyer = customer("A")
    placed = place(buyer, FIRST, "100")
    run = run_value()
    key = buyer.pk
    placed.delete()
    Customer.objects.filter(pk=key).delete()
    assert run.scores.filter(customer_id=key).exists()


def test_several_currencies_without_rates_are_refused_by_name_and_count() -> None:
    buyer = customer("A")
    place(buyer, FIRST, "100", currency="CNY")
    place(buyer, FIRST, "100", currency="USD")
    place(buyer, FIRST, "100", currency="USD")
    job = finish(start_run(None))
    assert job.state == "failed"
    assert "CNY (1), USD (2)" in job.error
    assert not ValueRun.objects.exists()


def test_rates_bring_every_order_into_the_currency_of_the_company() -> None:
    buyer = customer("A")
    place(buyer, FIRST, "100", currency="CNY")
    place(buyer, FIRST, "10", currency="USD")
    settings = settings_in_force()
    settings.currency, settings.exchange_rates = "CNY", {"USD": "7.12"}
    settings.save()
    run = run_value()
    assert (run.currency, run.net_sales) == ("CNY", Decimal("171.2"))


def test_two_requests_for_a_run_that_still_waits_are_one(administrator: Member) -> None:
    assert start_run(administrator) == start_run(administrator)

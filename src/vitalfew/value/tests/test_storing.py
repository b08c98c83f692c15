"""What the newest run keeps ready for lists, and what older runs let go."""

import pytest
from django.db import connection

from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import Customer, Stage
from vitalfew.value.models import CustomerScore, ValueRun
from vitalfew.value.queries import score_at_rank
from vitalfew.value.tests.books import FIRST, customer, place, run_value, shop

pytestmark = pytest.mark.django_db


def stages(run: ValueRun) -> dict[int, str]:
    return dict(CustomerScore.objects.filter(run=run).values_list("customer_id", "stage"))


def list_indexes(run: ValueRun) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_index WHERE indrelid = %s::regclass AND NOT indisprimary",
            [f"value_score_run_{run.pk}"],
        )
        return int(cursor.fetchone()[0])


def test_a_run_stores_each_customers_stage() -> None:
    buyer, other = customer("A"), customer("B")
    Customer.objects.filter(pk=buyer.pk).update(stage=Stage.REPEAT)
    Customer.objects.filter(pk=other.pk).update(stage=Stage.ORDER)
    for one in (buyer, other):
        place(one, FIRST, "10")
    assert stages(run_value()) == {buyer.pk: "repeat", other.pk: "order"}


def test_the_newest_run_follows_a_customers_stage_and_older_ones_do_not() -> None:
    buyer = customer("A")
    place(buyer, FIRST, "10")
    before, newest = run_value(), run_value()
    Customer.objects.filter(pk=buyer.pk).update(stage=Stage.REPEAT)
    assert stages(newest) == {buyer.pk: "repeat"}
    assert stages(before) == {buyer.pk: "prospect"}


def owners(run: ValueRun) -> dict[int, tuple[int | None, int | None]]:
    rows = CustomerScore.objects.filter(run=run)
    return {row.customer_id: (row.owner_id, row.department_id) for row in rows}


def test_the_newest_run_follows_a_customers_owner_and_older_ones_do_not() -> None:
    buyer, other = customer("A"), customer("B")
    seller = make_member("seller")
    for one in (buyer, other):
        place(one, FIRST, "10")
    before, newest = run_value(), run_value()
    Customer.objects.filter(pk=buyer.pk).update(owner=seller)
    assert owners(newest) == {buyer.pk: (seller.pk, None), other.pk: (None, None)}
    assert owners(before) == {buyer.pk: (None, None), other.pk: (None, None)}
    assert owners(run_value()) == owners(newest)


def test_only_the_newest_run_keeps_the_indexes_of_lists() -> None:
    shop(5)
    before, newest = run_value(), run_value()
    assert list_indexes(before) == 0
    assert list_indexes(newest) == 16


def test_the_score_at_a_rank_is_that_of_its_customer() -> None:
    shop(5)
    run = run_value()
    third = CustomerScore.objects.get(run=run, rank=3)
    assert score_at_rank(run, 3) == third.score
    assert score_at_rank(run, 99) is None

import threading
from decimal import Decimal

import pytest
from django.db import connection

from vitalfew.audit.models import Event
from vitalfew.catalog.api import Product
from vitalfew.customers.api import Customer, Stage
from vitalfew.importing import actions
from vitalfew.importing.models import ImportState
from vitalfew.importing.tests.ledgers import (
    HEADING,
    added,
    apply,
    check,
    checked,
    lines,
    orders_whose_sums_differ,
    received,
    undone,
)
from vitalfew.jobs.api import Job, JobState, finish
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.trade.api import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)

LEDGER = (
    HEADING
    + "C1,联成,中国,A1,2026-03-05,轴承,10,12.5\n"
    + "C1,联成,中国,A1,2026-03-05,螺丝,-2,3\n"
    + "C1,联成,中国,A2,2026-04-05,轴承,1,12.5\n"
    + "C2,龙骏,中国,A3,2026-03-09,轴承,1,12.5\n"
)


def test_a_ledger_becomes_customers_products_orders_and_lines():
    ledger = added(LEDGER)
    assert ledger.state == ImportState.APPLIED
    assert {k: v for k, v in ledger.result.items() if k != "seconds"} == {
        "customers": 2, "products": 2, "orders": 3, "lines": 4, "lines_already_here": 0,
    }  # fmt: skip
    assert [(line.customer, line.order, line.product, line.amount) for line in lines()] == [
        ("C1", "A1", "轴承", Decimal(125)),
        ("C1", "A1", "螺丝", Decimal(-6)),
        ("C1", "A2", "轴承", Decimal("12.5")),
        ("C2", "A3", "轴承", Decimal("12.5")),
    ]
    assert Order.objects.get(number="A1").net_amount == 119
    assert orders_whose_sums_differ() == 0


def test_stages_follow_from_what_was_bought():
    added(LEDGER + "C3,退货,中国,A9,2026-03-05,轴承,-1,5\n")
    assert dict(Customer.objects.values_list("code", "stage")) == {
        "C1": Stage.REPEAT, "C2": Stage.ORDER, "C3": Stage.PROSPECT,
    }  # fmt: skip


def test_the_same_file_again_adds_nothing():
    added(LEDGER)
    again = checked(LEDGER)
    assert (again.counts["known_orders"], again.counts["new_customers"]) == (3, 0)
    again = apply(again)
    assert (again.result["lines"], again.result["lines_already_here"]) == (0, 4)
    assert (len(lines()), Order.objects.count()) == (4, 3)


def test_the_same_sales_from_another_kind_of_file_add_nothing():
    added(LEDGER)
    assert added(LEDGER.replace(",", "\t").encode("gb18030")).result["lines"] == 0


def test_a_file_that_overlaps_adds_only_what_is_new():
    added(LEDGER)
    grown = added(
        LEDGER
        + "C2,龙骏,中国,A3,2026-03-09,螺丝,4,3\n"
        + "C4,新客,中国,A5,2026-05-01,轴承,1,12.5\n"
    )
    assert (grown.result["orders"], grown.result["lines"], grown.result["customers"]) == (1, 2, 1)
    assert Order.objects.get(number="A3").net_amount == Decimal("24.5")
    assert orders_whose_sums_differ() == 0


def test_two_identical_lines_of_an_order_both_count():
    twice = HEADING + "C1,联成,,A1,2026-03-05,轴承,1,5\n" * 2
    added(twice)
    assert (len(lines()), Order.objects.get().net_amount) == (2, Decimal(10))
    assert added(twice).result["lines"] == 0
    assert added(twice + "C1,联成,,A1,2026-03-05,轴承,1,5\n").result["lines"] == 1


def test_lines_that_differ_only_in_which_cell_says_it_are_different_lines():
    added(
        "order no,date,product,quantity,price,amount\nA1,2026-03-05,x,5,,5\nA1,2026-03-05,x,,5,5\n"
    )
    assert (len(lines()), orders_whose_sums_differ()) == (2, 0)


def test_without_an_order_number_what_a_customer_bought_in_one_minute_is_one_order():
    added(
        "date,customer id,amount\n2026-03-05 10:00,C1,1\n2026-03-05 10:00,C1,2\n"
        "2026-03-05 10:01,C1,3\n2026-03-05 10:00,C2,4\n"
    )
    assert sorted(Order.objects.values_list("net_amount", flat=True)) == [3, 3, 4]


def test_a_customer_without_a_number_is_known_by_its_name():
    added("date,客户名称,amount\n2026-03-05,联成,1\n2026-03-06,联成,2\n2026-03-06,龙骏,2\n")
    assert sorted(Customer.objects.values_list("code", "name")) == [
        ("联成", "联成"),
        ("龙骏", "龙骏"),
    ]


def test_a_number_with_two_names_is_one_customer_with_the_first_name():
    added(HEADING + "C1,联成公司,,A1,2026-03-05,x,1,1\nC1,联成,,A2,2026-03-06,x,1,1\n")
    assert list(Customer.objects.values_list("code", "name")) == [("C1", "联成公司")]


def test_a_name_and_a_country_that_come_later_in_the_file_are_taken():
    added(
        HEADING
        + "C1,,,A1,2026-03-05,x,1,1\nC1,联成,,A2,2026-03-06,x,1,1\nC1,,中国,A3,2026-03-07,x,1,1\n"
    )
    assert list(Customer.objects.values_list("code", "name", "country")) == [("C1", "联成", "中国")]


def test_a_known_customer_keeps_its_name():
    added(HEADING + "C1,联成,,A1,2026-03-05,x,1,1\n")
    added(HEADING + "C1,别的名字,中国,A2,2026-03-06,x,1,1\n")
    assert list(Customer.objects.values_list("name", "country")) == [("联成", "")]


def test_lines_without_a_customer_are_kept_apart():
    added(HEADING + ",,,A1,2026-03-05,x,1,7\n")
    order = Order.objects.get()
    assert (order.customer_id, order.net_amount) == (None, Decimal(7))


def test_each_order_keeps_its_currency():
    added(
        "date,order no,currency,amount\n2026-03-05,A1,USD,1\n2026-03-05,A2,,2\n2026-03-05,A1,€,4\n",
        currency="CNY",
    )
    assert sorted(Order.objects.values_list("number", "currency", "net_amount")) == [
        ("A1", "EUR", Decimal(4)), ("A1", "USD", Decimal(1)), ("A2", "CNY", Decimal(2)),
    ]  # fmt: skip


def test_a_price_made_by_dividing_gives_the_right_amount():
    added("date,quantity,price\n2026-03-05,1000,8.849557522123894\n")
    line = OrderLine.objects.get()
    assert (line.unit_price, line.amount) == (Decimal("8.8496"), Decimal("8849.5575"))


def test_the_cost_of_an_order_is_that_of_its_lines():
    added("date,order no,quantity,price,cost\n2026-03-05,A1,10,5,3.5\n2026-03-05,A1,1,7,\n")
    order = Order.objects.get()
    assert (order.net_amount, order.costed_amount, order.cost) == (
        Decimal(57),
        Decimal(50),
        Decimal(35),
    )


def test_bad_rows_must_be_put_right_or_left_out_on_purpose():
    ledger = checked("date,amount\n2026-03-05,1\n2026-03-05,x\n")
    with pytest.raises(BadInput) as refused:
        actions.apply(actor=None, ledger=ledger, leave_out_bad_rows=False)
    assert refused.value.code == "bad_rows_left"
    assert apply(ledger, leave_out_bad_rows=True).result["lines"] == 1


def test_a_file_without_one_right_row_adds_nothing():
    ledger = checked("date,amount\nyesterday,x\n")
    with pytest.raises(BadInput) as refused:
        actions.apply(actor=None, ledger=ledger, leave_out_bad_rows=True)
    assert refused.value.code == "nothing_to_add"


def test_the_staging_table_is_gone_once_its_rows_are_in_the_books():
    ledger = added(LEDGER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [ledger.stage])
        assert cursor.fetchone() == (None,)


def test_a_second_click_on_add_starts_nothing():
    ledger = checked(LEDGER)
    actions.apply(actor=None, ledger=ledger, leave_out_bad_rows=False)
    with pytest.raises(Conflict):
        actions.apply(actor=None, ledger=ledger, leave_out_bad_rows=False)


def test_adding_is_logged_with_its_figures():
    ledger = added(LEDGER)
    event = Event.objects.get(verb="import.apply", subject=f"import:{ledger.pk}")
    assert event.data["lines"] == 4


def test_value_is_reckoned_again_after_the_books_changed():
    undone(added(LEDGER))
    assert Job.objects.filter(kind="value.run", state=JobState.WAITING).count() == 1


def test_two_imports_of_the_same_orders_at_once_add_each_line_once():
    ledgers = [checked(LEDGER), checked(LEDGER)]
    jobs = [actions.apply(actor=None, ledger=each, leave_out_bad_rows=False) for each in ledgers]
    threads = [threading.Thread(target=_finish_and_close, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for job in jobs:
        job.refresh_from_db()
    assert sorted(job.result["lines"] for job in jobs) == [0, 4]
    assert (len(lines()), orders_whose_sums_differ()) == (4, 0)


def _finish_and_close(job) -> None:
    try:
        finish(job)
    finally:
        connection.close()


def test_a_failed_attempt_says_why_and_can_be_made_again():
    ledger = received(LEDGER)
    away = ledger.source.rename(ledger.folder / "away")
    job = finish(
        actions.check(
            actor=None, ledger=ledger, mapping=ledger.mapping, date_order="", currency="CNY"
        )
    )
    assert (job.state, bool(job.error)) == (JobState.FAILED, True)
    away.rename(ledger.source)
    ledger.refresh_from_db()
    assert ledger.state == ImportState.RECOGNISED
    assert apply(check(ledger)).result["lines"] == 4


def test_an_attempt_cut_off_right_after_its_commit_is_only_ended():
    ledger = added(LEDGER)
    Job.objects.filter(kind="import.apply").update(state=JobState.RUNNING, result={})
    job = finish(Job.objects.get(kind="import.apply"))
    assert job == ledger.job
    assert (job.state, job.result["lines"], len(lines())) == (JobState.DONE, 4, 4)


def test_an_emptied_staging_table_is_filled_from_the_file_again():
    ledger = checked(LEDGER + "C1,联成,,A1,2026-03-05,轴承,x,5\n")
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {ledger.stage}")
    assert apply(ledger, leave_out_bad_rows=True).result["lines"] == 4


def test_products_are_one_by_code_and_without_one_by_name():
    added(
        "date,sku,product,amount\n2026-03-05,S1,轴承,1\n2026-03-05,s1,,1\n2026-03-05,,Bolt,1\n2026-03-05,,BOLT,1\n"
    )
    assert sorted(Product.objects.values_list("code", "name")) == [("", "Bolt"), ("S1", "轴承")]

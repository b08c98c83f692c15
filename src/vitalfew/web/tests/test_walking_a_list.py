"""Paging by key: nothing twice, nothing missed, whatever happens meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vitalfew.web.listing import cursors
from vitalfew.web.listing.cursors import Cursor
from vitalfew.web.listing.keyset import Order, Sort, first_page, page_after, page_before
from vitalfew.web.tests.conftest import START
from vitalfew.web.tests.rows import Row

SORTS = [
    Sort("points", "Points", "points"),
    Sort("amount", "Amount", "amount", nullable=True),
    Sort("at", "Time", "at"),
    Sort("name", "Name", "name"),
]
ORDERS = [Order(sort, down) for sort in SORTS for down in (True, False)]


def walk(order: Order, size: int = 70) -> list[Row]:
    rows = Row.objects.all()
    page = first_page(rows, order, size)
    seen = list(page.rows)
    while page.next is not None:
        carried = cursors.read(page.next.write("rows"), "rows")
        assert carried is not None
        page = page_after(rows, order, carried, size)
        seen += page.rows
    return seen


def expected(order: Order) -> list[int]:
    known = [row for row in Row.objects.all() if getattr(row, order.sort.field) is not None]
    unknown = [row for row in Row.objects.all() if getattr(row, order.sort.field) is None]
    known.sort(key=lambda row: (getattr(row, order.sort.field), row.pk), reverse=order.descending)
    unknown.sort(key=lambda row: row.pk, reverse=order.descending)
    return [row.pk for row in known + unknown]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.parameter)
def test_walking_all_pages_meets_every_row_once_in_order(many: list[Row], order: Order) -> None:
    assert [row.pk for row in walk(order)] == expected(order)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.parameter)
def test_walking_back_from_the_end_meets_the_same_pages(many: list[Row], order: Order) -> None:
    rows, size = Row.objects.all(), 70
    pages = [first_page(rows, order, size)]
    while (after := pages[-1].next) is not None:
        pages.append(page_after(rows, order, after, size))
    page = pages[-1]
    for forward in reversed(pages[:-1]):
        assert page.previous is not None
        page = page_before(rows, order, page.previous, size)
        assert [row.pk for row in page.rows] == [row.pk for row in forward.rows]
    assert page.previous is None


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.parameter)
def test_rows_added_while_walking_neither_repeat_nor_hide_the_others(
    many: list[Row], order: Order
) -> None:
    before = {row.pk for row in many}
    rows = Row.objects.all()
    page = first_page(rows, order, 100)
    seen = [row.pk for row in page.rows]
    while page.next is not None:
        Row.objects.create(name="新", points=20, amount=0, at=START)
        Row.objects.create(name="新", points=20, amount=None, at=START)
        page = page_after(rows, order, page.next, 100)
        seen += [row.pk for row in page.rows]
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_a_deep_page_compares_rows_and_never_counts_its_way_there(many: list[Row]) -> None:
    order = Order(SORTS[0], descending=True)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(page_after(Row.objects.all(), order, Cursor(20, 1000), 50).rows)
    (query,) = queries.captured_queries
    assert "OFFSET" not in query["sql"]
    assert '("web_test_row"."points", "web_test_row"."id") < (20, 1000)' in query["sql"]


@pytest.mark.parametrize(
    "text", ["", "x", "bm9uc2Vuc2U", "W1sicSIsIjEiXSxudWxsXQ", "WzEsMl0", "[]"]
)
def test_a_damaged_cursor_is_no_cursor(text: str) -> None:
    assert cursors.read(text, "rows") is None

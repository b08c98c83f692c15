"""Writing orders. Bulk verbs take a staging table, so that a million lines cost one statement.

The staging table has: row, order_key, order_number, customer_key, product_key, placed_at, currency, quantity,
unit_price, line_amount, unit_cost, fingerprint. Its customers and products must be there already.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Count, Sum

from vitalfew.trade.models import Order

PAGES_AT_ONCE = 4096  # about a quarter of a million lines

# One ledger's write at a time: two that bring the same order would otherwise each see it as new.
LOCK_SQL = "SELECT pg_advisory_xact_lock(hashtextextended('trade ledger', 0))"

# The order and the product of a line come from joins in the same statement, under the same lock. Asking the foreign
# keys once more for every line would double its cost, so they are not asked where the server lets us.
TRUST_JOINS_SQL = """
SELECT set_config('session_replication_role', %(role)s, true)
 WHERE has_parameter_privilege('session_replication_role', 'SET')
"""
NEW_ORDERS_SQL = """
INSERT INTO trade_order (customer_id, number, source_key, placed_at, placed_on, currency,
                         net_amount, costed_amount, cost, line_count, origin)
SELECT c.id, coalesce(s.order_number, ''), s.order_key,
       s.placed_at AT TIME ZONE %(zone)s, s.placed_at::date, s.currency,
       s.net_amount, s.costed_amount, s.cost, s.line_count, %(origin)s
  FROM (SELECT order_key, min(customer_key) AS customer_key, min(order_number) AS order_number,
               min(placed_at) AS placed_at, min(currency) AS currency, sum(line_amount) AS net_amount,
               coalesce(sum(line_amount) FILTER (WHERE unit_cost IS NOT NULL), 0) AS costed_amount,
               coalesce(sum(round(quantity * unit_cost, 4)), 0) AS cost, count(*) AS line_count, min(row) AS row
          FROM {table} GROUP BY order_key) s
  LEFT JOIN customers_customer c ON c.code = s.customer_key
 ORDER BY s.row
ON CONFLICT (source_key) DO NOTHING
"""
LINES_SQL = """
INSERT INTO trade_orderline
       (order_id, product_id, position, quantity, unit_price, amount, unit_cost, fingerprint, origin)
SELECT o.id, p.id, s.row, s.quantity, s.unit_price, s.line_amount, s.unit_cost, s.fingerprint, %(origin)s
  FROM {table} s
  JOIN trade_order o ON o.source_key = s.order_key
  LEFT JOIN catalog_product p ON p.key = s.product_key
 WHERE s.ctid >= %(start)s::tid AND s.ctid < %(end)s::tid
"""
# Asked for every line, so a third of its cost: only where an order was here before can one of its lines be.
UNLESS_HERE = "ON CONFLICT (order_id, fingerprint) DO NOTHING"
# Orders that were there before and now have more lines, or fewer: their kept sums follow.
RESUM_SQL = """
UPDATE trade_order o
   SET net_amount = s.net_amount, costed_amount = s.costed_amount, cost = s.cost, line_count = s.line_count
  FROM (SELECT order_id, sum(amount) AS net_amount,
               coalesce(sum(amount) FILTER (WHERE unit_cost IS NOT NULL), 0) AS costed_amount,
               coalesce(sum(round(quantity * unit_cost, 4)), 0) AS cost, count(*) AS line_count
          FROM trade_orderline WHERE order_id IN ({orders}) GROUP BY order_id) s
 WHERE o.id = s.order_id
"""
GROWN_SQL = """
CREATE TEMP TABLE grown ON COMMIT DROP AS
SELECT o.id FROM (SELECT DISTINCT order_key FROM {table}) s JOIN trade_order o ON o.source_key = s.order_key
 WHERE o.origin IS DISTINCT FROM %(origin)s
"""
TOUCHED_SQL = """
CREATE TEMP TABLE touched ON COMMIT DROP AS
SELECT id FROM trade_order WHERE origin = %(origin)s
 UNION SELECT order_id FROM trade_orderline WHERE origin = %(origin)s
"""


@dataclass(frozen=True)
class Added:
    """What a ledger added."""

    orders: int
    lines: int


def add_from_staging(
    *, table: str, origin: UUID, zone: str, progress: Callable[[int, int], None]
) -> Added:
    """Insert the orders and lines of a staging table that are not there yet. Call inside a transaction.

    ``progress`` is told (pages done, pages in all).
    """
    parameters: dict[str, UUID | str] = {"origin": origin, "zone": zone}
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SQL)
        # Foreign keys are checked slice by slice: waiting until the commit would keep every row in memory.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(NEW_ORDERS_SQL.format(table=table), parameters)
        orders = cursor.rowcount
        cursor.execute(GROWN_SQL.format(table=table), parameters)
        lines_sql = LINES_SQL.format(table=table) + (UNLESS_HERE if cursor.rowcount else "")
        cursor.execute(TRUST_JOINS_SQL, {"role": "replica"})
        lines = sum(
            _add_slice(cursor, lines_sql, origin, start, end)
            for start, end in _slices(cursor, table, progress)
        )
        cursor.execute(TRUST_JOINS_SQL, {"role": "origin"})
        _analyze(cursor, "grown", "trade_order", "trade_orderline")
        cursor.execute(RESUM_SQL.format(orders="SELECT id FROM grown"))
    return Added(orders, lines)


def _analyze(cursor: CursorWrapper, *tables: str) -> None:
    """Tell the planner what has just changed: it would take a million new rows for a few until autovacuum comes by."""
    for table in tables:
        cursor.execute(f"ANALYZE {table}")


def _slices(
    cursor: CursorWrapper, table: str, progress: Callable[[int, int], None]
) -> Iterator[tuple[int, int]]:
    cursor.execute(
        "SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::int", [table]
    )
    (pages,) = cursor.fetchone()
    for start in range(0, pages, PAGES_AT_ONCE):
        progress(start, pages)
        yield start, start + PAGES_AT_ONCE


def _add_slice(cursor: CursorWrapper, lines_sql: str, origin: UUID, start: int, end: int) -> int:
    parameters: dict[str, UUID | str] = {
        "origin": origin,
        "start": f"({start},0)",
        "end": f"({end},0)",
    }
    cursor.execute(lines_sql, parameters)
    return int(cursor.rowcount)


def remove_of_origin(*, origin: UUID) -> Added:
    """Take back an import's lines and orders. An order in which others have lines stays, and counts as theirs."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SQL)
        cursor.execute(TOUCHED_SQL, {"origin": origin})
        _analyze(cursor, "touched")
        cursor.execute("DELETE FROM trade_orderline WHERE origin = %s", [origin])
        lines = cursor.rowcount
        cursor.execute(
            # Without lines, only an order that was entered by hand stays.
            "DELETE FROM trade_order o USING touched t WHERE o.id = t.id AND o.origin IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM trade_orderline l WHERE l.order_id = o.id)"
        )
        orders = cursor.rowcount
        cursor.execute(
            "UPDATE trade_order o SET origin = (SELECT l.origin FROM trade_orderline l"
            " WHERE l.order_id = o.id ORDER BY l.id LIMIT 1) WHERE origin = %s",
            [origin],
        )
        cursor.execute(RESUM_SQL.format(orders="SELECT id FROM touched"))
    return Added(orders, lines)


def remove_of_customers(*, ids: Sequence[int]) -> Added:
    """Delete these customers' orders with their lines, for good. Call inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM trade_orderline l USING trade_order o"
            " WHERE o.id = l.order_id AND o.customer_id = ANY(%s)",
            [list(ids)],
        )
        lines = cursor.rowcount
        cursor.execute("DELETE FROM trade_order WHERE customer_id = ANY(%s)", [list(ids)])
        return Added(cursor.rowcount, lines)


def count_of_customer(customer_id: int) -> Added:
    """How many orders and lines hang on a customer."""
    orders = Order.objects.filter(customer_id=customer_id)
    sums = orders.aggregate(orders=Count("pk"), lines=Sum("line_count"))
    return Added(sums["orders"], sums["lines"] or 0)

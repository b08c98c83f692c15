"""What the checked rows of a ledger come to: the figures of the preview."""

from django.db import connection

from vitalfew.duplicates.api import alike_among
from vitalfew.importing.models import LedgerImport

NAMES_COMPARED, ALIKE_SHOWN = 5_000, 50

# The orders of the ledger, once: all that is counted of customers and orders is counted from them.
STAGED_ORDERS_SQL = """
CREATE TEMP TABLE staged_orders ON COMMIT DROP AS
SELECT order_key, customer_key, currency, count(*) AS lines, sum(line_amount) AS amount,
       min(placed_at) AS first_at, max(placed_at) AS last_at
  FROM {stage} GROUP BY order_key, customer_key, currency
"""
TOTALS_SQL = """
SELECT coalesce(sum(lines), 0)::bigint AS lines,
       coalesce(sum(lines) FILTER (WHERE customer_key IS NULL), 0)::bigint AS unassigned_lines,
       coalesce(sum(amount) FILTER (WHERE customer_key IS NULL), 0) AS unassigned_amount,
       count(DISTINCT order_key) AS orders,
       min(first_at)::date AS first_day, max(last_at)::date AS last_day
  FROM staged_orders
"""
CUSTOMERS_SQL = """
SELECT count(*) AS customers, count(*) FILTER (WHERE c.id IS NULL) AS new_customers
  FROM (SELECT DISTINCT customer_key FROM staged_orders WHERE customer_key IS NOT NULL) s
  LEFT JOIN customers_customer c ON c.code = s.customer_key
"""
KNOWN_ORDERS_SQL = """
SELECT count(DISTINCT order_key) AS known_orders
  FROM staged_orders s JOIN trade_order o ON o.source_key = s.order_key
"""
AMOUNTS_SQL = "SELECT currency, sum(amount) FROM staged_orders GROUP BY currency ORDER BY currency"
NEW_NAMES_SQL = """
SELECT DISTINCT coalesce(customer_name, customer_key) FROM {stage} s
 WHERE customer_key IS NOT NULL AND NOT EXISTS (SELECT FROM customers_customer c WHERE c.code = s.customer_key)
 ORDER BY 1 LIMIT %s
"""


def alike(ledger: LedgerImport) -> dict[str, object]:
    """How many new customers look like one that is here, of the first so many names; and the first of them."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_NAMES_SQL.format(stage=ledger.stage), [NAMES_COMPARED])
        found = alike_among([name for (name,) in cursor.fetchall()])
    return {"alike": len(found), "alike_shown": found[:ALIKE_SHOWN]} if found else {}


def totals(ledger: LedgerImport) -> dict[str, object]:
    """What the checked rows come to: the preview's figures. Call inside a transaction."""
    counts: dict[str, object] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute(STAGED_ORDERS_SQL.format(stage=ledger.stage))
        cursor.execute("ANALYZE staged_orders")
        for figures in (TOTALS_SQL, CUSTOMERS_SQL, KNOWN_ORDERS_SQL):
            cursor.execute(figures)
            names = [column.name for column in cursor.description]
            counts |= dict(zip(names, cursor.fetchone(), strict=True))
        cursor.execute(AMOUNTS_SQL)
        counts["amounts"] = {currency: str(amount) for currency, amount in cursor.fetchall()}
        cursor.execute("DROP TABLE staged_orders")
    return {k: str(v) if k.endswith(("day", "amount")) else v for k, v in counts.items()}

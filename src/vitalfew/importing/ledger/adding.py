"""A checked ledger on its way into the books, and back. Inside one transaction: all or nothing."""

import csv
import io
from uuid import UUID

from django.conf import settings
from django.db import connection

from vitalfew.audit.api import taking_back
from vitalfew.catalog import api as catalog
from vitalfew.customers import api as customers
from vitalfew.duplicates import api as duplicates
from vitalfew.importing.models import LedgerImport
from vitalfew.jobs.api import Progress
from vitalfew.lifecycle import api as lifecycle
from vitalfew.trade import api as trade

# Content and occurrence: the second identical line of an order is another line, the same line in another file is not.
LINES_SQL = """
CREATE TEMP TABLE ledger_lines ON COMMIT DROP AS
SELECT row, order_key, order_number, customer_key, product_key, placed_at, currency, line_amount, unit_cost,
       coalesce(quantity, 1) AS quantity,
       coalesce(unit_price, round(line_amount / nullif(coalesce(quantity, 1), 0), 4), 0) AS unit_price,
       hashtextextended(ROW(product_key, quantity, unit_price, line_amount, unit_cost)::text,
                        row_number() OVER (same ORDER BY row)) AS fingerprint
  FROM {stage}
WINDOW same AS (PARTITION BY order_key, product_key, quantity, unit_price, line_amount, unit_cost)
"""
# What the new customers have bought, as far as it decides their stage.
ORDERS_SQL = """
CREATE TEMP TABLE ledger_orders ON COMMIT DROP AS
SELECT customer_key, sum(line_amount) AS net_amount, min(placed_at)::date AS placed_on
  FROM ledger_lines WHERE customer_key IS NOT NULL GROUP BY order_key, customer_key
"""
# The first name and country a file gives a customer. Only the unknown ones: known customers are left as they are.
CUSTOMERS_SQL = """
CREATE TEMP TABLE new_customers ON COMMIT DROP AS
SELECT customer_key AS code, s.name, s.country, f.stage
  FROM (SELECT customer_key,
               coalesce((array_agg(customer_name ORDER BY row) FILTER (WHERE customer_name IS NOT NULL))[1],
                        customer_key) AS name,
               coalesce((array_agg(country ORDER BY row) FILTER (WHERE country IS NOT NULL))[1], '') AS country
          FROM (SELECT customer_key, customer_name, country, min(row) AS row FROM {stage}
                 WHERE customer_key IS NOT NULL GROUP BY customer_key, customer_name, country) named
         WHERE NOT EXISTS (SELECT FROM customers_customer c WHERE c.code = named.customer_key)
         GROUP BY customer_key) s
  JOIN (SELECT customer_key, {stage_of_orders} AS stage FROM ledger_orders GROUP BY customer_key) f
 USING (customer_key)
"""
COPY_CUSTOMERS_SQL = "COPY ledger_customers FROM STDIN (FORMAT csv, FORCE_NOT_NULL (country, folded, pinyin, initials))"
SPELLED_AT_ONCE = 20_000
KNOWN_CUSTOMERS_SQL = """
SELECT c.id FROM (SELECT DISTINCT customer_key FROM ledger_orders) s
  JOIN customers_customer c ON c.code = s.customer_key WHERE c.origin IS DISTINCT FROM %(origin)s
"""
TOUCHED_CUSTOMERS_SQL = """
SELECT customer_id FROM trade_order WHERE origin = %(origin)s AND customer_id IS NOT NULL
 UNION SELECT o.customer_id FROM trade_orderline l JOIN trade_order o ON o.id = l.order_id
 WHERE l.origin = %(origin)s AND o.origin IS DISTINCT FROM %(origin)s AND o.customer_id IS NOT NULL
"""
PRODUCTS_SQL = """
CREATE TEMP TABLE ledger_products ON COMMIT DROP AS
SELECT DISTINCT ON (product_key) product_key AS key, coalesce(product_code, '') AS code,
       coalesce(product_name, product_code) AS name
  FROM {stage} WHERE product_key IS NOT NULL ORDER BY product_key, (product_name IS NULL), row
"""


def add_lines(ledger: LedgerImport, report: Progress) -> dict[str, object]:
    """Customers, products, orders, then lines; how many of each were new."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute(LINES_SQL.format(stage=ledger.stage))
        staged = cursor.rowcount
        cursor.execute("ANALYZE ledger_lines")
        cursor.execute(ORDERS_SQL)
    report("customers")
    new_customers = _add_customers(ledger)
    report("products")
    new_products = _add_products(ledger)
    report("orders")
    added = trade.add_from_staging(
        table="ledger_lines",
        origin=ledger.pk,
        zone=settings.TIME_ZONE,
        progress=lambda done, total: report("lines", done, total),
    )
    report("stages")
    known = duplicates.followed(_known_customers(ledger))
    customers.take_out_of_bin(ids=known)
    lifecycle.refresh_customers(ids=known)
    return {
        "customers": new_customers,
        "products": new_products,
        "orders": added.orders,
        "lines": added.lines,
        "lines_already_here": staged - added.lines,
    }


def _add_customers(ledger: LedgerImport) -> int:
    rules = lifecycle.stage_sql(from_orders_alone=True)
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS_SQL.format(stage=ledger.stage, stage_of_orders=rules))
        cursor.execute(
            "CREATE TEMP TABLE ledger_customers (code text, name text, kind text, country text, stage text,"
            " folded text, pinyin text, initials text, sort_key text) ON COMMIT DROP"
        )
        with connection.chunked_cursor() as unspelled:
            unspelled.execute("SELECT code, name, country, stage FROM new_customers")
            while rows := unspelled.fetchmany(SPELLED_AT_ONCE):
                with cursor.copy(COPY_CUSTOMERS_SQL) as copy:
                    copy.write(_spelled(rows))
    return customers.add_from_staging(
        table="ledger_customers", origin=ledger.pk, owner=ledger.owner
    )


def _spelled(rows: list[tuple[str, str, str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    for code, name, country, stage in rows:
        writer.writerow([code, name, "business", country, stage, *customers.spelled(name).values()])
    return text.getvalue()


def _add_products(ledger: LedgerImport) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PRODUCTS_SQL.format(stage=ledger.stage))
    return catalog.add_from_staging(table="ledger_products", origin=ledger.pk)


def remove_lines(ledger: LedgerImport, report: Progress) -> dict[str, object]:
    """Take back everything a ledger brought that nothing else needs."""
    touched = customers_touched(ledger)
    with taking_back(ledger.pk):
        report("orders")
        removed = trade.remove_of_origin(origin=ledger.pk)
        report("customers")
        gone = customers.remove_of_origin(
            origin=ledger.pk, unless_used_by="trade_order", nor_by=duplicates.tables_pointing()
        )
        catalog.remove_of_origin(origin=ledger.pk, unless_used_by="trade_orderline")
    report("stages")
    lifecycle.refresh_customers(ids=touched)
    return {"orders": removed.orders, "lines": removed.lines, "customers": gone}


def customers_touched(ledger: LedgerImport) -> list[int]:
    """Customers with orders or lines of this import."""
    return _ids(TOUCHED_CUSTOMERS_SQL, {"origin": ledger.pk})


def _known_customers(ledger: LedgerImport) -> list[int]:
    """Customers of this ledger that were here before it: the new ones came with their stage."""
    return _ids(KNOWN_CUSTOMERS_SQL, {"origin": ledger.pk})


def _ids(sql: str, parameters: dict[str, UUID]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]

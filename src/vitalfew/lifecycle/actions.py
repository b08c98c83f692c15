"""Deriving stages from facts."""

from uuid import UUID

from vitalfew.customers.api import set_stages
from vitalfew.lifecycle.rules import stage_sql

FACTS_SQL = """
SELECT c.id AS customer_id, f.stage
  FROM customers_customer c
 CROSS JOIN LATERAL (SELECT {stage} AS stage FROM trade_order o WHERE o.customer_id = c.id) f
 WHERE {which}
"""
# An import may touch most customers: one grouped pass beats a look-up for each.
TOUCHED_SQL = """
SELECT customer_id, {stage} AS stage FROM trade_order
 WHERE customer_id IN (SELECT customer_id FROM trade_order WHERE origin = %s OR id IN
                       (SELECT order_id FROM trade_orderline WHERE origin = %s))
 GROUP BY customer_id
"""


def refresh_after_import(*, origin: UUID) -> int:
    """Derive the stage of every customer an import touched; how many changed."""
    return set_stages(facts_sql=TOUCHED_SQL.format(stage=stage_sql()), parameters=[origin, origin])


def refresh_customers(*, ids: list[int]) -> int:
    """Derive the stage of these customers; how many changed."""
    facts = FACTS_SQL.format(stage=stage_sql(), which="c.id = ANY(%s)")
    return set_stages(facts_sql=facts, parameters=[ids])

"""Deriving stages from facts."""

from vitalfew.customers.api import set_stages
from vitalfew.lifecycle.rules import stage_sql

FACTS_SQL = """
SELECT c.id AS customer_id, f.stage
  FROM customers_customer c
 CROSS JOIN LATERAL (SELECT {stage} AS stage FROM trade_order o WHERE o.customer_id = c.id) f
 WHERE {which}
"""


def refresh_customers(*, ids: list[int]) -> int:
    """Derive the stage of these customers; how many changed."""
    facts = FACTS_SQL.format(stage=stage_sql(), which="c.id = ANY(%s)")
    return set_stages(facts_sql=facts, parameters=[ids])

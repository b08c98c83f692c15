"""Which facts put a customer in which stage. The table is read from the bottom up: the furthest stage whose fact holds.

The facts of the first two stages and of active use come from inquiries and deliveries, which join when the product
keeps them; a customer known only from a ledger is a prospect until an opportunity or a purchase says more.
"""

from dataclasses import dataclass

from vitalfew.customers.api import Stage

PURCHASE = "net_amount > 0"
# Of customer c; an opportunity that was lost, or lies in the bin, is none.
OPEN_OPPORTUNITY = (
    "EXISTS (SELECT FROM funnel_opportunity p"
    " WHERE p.customer_id = c.id AND p.outcome = '' AND p.deleted_at IS NULL)"
)


@dataclass(frozen=True)
class StageRule:
    """A stage, and the SQL condition over one customer's orders, or over what else is known of c, that reaches it."""

    stage: Stage
    condition: str


RULES: tuple[StageRule, ...] = (
    StageRule(Stage.PROSPECT, "true"),
    StageRule(Stage.OPPORTUNITY, OPEN_OPPORTUNITY),
    StageRule(Stage.ORDER, f"count(*) FILTER (WHERE {PURCHASE}) > 0"),
    StageRule(Stage.REPEAT, f"count(DISTINCT placed_on) FILTER (WHERE {PURCHASE}) > 1"),
)


def stage_sql(*, from_orders_alone: bool = False) -> str:
    """The CASE expression that gives the furthest stage whose condition holds, for the customer c.

    ``from_orders_alone`` is for customers who are about to be added, and have nothing else yet.
    """
    rules = [
        rule for rule in RULES if not (from_orders_alone and rule.condition == OPEN_OPPORTUNITY)
    ]
    cases = " ".join(f"WHEN {rule.condition} THEN '{rule.stage}'" for rule in reversed(rules))
    return f"CASE {cases} END"

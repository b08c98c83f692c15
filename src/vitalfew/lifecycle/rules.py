"""Which facts put a customer in which stage. The table is read from the bottom up: the furthest stage whose fact holds.

The facts of the first three stages and of active use come from inquiries, opportunities and deliveries, which join when
the product keeps them; a customer known only from a ledger is a prospect until a purchase says more.
"""

from dataclasses import dataclass

from vitalfew.customers.api import Stage

PURCHASE = "net_amount > 0"


@dataclass(frozen=True)
class StageRule:
    """A stage, and the SQL condition over one customer's orders that reaches it."""

    stage: Stage
    condition: str


RULES: tuple[StageRule, ...] = (
    StageRule(Stage.PROSPECT, "true"),
    StageRule(Stage.ORDER, f"count(*) FILTER (WHERE {PURCHASE}) > 0"),
    StageRule(Stage.REPEAT, f"count(DISTINCT placed_on) FILTER (WHERE {PURCHASE}) > 1"),
)


def stage_sql() -> str:
    """The CASE expression that gives the furthest stage whose condition holds."""
    cases = " ".join(f"WHEN {rule.condition} THEN '{rule.stage}'" for rule in reversed(RULES))
    return f"CASE {cases} END"

"""Looking at every customer with one statement: facts by the rules, purchases, owner, pool, and value."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from vitalfew.access.api import the_company
from vitalfew.customers.api import Customer
from vitalfew.kernel.wanted import Fact, facts
from vitalfew.resource.findings import SILENT_DAYS
from vitalfew.resource.models import State
from vitalfew.upkeep.api import Requirement, requirements_in_force, stages_from
from vitalfew.value.api import ValueRun, tier_codes

UNVALUED = "-"
COLUMNS = [field.column for field in State._meta.concrete_fields]
# Purchases one after another: the first, the last, and the last that came after a long silence.
BUYING = """
SELECT customer_id, min(placed_on) AS first_on, max(placed_on) AS last_on,
       max(placed_on) FILTER (WHERE placed_on - before >= %s) AS woke_on
  FROM (SELECT customer_id, placed_on,
               lag(placed_on) OVER (PARTITION BY customer_id ORDER BY placed_on) AS before
          FROM trade_order WHERE net_amount > 0 AND customer_id IS NOT NULL) purchases
 GROUP BY customer_id
"""


OUTER = """
SELECT m.id, m.owner_id, m.department_id, m.source,
       m.owner_id IS NULL AND p.id IS NULL,
       COALESCE(NOT o.is_active, false),
       p.id IS NOT NULL,
       EXISTS (SELECT FROM pool_notice n WHERE n.customer_id = m.id),
       m.wanted & m.absent <> 0, m.too_old <> 0,
       m.wanted, m.absent, m.wanted & m.absent, m.too_old,
       t.first_on, t.last_on, t.woke_on,
       COALESCE(sign(array_position(m.tiers, m.tier_before::text) - array_position(m.tiers, m.tier::text)), 0),
       m.net_sales, m.sales_expectation, m.profit_contribution
  FROM masks m
  LEFT JOIN bought t ON t.customer_id = m.id
  LEFT JOIN identity_member o ON o.id = m.owner_id
  LEFT JOIN pool_pooled p ON p.customer_id = m.id
"""


def counted_facts() -> Iterable[Fact]:
    """The facts that a mask has bits for; one of age alone only where a rule asks for it, for it costs the most."""
    asked = {one.fact for one in requirements_in_force()}
    return (fact for fact in facts() if fact.missing or fact.key in asked)


class Sql:
    """A piece of SQL with its parameters, put together in the order in which they stand."""

    def __init__(self, text: str = "", *parameters: object) -> None:
        """Begin with this."""
        self.text = text
        self.parameters: list[Any] = list(parameters)

    def add(self, text: str, *parameters: object) -> "Sql":
        """Go on with this."""
        self.text += text
        self.parameters += parameters
        return self

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(self.text + other.text, *self.parameters, *other.parameters)


def look(found: list[Fact], day: date, run: ValueRun | None, before: ValueRun | None) -> None:
    """Every customer that is not in the bin: put down what is new or has changed, and drop who is gone."""
    query = _query(found, day, run, before)
    names, theirs, ours = (
        ", ".join(f"{row}{name}" for name in COLUMNS) for row in ("", "excluded.", "r.")
    )
    changed = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(
            f"INSERT INTO resource_state AS r ({names}) {query.text} ON CONFLICT (customer_id)"
            f" DO UPDATE SET {changed} WHERE ({ours}) IS DISTINCT FROM ({theirs})",
            query.parameters,
        )
        cursor.execute(
            "DELETE FROM resource_state r WHERE NOT EXISTS"
            " (SELECT FROM customers_customer c WHERE c.id = r.customer_id AND c.deleted_at IS NULL)"
        )
        cursor.execute("ANALYZE resource_state")


def _query(found: list[Fact], day: date, run: ValueRun | None, before: ValueRun | None) -> Sql:
    rules: dict[str, list[Requirement]] = {}
    for rule in requirements_in_force():
        rules.setdefault(rule.fact, []).append(rule)
    inner, parameters = _customers(found, rules).query.sql_with_params()
    query = (
        Sql("WITH f AS (").add(inner, *parameters).add("), bought AS (").add(BUYING, SILENT_DAYS)
    )
    query.add("), masks AS (SELECT f.*, s.net_sales, s.sales_expectation, s.profit_contribution,")
    query.add(" s.tier, b.tier AS tier_before, %s::text[] AS tiers", tier_codes(run))
    for name, mask in _masks(found, rules, day).items():
        query += Sql(", (") + mask + Sql(f") AS {name}")
    for alias, one in (("s", run), ("b", before)):
        source = " FROM f" if alias == "s" else ""
        query.add(f"{source} LEFT JOIN value_customerscore {alias}")
        query.add(f" ON {alias}.customer_id = f.id AND {alias}.run_id = %s", one.pk if one else -1)
    return query.add(f") {OUTER}")


def _masks(found: list[Fact], rules: dict[str, list[Requirement]], day: date) -> dict[str, Sql]:
    """What is asked for, what is not there, and what is too old: a bit for each fact."""
    places = list(enumerate(found))
    there = [(bit, fact) for bit, fact in places if fact.missing]
    aging = [(bit, fact) for bit, fact in places if fact.last and fact.key in rules]
    return {
        "wanted": _mask(
            (bit, _applies(rules[fact.key])) for bit, fact in there if fact.key in rules
        ),
        "absent": _mask((bit, Sql(f"f.absent_{bit}")) for bit, _fact in there),
        "too_old": _mask(
            (bit, _is_too_old(bit, fact, rules[fact.key], day)) for bit, fact in aging
        ),
    }


def _customers(found: list[Fact], rules: dict[str, list[Requirement]]) -> QuerySet[Customer, Any]:
    """Every customer with what the facts say of it, to a reader who sees everything."""
    reader = the_company()
    asked: dict[str, Any] = {}
    for bit, fact in enumerate(found):
        if fact.missing:
            asked[f"absent_{bit}"] = ExpressionWrapper(fact.missing(reader), BooleanField())
        if fact.key in rules and fact.last:
            asked[f"last_{bit}"] = fact.last(reader)
        if fact.key in rules and fact.rhythm:
            asked[f"rhythm_{bit}"] = fact.rhythm(reader)
    rows = Customer.objects.order_by().annotate(**asked)
    shown = ("id", "owner_id", "department_id", "source", "kind", "stage", *asked)
    told: QuerySet[Customer, Any] = rows.values(*shown)
    return told


def _mask(bits: Iterable[tuple[int, Sql]]) -> Sql:
    """A number with the bits of which the condition holds."""
    mask = Sql("0::bigint")
    for bit, condition in bits:
        mask += Sql(" + CASE WHEN ") + condition + Sql(f" THEN {1 << bit}::bigint ELSE 0 END")
    return mask


def _applies(rules: Iterable[Requirement]) -> Sql:
    """Whether any of these rules is about the customer; says the same as ``upkeep.rules.applies``."""
    found = Sql("(false")
    for rule in rules:
        found.add(" OR (true")
        if rule.kind:
            found.add(" AND f.kind = %s", rule.kind)
        if rule.from_stage:
            found.add(" AND f.stage = ANY(%s)", stages_from(rule.from_stage))
        if rule.tiers:
            found.add(" AND COALESCE(s.tier, %s) = ANY(%s)", UNVALUED, list(rule.tiers))
        found.add(")")
    return found.add(")")


def _is_too_old(bit: int, fact: Fact, rules: Iterable[Requirement], day: date) -> Sql:
    """Whether it should have happened again by now, by any of these rules; as ``upkeep.rules.age_of``."""
    found = Sql("(false")
    for rule in rules:
        last = f"f.last_{bit}"
        found = found.add(" OR (") + _applies([rule])
        most = Sql("%s::float", rule.days)
        if rule.times is not None and fact.rhythm:
            rhythm = f"NULLIF(f.rhythm_{bit}, 0)"
            most = Sql(f"COALESCE(round(%s::float * {rhythm}), ", rule.times) + most + Sql(")")
        found += Sql(" AND ") + most + Sql(" IS NOT NULL AND ")
        found += (
            Sql(f"({last} IS NULL OR %s::date - {last} > GREATEST(", day) + most + Sql(", 1)))")
        )
    return found.add(")")

"""The sums of the last count for one reader, and the customers behind each of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Q, QuerySet, Sum

from vitalfew.access.api import Module
from vitalfew.customers.api import CUSTOMERS, Customer, visible_to
from vitalfew.identity.api import Member
from vitalfew.kernel.wanted import Fact, fact_of
from vitalfew.resource.counting import is_amount, sums, with_bits
from vitalfew.resource.findings import FINDINGS, Finding, beside, since
from vitalfew.resource.models import Count
from vitalfew.resource.policies import (
    count_in_force,
    helped_with,
    tallies_visible_to,
    within,
)

BESIDE = "counted__"
# Findings that are made of facts, and the masks they are made of.
OF_FACTS = {"incomplete": ("missing",), "outdated": ("too_old",), "wanting": ("missing", "too_old")}
type Number = int | Decimal


@dataclass
class Resource:
    """What ``actor`` may know of the last count; there is one."""

    actor: Member
    count: Count
    _known: dict[tuple[str, ...], dict[str, Number]] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day of the count: the last day of every period."""
        return self.count.day

    def since(self, days: int) -> date:
        """The first day of a period."""
        return since(self.day, days)

    @cached_property
    def facts(self) -> dict[int, Fact]:
        """The facts that the reader may know of, by their bits."""
        known = {bit: fact_of(key) for bit, key in enumerate(self.count.facts)}
        return {bit: one for bit, one in known.items() if one and one.seen_by(self.actor)}

    @cached_property
    def sees_all_facts(self) -> bool:
        """Whether the reader may know of every fact that was counted."""
        return len(self.facts) == len(self.count.facts)

    @cached_property
    def mask(self) -> int:
        """The bits of the facts that the reader may know of."""
        return sum(1 << bit for bit in self.facts)

    def sum(self, key: str, modules: tuple[Module, ...] = (CUSTOMERS,)) -> Number:
        """What is summed under a key, of the customers in reach under the rights of these modules."""
        names = tuple(module.key for module in modules)
        if names not in self._known:
            self._known[names] = self._sums(modules)
        return self._known[names].get(key, 0)

    def _sums(self, modules: tuple[Module, ...]) -> dict[str, Number]:
        rows = tallies_visible_to(self.actor, modules).values("key")
        found: dict[str, Number] = {
            row["key"]: (row["amount"] or 0) if is_amount(row["key"]) else row["number"]
            for row in rows.annotate(number=Sum("number"), amount=Sum("amount"))
        }
        helped = helped_with(self.actor, modules)
        if helped is not None:
            asked = sums(self.day, self.count.facts)
            names = {f"n{place}": key for place, key in enumerate(asked)}
            more = with_bits(helped, self.count.facts).aggregate(
                **{name: asked[key] for name, key in names.items()}
            )
            for name, key in names.items():
                found[key] = found.get(key, 0) + (more[name] or 0)
        return found

    def number(self, finding: Finding, days: int = 0) -> int:
        """How many customers in reach a finding is true of."""
        if finding.key in OF_FACTS and not self.sees_all_facts:
            return self.customers(finding, days).count()
        return int(self.sum(finding.at(days), finding.modules))

    def customers(
        self, finding: Finding, days: int = 0, rows: QuerySet[Customer] | None = None
    ) -> QuerySet[Customer]:
        """Those customers, of ``rows`` or of all that the reader sees."""
        rows = visible_to(self.actor) if rows is None else rows
        rows = within(rows, self.actor, finding.modules).filter(counted__isnull=False)
        rows = rows.filter(beside(finding.condition(self.since(days)), BESIDE))
        masks = OF_FACTS.get(finding.key)
        if not masks or self.sees_all_facts:
            return rows
        told = Q()
        for mask in masks:
            rows = rows.alias(**{f"told_{mask}": F(f"{BESIDE}{mask}").bitand(self.mask)})
            told |= Q((f"told_{mask}__gt", 0))
        return rows.filter(told)

    @property
    def complete(self) -> float | None:
        """The known part of what is wanted, over all facts that the reader may know of; None where nothing is."""
        return share_known(self.sum, (one.key for one in self.facts.values()))


def share_known(told: Callable[[str], Number], keys: Iterable[str]) -> float | None:
    """The known part of what is wanted; ``told`` gives the sums under a key."""
    keys = list(keys)
    wanted = sum(int(told(f"wanted:{key}")) for key in keys)
    missing = sum(int(told(f"missing:{key}")) for key in keys)
    return 1 - missing / wanted if wanted else None


def resource_of(actor: Member) -> Resource | None:
    """The last count for one reader; None before the first."""
    count = count_in_force()
    return Resource(actor, count) if count else None


def finding_of(key: str) -> Finding | None:
    """The finding of that key."""
    return FINDINGS.get(key)

"""What is known of one customer, what is missing, and what is too old."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Answer, Verb
from vitalfew.customers.api import Customer, customer_policy, visible_to
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound
from vitalfew.kernel.wanted import Fact, fact_of
from vitalfew.upkeep.models import Requirement
from vitalfew.upkeep.policies import requirements_in_force, requirements_to_set
from vitalfew.upkeep.rules import Age, Standing, age_of, applies


@dataclass(frozen=True)
class Missing:
    """A fact that is not known, and where it is filled in."""

    fact: Fact
    url: str


@dataclass(frozen=True)
class TooOld:
    """A fact that should have happened again by now."""

    fact: Fact
    age: Age
    url: str


@dataclass(frozen=True)
class Upkeep:
    """How complete a customer's record is, by the rules, as far as the reader may know."""

    wanted: int
    missing: list[Missing]
    too_old: list[TooOld]
    may_fill: Answer

    @property
    def known(self) -> int:
        """How many of the wanted facts are known."""
        return self.wanted - len(self.missing)

    @property
    def share(self) -> float | None:
        """The known part of what is wanted; None where nothing is."""
        return self.known / self.wanted if self.wanted else None


@dataclass(frozen=True)
class Wanted:
    """A fact together with the requirements that ask for it."""

    fact: Fact
    requirements: list[Requirement]


def upkeep_of(
    actor: Member, customer: Customer, tier: str, may_fill: Answer | None = None
) -> Upkeep:
    """The upkeep of one customer that ``actor`` sees; ``tier`` as far as they see it."""
    standing = Standing(customer.kind, customer.stage, tier)
    wanted = list(_wanted(actor, standing))
    known = _known(actor, customer, wanted)
    to_know = [one for one in wanted if one.fact.missing]
    return Upkeep(
        wanted=len(to_know),
        missing=[
            Missing(one.fact, one.fact.url(customer.pk))
            for one in to_know
            if known[f"{one.fact.key}_missing"]
        ],
        too_old=list(_too_old(customer, wanted, known)),
        may_fill=may_fill or customer_policy.may(actor, Verb.EDIT, customer),
    )


def _wanted(actor: Member, standing: Standing) -> Iterable[Wanted]:
    """Each fact once, in the order of the facts; those the reader may not know of are left out."""
    found: dict[str, Wanted] = {}
    for requirement in requirements_in_force():
        fact = fact_of(requirement.fact)
        if fact is not None and applies(requirement, standing):
            found.setdefault(fact.key, Wanted(fact, [])).requirements.append(requirement)
    seen = [one for one in found.values() if one.fact.seen_by(actor)]
    return sorted(seen, key=lambda one: (one.fact.order, one.fact.key))


def _known(actor: Member, customer: Customer, wanted: Iterable[Wanted]) -> dict[str, Any]:
    """What the database says of all facts, asked at once."""
    asked: dict[str, Any] = {}
    for fact in (one.fact for one in wanted):
        if fact.missing:
            asked[f"{fact.key}_missing"] = ExpressionWrapper(
                fact.missing(actor), output_field=BooleanField()
            )
        if fact.last:
            asked[f"{fact.key}_last"] = fact.last(actor)
        if fact.rhythm:
            asked[f"{fact.key}_rhythm"] = fact.rhythm(actor)
    if not asked:
        return {}
    row = (
        visible_to(actor).filter(pk=customer.pk).order_by().annotate(**asked).values(*asked).first()
    )
    return dict(row or dict.fromkeys(asked))


def _too_old(
    customer: Customer, wanted: Iterable[Wanted], known: dict[str, Any]
) -> Iterable[TooOld]:
    """Of several requirements about one fact, the one that lets it grow the least old."""
    today = timezone.localdate()
    for fact, requirements in ((one.fact, one.requirements) for one in wanted):
        if not fact.last:
            continue
        last, rhythm = known[f"{fact.key}_last"], known.get(f"{fact.key}_rhythm")
        ages = [age for one in requirements if (age := age_of(one, last, rhythm, today))]
        strictest = min(ages, key=lambda age: age.most, default=None)
        if strictest and strictest.is_too_old:
            yield TooOld(fact, strictest, fact.url(customer.pk))


def requirement_for(actor: Member, pk: int) -> Requirement:
    """One requirement; NotFound when there is none."""
    found = requirements_to_set(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "no_such_requirement", _("There is no such rule any more. Look at the list.")
        )
    return found


def requirements(actor: Member) -> list[Requirement]:
    """All of them, in the order of the facts."""
    return sorted(requirements_to_set(actor), key=_place)


def _place(one: Requirement) -> tuple[int, str, int]:
    fact = fact_of(one.fact)
    return fact.order if fact else 999, one.fact, one.pk

"""One policy object per model answers both questions: which rows may a member reach, and may the member do this here.

``rows`` filters, ``may`` and ``check`` guard one object by asking the same filter: the two can never disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.db.models import Model, Q, QuerySet

from vitalfew.access.errors import Refused
from vitalfew.access.explaining import allowed_by, refused_because
from vitalfew.access.registry import Module
from vitalfew.access.rights import rights_of
from vitalfew.access.rules import Reach, Verb
from vitalfew.identity.api import Member


@dataclass(frozen=True)
class Answer:
    """Yes or no, with the rule that said so; the words are put together when somebody reads them."""

    allowed: bool
    explain: Callable[[], str]

    def __bool__(self) -> bool:
        return self.allowed

    @cached_property
    def rule(self) -> str:
        """The rule that answered, and for a refusal who may change it."""
        return self.explain()


def may(actor: Member, module: Module, verb: Verb) -> Answer:
    """Whether ``actor`` has the right at all, however far it reaches."""
    if rights_of(actor).may(module.key, verb):
        return Answer(True, lambda: allowed_by(actor, module, verb))
    return Answer(False, lambda: refused_because(actor, module, verb))


def may_all(actor: Member, module: Module, verb: Verb) -> Answer:
    """Whether the right reaches every row: who may see totals of the whole company."""
    if rights_of(actor).reach(module.key, verb).everything:
        return Answer(True, lambda: allowed_by(actor, module, verb))
    return Answer(False, lambda: refused_because(actor, module, verb, everything=True))


def require(actor: Member | None, module: Module, verb: Verb) -> None:
    """Refused without the right; None is the command line, whose user owns the installation."""
    if actor is not None:
        insist(may(actor, module, verb))


def insist(answer: Answer) -> None:
    """Refused, in the words of the rule, unless the answer is yes."""
    if not answer:
        raise Refused(answer.rule)


@dataclass(frozen=True)
class RowPolicy[Row: Model]:
    """The rows of one model under the rights of one module.

    ``where`` gives the condition for a reach that is not everything, on the model's own columns.
    """

    model: type[Row]
    module: Module
    where: Callable[[Reach, Verb], Q]

    def rows(self, actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Row]:
        """The rows on which ``actor`` may do ``verb``: always within those the actor may view."""
        rows = self.model._default_manager.all()
        condition = self.condition(actor, verb)
        if condition is None:
            return rows
        return rows.filter(condition) if condition else rows.none()

    def condition(self, actor: Member, verb: Verb = Verb.VIEW) -> Q | None:
        """The rows as a condition: None for every row, an empty one for no row."""
        rights = rights_of(actor)
        found: Q | None = None
        for needed in dict.fromkeys((Verb.VIEW, verb)):
            reach = rights.reach(self.module.key, needed)
            if not reach:
                return Q()
            if not reach.everything:
                here = rights.condition(
                    (self.where, reach, needed), partial(self.where, reach, needed)
                )
                found = here if found is None else found & here
        return found

    def may(self, actor: Member, verb: Verb, row: Row) -> Answer:
        """Whether ``actor`` may do ``verb`` on this row, by the same condition as ``rows``."""
        condition = self.condition(actor, verb)
        if condition is None or self.rows(actor, verb).filter(pk=row.pk).exists():
            return Answer(True, lambda: allowed_by(actor, self.module, verb))
        return Answer(False, lambda: refused_because(actor, self.module, verb))

    def check(self, actor: Member | None, verb: Verb, row: Row) -> None:
        """Refused when ``actor`` may not; None is the command line."""
        if actor is not None:
            insist(self.may(actor, verb, row))


@dataclass(frozen=True)
class ChildPolicy[Row: Model, Parent: Model]:
    """Rows that belong to a row of another policy: seen only with it, and within the rights of their own module.

    ``link`` is the path to the parent ("customer", "order__customer"). Rows without a parent, where ``link`` may be
    empty, are for those who see all. ``put_away`` gives the parents that are in a bin: their rows lie there too.
    """

    model: type[Row]
    module: Module
    parent: RowPolicy[Parent]
    link: str
    put_away: Callable[[], QuerySet[Any, Any]] | None = None

    def rows(self, actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Row]:
        """The rows on which ``actor`` may do ``verb``."""
        rows = self.model._default_manager.all()
        condition = self.condition(actor, verb)
        if condition is None:
            # Few are in the bin, so the planner looks each row's parent up in a small set.
            return rows.exclude(**{f"{self.link}__in": self.put_away()}) if self.put_away else rows
        if not condition:
            return rows.none()
        parents = self.parent.model._default_manager.filter(condition).order_by().values("pk")
        return rows.filter(**{f"{self.link}__in": parents})

    def condition(self, actor: Member, verb: Verb = Verb.VIEW) -> Q | None:
        """Which parents' rows: None for every row, an empty condition for no row."""
        own = RowPolicy(self.parent.model, self.module, self.parent.where)
        conditions = [self.parent.condition(actor), own.condition(actor, verb)]
        if any(condition is not None and not condition for condition in conditions):
            return Q()
        narrower = [condition for condition in conditions if condition is not None]
        if not narrower:
            return None
        both = narrower[0]
        for condition in narrower[1:]:
            both = both if condition == both else both & condition
        return both

    def may(self, actor: Member, verb: Verb, row: Row) -> Answer:
        """Whether ``actor`` may do ``verb`` on this row, by the same condition as ``rows``."""
        if self.rows(actor, verb).filter(pk=row.pk).exists():
            return Answer(True, lambda: allowed_by(actor, self.module, verb))
        return Answer(False, lambda: refused_because(actor, self.module, verb))

    def parents(self, actor: Member, verb: Verb) -> QuerySet[Parent]:
        """The parents that ``actor`` sees and to whose rows they may do ``verb``."""
        condition, seen = self.condition(actor, verb), self.parent.rows(actor)
        if condition is None:
            return seen
        return seen.filter(condition) if condition else seen.none()

    def may_at(self, actor: Member, verb: Verb, parent: Parent) -> Answer:
        """Whether ``actor`` may do ``verb`` to the rows of this parent, also where it has none yet."""
        everywhere = self.condition(actor, verb) is None
        if everywhere or self.parents(actor, verb).filter(pk=parent.pk).exists():
            return Answer(True, lambda: allowed_by(actor, self.module, verb))
        return Answer(False, lambda: refused_because(actor, self.module, verb))

    def sees_all(self, actor: Member) -> bool:
        """Whether ``actor`` sees every row: who may see totals of the whole company."""
        return self.condition(actor) is None

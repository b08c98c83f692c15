"""What a member may: the union of the roles held, and of those whom the member stands in for."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from vitalfew.access import organisation
from vitalfew.access.fields import FieldRule
from vitalfew.access.models import Deputy, FieldLimit, Grant, Holding
from vitalfew.access.ready import ADMINISTRATOR, READY, rights_table
from vitalfew.access.registry import modules
from vitalfew.access.rules import EVERYTHING, NOTHING, Reach, Scope, Verb
from vitalfew.identity.api import Member


@dataclass(frozen=True)
class HeldGrant:
    """One cell of one role, as somebody holds it; ``holder`` is the member, or whom the member stands in for."""

    role: str | Promise
    holder: int
    module: str
    verb: Verb
    scope: Scope
    departments: frozenset[int] = frozenset()
    ref: str = ""  # the role's name in an address


@dataclass(frozen=True)
class Rights:
    """Everything one member may today. Reaches are worked out when they are first asked for."""

    member_id: int
    grants: tuple[HeldGrant, ...]
    role_names: tuple[str | Promise, ...]

    @cached_property
    def _reaches(self) -> dict[tuple[str, Verb], Reach]:
        return {}

    @cached_property
    def _known(self) -> dict[HeldGrant | tuple[int, Scope], Reach]:
        return {}

    @cached_property
    def _conditions(self) -> dict[object, Q]:
        return {}

    def condition(self, key: object, work: Callable[[], Q]) -> Q:
        """The rows of a reach, worked out when it is first asked for: a page asks a dozen times."""
        if key not in self._conditions:
            self._conditions[key] = work()
        return self._conditions[key]

    def of(self, module: str, verb: Verb) -> list[HeldGrant]:
        """The grants that give this right."""
        return [grant for grant in self.grants if (grant.module, grant.verb) == (module, verb)]

    def may(self, module: str, verb: Verb) -> bool:
        """Whether there is any such right, however far it reaches."""
        return bool(self.of(module, verb))

    def reach(self, module: str, verb: Verb) -> Reach:
        """Whose rows the right covers; nothing when there is no such right."""
        key = (module, verb)
        if key not in self._reaches:
            self._reaches[key] = self.added_up(self.of(module, verb))
        return self._reaches[key]

    @cached_property
    def limits(self) -> dict[tuple[str, str], FieldRule]:
        """The field rules of the roles held: (role, field) to rule. What is not named is open."""
        held = {grant.ref for grant in self.grants}
        return {
            (row.ref, row.field): FieldRule(row.rule)
            for row in FieldLimit.objects.all()
            if row.ref in held
        }

    def added_up(self, grants: Iterable[HeldGrant]) -> Reach:
        """Whose rows some grants cover together."""
        found = NOTHING
        for grant in sorted(grants, key=lambda grant: grant.scope != Scope.ALL):
            found |= self._reach_of(grant)
            if found.everything:
                return EVERYTHING
        return found

    def _reach_of(self, grant: HeldGrant) -> Reach:
        key = grant if grant.scope == Scope.CHOSEN else (grant.holder, grant.scope)
        if key not in self._known:
            self._known[key] = organisation.reach_of(grant.holder, grant.scope, grant.departments)
        return self._known[key]


_memory: ContextVar[dict[int, Rights] | None] = ContextVar("rights", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Work out each member's rights once while this lasts: for one request, never longer."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def forget() -> None:
    """Rights were changed: the rest of this request sees the new ones."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()


def rights_of(actor: Member) -> Rights:
    """What ``actor`` may now; a member who may not sign in may nothing."""
    if actor is the_company():
        return _whole()
    if not actor.is_active:
        return Rights(actor.pk, (), ())
    memory = _memory.get()
    if memory is None:
        return _worked_out(actor)
    if actor.pk not in memory:
        memory[actor.pk] = _worked_out(actor)
    return memory[actor.pk]


def _worked_out(actor: Member) -> Rights:
    own_or_absent = Q(member_id=actor.pk) | Q(member__in=_absent_today(actor))
    held = list(Holding.objects.filter(own_or_absent).select_related("role"))
    ready = [(h.member_id, h.ready) for h in held if h.ready in READY]
    if actor.is_administrator:
        ready.append((actor.pk, ADMINISTRATOR))
    grants = [
        HeldGrant(READY[key].name, holder, module, verb, scope, ref=f"ready-{key}")
        for holder, key in ready
        for module, verb, scope in rights_table(key)
    ]
    grants += _own_roles([h for h in held if h.role_id])
    # Whoever stands in for somebody does their work with customers, not their work on the settings.
    mine = [g for g in grants if g.holder == actor.pk or g.verb != Verb.CONFIGURE]
    names = [READY[key].name for _holder, key in ready] + [h.role.name for h in held if h.role]
    return Rights(actor.pk, tuple(mine), tuple(dict.fromkeys(names)))


def _absent_today(actor: Member) -> QuerySet[Deputy, int]:
    """For whom the member stands in; who left the company has no rights to lend."""
    today = timezone.localdate()
    standing = Deputy.objects.filter(
        deputy=actor, first_day__lte=today, last_day__gte=today, absent__is_active=True
    )
    return standing.values_list("absent_id", flat=True)


def _own_roles(held: list[Holding]) -> list[HeldGrant]:
    if not held:
        return []
    rows = Grant.objects.filter(role_id__in=[h.role_id for h in held]).prefetch_related(
        "departments"
    )
    cells: dict[int, list[Grant]] = {}
    for row in rows:
        cells.setdefault(row.role_id, []).append(row)
    return [
        HeldGrant(
            h.role.name,
            h.member_id,
            cell.module,
            Verb(cell.verb),
            Scope(cell.scope),
            frozenset(department.pk for department in cell.departments.all()),
            f"own-{h.role.pk}",
        )
        for h in held
        if h.role is not None
        for cell in cells.get(h.role.pk, [])
    ]


@cache
def the_company() -> Member:
    """A reader of everything that no member is: for work that counts for everybody, and shows nobody a row."""
    return Member(username="", is_active=True)


def _whole() -> Rights:
    """The right to view every row of everything."""
    return Rights(
        0,
        tuple(HeldGrant("", 0, module.key, Verb.VIEW, Scope.ALL) for module in modules()),
        (),
    )


def administrators() -> list[Member]:
    """Who may change roles, at most three: a refusal names them."""
    may = Q(is_active=True, is_administrator=True)
    return list(Member.objects.filter(may).order_by("name", "username")[:3])

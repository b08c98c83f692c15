"""Reading the organisation, for those who set it up."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.functional import Promise

from vitalfew.access.errors import NotThere
from vitalfew.access.models import Department, Deputy, Grant, Holding, Post, Role
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.policies import require
from vitalfew.access.ready import ADMINISTRATOR, READY
from vitalfew.access.registry import Module, modules
from vitalfew.access.roles import Cell, RoleRef, cells_of
from vitalfew.access.rules import Scope, Verb
from vitalfew.identity.api import Member

LONGEST_LIST = 500


@dataclass(frozen=True)
class RoleShown:
    """A role in the list of roles."""

    ref: RoleRef
    name: str | Promise
    sentence: str | Promise
    holders: int

    @property
    def is_ready(self) -> bool:
        """Whether it came with the product."""
        return bool(self.ref.ready)


@dataclass(frozen=True)
class RightShown:
    """One cell of a role's table: a module's verb, and how far it goes; no cell: a verb the module does not know."""

    verb: Verb
    cell: Cell | None
    is_whole: bool

    @property
    def scope(self) -> str:
        """The scope, or nothing."""
        return str(self.cell.scope) if self.cell else ""

    @property
    def text(self) -> str | Promise:
        """The scope in words."""
        return self.cell.scope.label if self.cell else ""


@dataclass(frozen=True)
class PersonShown:
    """A member with their place and roles."""

    member: Member
    post: Post | None
    roles: list[tuple[RoleRef, str | Promise]]


def departments(actor: Member) -> QuerySet[Department]:
    """The tree in reading order: each department behind the one it stands below."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    rows = Department.objects.select_related("manager", "parent")
    return rows.annotate(people=Count("posts")).order_by("path")


def department_for(actor: Member, pk: int) -> Department:
    """One department; NotThere when there is none."""
    found = departments(actor).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def people_in(actor: Member, department: Department) -> QuerySet[Post]:
    """Who is in a department."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    posts = Post.objects.filter(department=department).select_related("member", "superior")
    return posts.order_by("member__name", "member__username")


def people(actor: Member) -> list[PersonShown]:
    """Every member with place and roles, by name; the first five hundred."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    members = list(Member.objects.order_by("name", "username")[:LONGEST_LIST])
    return _shown(members)


def person_for(actor: Member, pk: int) -> PersonShown:
    """One member; NotThere when there is none."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    member = Member.objects.filter(pk=pk).first()
    if member is None:
        raise NotThere
    return _shown([member])[0]


def _shown(members: list[Member]) -> list[PersonShown]:
    posts = {
        post.member_id: post
        for post in Post.objects.filter(member__in=members).select_related("department", "superior")
    }
    held: dict[int, list[tuple[RoleRef, str | Promise]]] = {member.pk: [] for member in members}
    for one in Holding.objects.filter(member__in=members).select_related("role").order_by("pk"):
        ref = RoleRef(one.ready, one.role_id)
        name = one.role.name if one.role else READY[one.ready].name
        held[one.member_id].append((ref, name))
    for member in members:
        if member.is_administrator:
            held[member.pk].append((RoleRef(ADMINISTRATOR), READY[ADMINISTRATOR].name))
    return [PersonShown(member, posts.get(member.pk), held[member.pk]) for member in members]


def deputies_of(actor: Member, member: Member) -> QuerySet[Deputy]:
    """Who stands in for a member, now and later, and who did."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    return Deputy.objects.filter(absent=member).select_related("deputy").order_by("-last_day", "pk")


def roles(actor: Member) -> list[RoleShown]:
    """Every role, the company's own behind those that came with the product."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    held = Holding.objects.exclude(ready="").order_by().values_list("ready").annotate(n=Count("pk"))
    counts = dict(held)
    counts[ADMINISTRATOR] = Member.objects.filter(is_administrator=True, is_active=True).count()
    ready = [
        RoleShown(RoleRef(role.key), role.name, role.sentence, counts.get(role.key, 0))
        for role in READY.values()
    ]
    own = Role.objects.annotate(holders_count=Count("holdings")).order_by("name")
    return ready + [
        RoleShown(RoleRef(pk=role.pk), role.name, role.sentence, role.holders_count) for role in own
    ]


def role_for(actor: Member, ref: RoleRef) -> RoleShown:
    """One role; NotThere when there is none."""
    found = next((role for role in roles(actor) if role.ref == ref), None)
    if found is None:
        raise NotThere
    return found


def own_role_for(actor: Member, ref: RoleRef) -> Role | None:
    """The row behind one of the company's own roles."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    return Role.objects.filter(pk=ref.pk).first() if ref.pk else None


def table_of(ref: RoleRef) -> list[tuple[Module, list[RightShown | None]]]:
    """A role as modules by verbs; None where a module does not know the verb."""
    cells = {(cell.module, cell.verb): cell for cell in cells_of(ref)}
    return [
        (
            module,
            [
                RightShown(verb, cells.get((module.key, verb)), verb in module.whole)
                if verb in module.verbs
                else None
                for verb in verbs_in_use()
            ],
        )
        for module in modules()
    ]


def verbs_in_use() -> list[Verb]:
    """The verbs that some module knows, in their order."""
    known = {verb for module in modules() for verb in module.verbs}
    return [verb for verb in Verb if verb in known]


def chosen_departments(ref: RoleRef) -> frozenset[int]:
    """The departments a role names in any of its cells: one list serves all cells of "chosen departments"."""
    rows = Grant.objects.filter(role_id=ref.pk or 0, scope=Scope.CHOSEN)
    return frozenset(pk for pk in rows.values_list("departments", flat=True) if pk)
